/** Writes the reference under `docs/reference/` out of the contract, so that no page of it is written by hand. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type CommandName, commandNames, commands } from '../../native/contract/commands.ts';
import { entryBodies, entryFrameSchema } from '../../native/contract/entry.ts';
import { genericEventSchema, ingestAnswerSchema } from '../../native/contract/order.ts';
import { feedsFileSchema, healthSchema } from '../../native/contract/settings.ts';
import { topicSchemas } from '../../native/contract/topics.ts';
import { surfaceApi } from '../../native/server/action-openapi.ts';
import { acknowledgementSchema, summarySchema, upstreamFileSchema } from '../../native/contract/upstream.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;
type Direction = 'input' | 'output';

const COMMANDS_SOURCE = join(import.meta.dirname, '../../native/contract/commands.ts');

/** File name → text, as it must stand in `docs/reference/`. */
export function referenceFiles(): Record<string, string> {
  const table = commandTable();
  return {
    'commands.json': json(table),
    'commands.md': commandsPage(table),
    'openapi.json': json(surfaceApi()),
    'topics.json': json(mapValues(topicSchemas, (schema) => schemaOf(schema, 'output'))),
    'entries.json': json({
      frame: schemaOf(entryFrameSchema, 'output'),
      bodies: mapValues(entryBodies, (schema) => schemaOf(schema, 'output')),
    }),
    'wire.json': json({
      'generic feed: one event': schemaOf(genericEventSchema, 'input'),
      'generic feed: answer to NDJSON': schemaOf(ingestAnswerSchema, 'output'),
      'upstream: answer of the receiver': schemaOf(acknowledgementSchema, 'input'),
      'upstream: summary': schemaOf(summarySchema, 'output'),
      'feeds.json': schemaOf(feedsFileSchema, 'input'),
      'upstream.json': schemaOf(upstreamFileSchema, 'input'),
      'GET /healthz': schemaOf(healthSchema, 'output'),
    }),
  };
}

interface CommandRow {
  meaning?: string;
  input: JsonSchema;
  output: JsonSchema;
}

function commandTable(): Record<CommandName, CommandRow> {
  const source = readFileSync(COMMANDS_SOURCE, 'utf8');
  return Object.fromEntries(
    commandNames.map((name) => {
      const meaning = new RegExp(`/\\*\\* ([^\\n]*) \\*/\\n  ${name}: command\\(`, 'u').exec(source)?.[1];
      const schemas = { input: schemaOf(commands[name].input, 'input'), output: schemaOf(commands[name].output, 'output') };
      return [name, meaning === undefined ? schemas : { meaning, ...schemas }];
    }),
  ) as Record<CommandName, CommandRow>;
}

function commandsPage(table: Record<CommandName, CommandRow>): string {
  const rows = commandNames.map((name) => {
    const { meaning, input, output } = table[name];
    return [
      `## ${name}`,
      ...(meaning === undefined ? [] : [meaning]),
      `\`\`\`ts\ninput: ${shapeOf(input)}\noutput: ${shapeOf(output)}\n\`\`\``,
    ];
  });
  const head = [
    '# Commands',
    'Generated from `native/contract/commands.ts`; do not edit. Limits and patterns are in `commands.json`.',
    'Every command answers with a result: `{ ok: true, value: output }` or `{ ok: false, refusal: { code, context } }`.',
  ];
  return `${[...head, ...rows.flat()].join('\n\n')}\n`;
}

function schemaOf(schema: z.ZodType, io: Direction): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

/** A JSON schema as a person reads it, in the manner of a TypeScript type and without limits. */
function shapeOf(schema: JsonSchema): string {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return [...new Set(choices.map((choice) => shapeOf(choice)))].join(' | ');
  if (schema.allOf) return schema.allOf.map((part) => shapeOf(part)).join(' & ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.type === 'array') {
    const item = shapeOf((schema.items ?? {}) as JsonSchema);
    return item.includes(' | ') ? `(${item})[]` : `${item}[]`;
  }
  if (schema.type === 'object') return objectShape(schema);
  return typeof schema.type === 'string' ? schema.type : 'unknown';
}

function objectShape(schema: JsonSchema): string {
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const optional = schema.required?.includes(name) ? '' : '?';
    const key = /^[A-Za-z]+$/u.test(name) ? name : JSON.stringify(name);
    return `${key}${optional}: ${shapeOf(field as JsonSchema)}`;
  });
  return fields.length === 0 ? '{}' : `{ ${fields.join('; ')} }`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function mapValues<V, R>(record: Readonly<Record<string, V>>, map: (value: V) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
