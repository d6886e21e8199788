/** The HTTP interface for button boxes, pedals and other programs: actions in, a small state out, its own description beside them. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CommandName } from '../contract/commands.ts';
import { commands } from '../contract/commands.ts';
import { type Refusal, type RefusalCode, refused, refusedInput, type Result } from '../contract/refusal.ts';
import { pressIdSchema, type SurfaceActionBody, type SurfaceActionName, surfaceActions, surfaceNameSchema } from '../contract/surface.ts';
import type { Clock } from '../kernel/clock.ts';
import type { WrongTries } from '../kernel/wrong-tries.ts';
import { surfaceApi } from './action-openapi.ts';
import type { ActionPresses } from './action-presses.ts';
import { planAction } from './action-table.ts';
import type { CommandHandlers } from './command-handlers.ts';
import type { Controls } from './controls.ts';
import type { HeldTalkOver } from './held-talk-over.ts';
import type { SurfaceView } from './surface-state.ts';

export interface ActionPorts {
  controls: Pick<Controls, 'state' | 'isToken' | 'used'>;
  wrongTries: WrongTries;
  presses: ActionPresses<unknown>;
  talkOver: HeldTalkOver;
  view: SurfaceView;
  run: CommandHandlers['run'];
  sentence(refusal: Refusal): string;
  clock: Clock;
}

const BODY_LIMIT_BYTES = 16 * 1024;
/** As long as most proxies and clients keep a quiet request open. */
const WAIT_MS = 25_000;
/** Turning a wheel is many presses of the same action in a short time. */
const NEVER_BOUNCE: readonly SurfaceActionName[] = ['step-segment', 'step-product', 'talk-over/press', 'talk-over/release'];

const STATUS: Partial<Record<RefusalCode, number>> = {
  'input-invalid': 422,
  'action-key-reused': 422,
  'body-not-json': 400,
  'action-token-wrong': 401,
  'action-api-off': 403,
  'not-allowed': 403,
  'action-unknown': 404,
  'action-too-often': 429,
  internal: 500,
};

interface Asked {
  action: SurfaceActionName;
  body: SurfaceActionBody<SurfaceActionName>;
  id: string | null;
}

