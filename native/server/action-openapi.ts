/** The description of the action interface (OpenAPI 3.1), made from the schemas that its requests are checked by. */
import { z } from 'zod';
import {
  pressIdSchema,
  surfaceActionNames,
  surfaceActions,
  surfaceAnswerSchema,
  surfaceNameSchema,
  surfaceProblemSchema,
  surfaceStateSchema,
} from '../contract/surface.ts';

type Json = { [key: string]: unknown };

const jsonContent = (schema: Json) => ({ 'application/json': { schema } });
const reference = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

const PROBLEMS: Readonly<Record<string, string>> = {
  400: 'The body is no JSON object.',
  401: 'The token is missing or wrong.',
  403: 'The interface is switched off, or a browser asked for a page of another site.',
  404: 'There is no such action.',
  409: 'It was not done, e.g. because OBS is away. Nothing is kept for later.',
  422: 'The body does not fit the action, or the key of a press was used for another one.',
  429: 'Too many presses or too many wrong tokens; Retry-After says when to try again.',
};

const problems = (...statuses: readonly number[]) =>
  Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/${status}` }]));

export function surfaceApi(): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Hetian Studio: actions for control surfaces',
      version: '1',
      summary: 'Button boxes, pedals and other programs act as an operator does, and light their buttons.',
      description:
        'Off until it is switched on in the settings, with a token of its own. Every action is one command of the console and stands in the ledger under the name of the surface. An action that cannot be done now is refused, never kept for later.',
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths: {
      ...Object.fromEntries(surfaceActionNames.map((name) => [`/api/v1/actions/${name}`, { post: actionOperation(name) }])),
      '/api/v1/state': { get: stateOperation() },
      '/api/openapi.json': {
        get: {
          operationId: 'describe',
          summary: 'This description.',
          security: [],
          responses: { 200: { description: 'OpenAPI 3.1.', content: jsonContent({ type: 'object' }) } },
        },
      },
    },
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'The token from the settings; never in an address.' } },
      schemas: { Answer: schemaOf(surfaceAnswerSchema), Problem: schemaOf(surfaceProblemSchema), State: schemaOf(surfaceStateSchema) },
      responses: Object.fromEntries(
        Object.entries(PROBLEMS).map(([status, description]) => [status, { description, content: jsonContent(reference('Problem')) }]),
      ),
      parameters: {
        Surface: {
          name: 'X-Surface',
          in: 'header',
          description: 'How the surface calls itself; the ledger names it as the one who acted. `http` without it.',
          schema: schemaOf(surfaceNameSchema),
        },
        Press: {
          name: 'Idempotency-Key',
          in: 'header',
          description:
            'Names one press. Sent again within ten minutes it is not done again, and its first answer is given with `Idempotency-Replayed: true`. Without it, the same action with the same body within 300 ms counts as one press.',
          schema: schemaOf(pressIdSchema),
        },
      },
    },
  };
}

function actionOperation(name: (typeof surfaceActionNames)[number]): Json {
  const { body, does } = surfaceActions[name];
  const schema = schemaOf(body, 'input');
  const properties = {
    ...(schema['properties'] as Json | undefined),
    press: { ...schemaOf(pressIdSchema), description: 'As Idempotency-Key, for senders that cannot set headers.' },
  };
  const required = Array.isArray(schema['required']) && schema['required'].length > 0;
  return {
    operationId: name.replaceAll(/[-/](\w)/gu, (_, letter: string) => letter.toUpperCase()),
    summary: does,
    parameters: [{ $ref: '#/components/parameters/Surface' }, { $ref: '#/components/parameters/Press' }],
    requestBody: { required, content: jsonContent({ ...schema, properties }) },
    responses: {
      200: { description: 'It was done.', content: jsonContent(reference('Answer')) },
      ...problems(400, 401, 403, 404, 409, 422, 429),
    },
  };
}

function stateOperation(): Json {
  return {
    operationId: 'state',
    summary: 'What is on air, prepared and running, for lamps and labels.',
    parameters: [
      {
        name: 'after',
        in: 'query',
        description: 'A revision that is known: the answer waits for the next one, for 25 seconds at most.',
        schema: { type: 'string' },
      },
    ],
    responses: {
      200: { description: 'The state.', headers: { ETag: { schema: { type: 'string' } } }, content: jsonContent(reference('State')) },
      304: { description: 'It is still as it was.' },
      ...problems(401, 403, 429),
    },
  };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output' = 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}