export function registerActions(app: FastifyInstance, ports: ActionPorts): void {
  const { controls, presses, talkOver, view, wrongTries } = ports;
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES }, (_request, body, done) => done(null, body));
    // Before the body is read: nobody without the token makes the host read one.
    scope.addHook('onRequest', async (request, reply) => {
      const refusal = whyNotLetIn(request, reply);
      if (refusal) return problem(reply, refusal);
      controls.used();
    });

    scope.post<{ Params: { '*': string }; Body: Buffer | undefined }>(
      '/api/v1/actions/*',
      { bodyLimit: BODY_LIMIT_BYTES },
      async (request, reply) => {
        const surface = surfaceNameSchema.safeParse(request.headers['x-surface'] ?? 'http');
        if (!surface.success) return problem(reply, refusedInput(surface.error).refusal);
        const asked = askedFor(request.params['*'], request.body, request.headers['idempotency-key']);
        if (!asked.ok) return problem(reply, asked.refusal);
        const { action, body, id } = asked.value;
        const actor = `surface:${surface.data}`;
        const press = { surface: surface.data, action, body, id };
        const { result, replayed } = await presses.once(press, () => act(action, body, actor), !NEVER_BOUNCE.includes(action));
        if (replayed) reply.header('idempotency-replayed', 'true');
        if (!result.ok) return problem(reply, result.refusal);
        return reply.header('cache-control', 'no-store').send({ ok: true, action, value: result.value });
      },
    );

    scope.get<{ Querystring: { after?: unknown } }>('/api/v1/state', async (request, reply) => {
      const { after } = request.query;
      const known = request.headers['if-none-match']?.replaceAll('"', '');
      const state = typeof after === 'string' ? await nextState(reply, after) : view.state();
      reply.header('cache-control', 'no-store');
      if (state === null || (after === undefined && state.revision === known)) {
        return reply
          .code(304)
          .header('etag', `"${state?.revision ?? String(after)}"`)
          .send();
      }
      return reply.header('etag', `"${state.revision}"`).send(state);
    });
  });
  // No secret stands in it, and whoever sets a button box up reads it before there is a token.
  app.get('/api/openapi.json', async (_request, reply) => reply.header('cache-control', 'no-cache').send(surfaceApi()));

  /** Commands of the contract, run as a page's are, and never kept for later. */
  async function act(action: SurfaceActionName, body: Asked['body'], actor: string): Promise<Result<unknown>> {
    if (action === 'talk-over/press') return talkOver.press(actor);
    if (action === 'talk-over/release') return talkOver.release(actor);
    const planned = planAction(action, body as never, view);
    if (!planned.ok) return planned;
    const command: CommandName = planned.value.command;
    const input = commands[command].input.safeParse(planned.value.input);
    return input.success ? ports.run(command, input.data, actor) : refusedInput(input.error);
  }

  function whyNotLetIn({ headers, ip }: FastifyRequest, reply: FastifyReply): Refusal | null {
    const site = headers['sec-fetch-site'];
    // Browsers name where a request comes from; a page of somebody else's has no business here, whatever it knows.
    if (site !== undefined && site !== 'same-origin' && site !== 'none') return refused('not-allowed').refusal;
    if (!controls.state.get().api.enabled) return refused('action-api-off').refusal;
    const token = /^Bearer ([\w-]{1,200})$/iu.exec(headers.authorization ?? '')?.[1];
    // The right token is let in also while wrong ones come from the same address: they are on one machine as a rule.
    if (token !== undefined && controls.isToken(token)) return null;
    const waitMs = wrongTries.waitMs(ip);
    if (waitMs > 0) return refused('action-too-often', { seconds: Math.ceil(waitMs / 1000) }).refusal;
    wrongTries.count(ip);
    reply.header('www-authenticate', 'Bearer');
    return refused('action-token-wrong').refusal;
  }

  function problem(reply: FastifyReply, refusal: Refusal) {
    const { code, context } = refusal;
    if (code === 'action-too-often') reply.header('retry-after', String(context['seconds']));
    const at = typeof context['at'] === 'string' ? context['at'] : '';
    return reply
      .code(STATUS[code] ?? 409)
      .header('cache-control', 'no-store')
      .send({ ok: false, error: code, at, message: ports.sentence(refusal) });
  }

  async function nextState(reply: FastifyReply, after: string) {
    const gone = new AbortController();
    const timer = ports.clock.after(WAIT_MS, () => gone.abort());
    const leave = () => gone.abort();
    reply.raw.once('close', leave);
    try {
      return await view.next(after, gone.signal);
    } finally {
      timer.cancel();
      reply.raw.removeListener('close', leave);
    }
  }
}

/** What a request asks for, when all of it is as its action wants it. */
function askedFor(name: string, bytes: Buffer | undefined, key: string | string[] | undefined): Result<Asked> {
  if (!Object.hasOwn(surfaceActions, name)) return refused('action-unknown', { action: name.slice(0, 80) });
  const action = name as SurfaceActionName;
  const given = jsonOf(bytes);
  if (!given) return refused('body-not-json');
  const { press, ...rest } = given;
  const id = pressIdSchema.optional().safeParse(key ?? press);
  if (!id.success) return refusedInput(id.error);
  const body = surfaceActions[action].body.safeParse(rest);
  return body.success ? { ok: true, value: { action, body: body.data, id: id.data ?? null } } : refusedInput(body.error);
}

/** The object of a body; an empty body is an empty object. Null for anything else. */
function jsonOf(bytes: Buffer | undefined): Record<string, unknown> | null {
  const text = bytes?.toString('utf8').trim() ?? '';
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
