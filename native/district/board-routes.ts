/** `/api/…`: what the board's page asks, for whoever has the office's token. */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { boardQuerySchema, entriesQuerySchema, exportQuerySchema, newStudioSchema, type StudioSecret } from '../contract/district.ts';
import { idSchema } from '../contract/ids.ts';
import { type Refusal, refusedInput, type Result } from '../contract/refusal.ts';
import { displayText, type Locale } from '../contract/text.ts';
import type { Clock } from '../kernel/clock.ts';
import { csvText } from '../reports/export-text.ts';
import type { Board } from './board.ts';
import { boardTable } from './board-export.ts';
import { dayOf, dayText } from './china-day.ts';
import type { DistrictDatabase } from './district-database.ts';
import { broadcastsOf, entriesOf } from './drill-down.ts';
import { type StickPorts, takeStickFile } from './stick-files.ts';
import type { StudioKeys } from './studio-keys.ts';

export interface BoardPorts {
  board: Board;
  database: DistrictDatabase;
  keys: StudioKeys;
  clock: Clock;
  stick: StickPorts;
  /** A column's heading in that language. */
  heading(locale: Locale, column: string): string;
  refuse(reply: FastifyReply, status: number, refusal: Refusal): FastifyReply;
}

/** A studio writes at most 4 MiB of entries into one, before compression, but for one longer entry. */
const FILE_LIMIT_BYTES = 16 * 1024 * 1024;

export function registerBoard(app: FastifyInstance, ports: BoardPorts): void {
  const { board, database, keys, clock, refuse } = ports;
  /** The query or the body by its schema; else the answer has gone already. */
  const checked = <S extends z.ZodType>(schema: S, value: unknown, reply: FastifyReply): z.output<S> | null => {
    const read = schema.safeParse(value);
    if (read.success) return read.data;
    refuse(reply, 400, refusedInput(read.error).refusal);
    return null;
  };

  app.addHook('onSend', async (_request, reply) => void reply.header('cache-control', 'no-store'));

  app.get('/api/board', async (request, reply) => {
    const query = checked(boardQuerySchema, request.query, reply);
    return query ? board.of(query.period, query.studio ?? null) : reply;
  });
  app.get('/api/broadcasts', async (request, reply) => {
    const query = checked(z.object({ studio: idSchema }), request.query, reply);
    return query ? broadcastsOf(database, query.studio) : reply;
  });
  app.get('/api/entries', async (request, reply) => {
    const query = checked(entriesQuerySchema, request.query, reply);
    return query ? entriesOf(database, query) : reply;
  });
  app.get('/api/export.csv', async (request, reply) => {
    const query = checked(exportQuerySchema, request.query, reply);
    if (!query) return reply;
    const { what, period, lang: locale, studio = null } = query;
    const nowMs = clock.nowMs();
    const { columns, rows } = boardTable(board, database, { what, period, studio, locale, nowMs });
    reply.type('text/csv; charset=utf-8');
    reply.header('content-disposition', `attachment; filename="${what}-${period}-${dayText(dayOf(nowMs))}.csv"`);
    const headings = columns.map((column) => ports.heading(locale, column));
    return reply.send(Readable.from(csvText(headings, rows), { objectMode: false }));
  });

  app.get('/api/studios', async () => keys.list());
  app.post('/api/studios', async (request, reply) => {
    const studio = checked(newStudioSchema, request.body, reply);
    return studio ? withSecret(reply, studio.studioId, keys.add(studio.studioId, studio.name)) : reply;
  });
  app.post<{ Params: { studio: string } }>('/api/studios/:studio/key', async (request, reply) =>
    withSecret(reply, request.params.studio, keys.rekey(request.params.studio)),
  );
  app.post<{ Params: { studio: string } }>('/api/studios/:studio/revoke', async (request, reply) => {
    const revoked = keys.revoke(request.params.studio);
    return revoked.ok ? revoked.value : refuse(reply, 404, revoked.refusal);
  });

  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: FILE_LIMIT_BYTES }, (_request, body, done) => done(null, body));
    scope.post<{ Body: Buffer | undefined }>('/api/import', { bodyLimit: FILE_LIMIT_BYTES }, async (request, reply) => {
      const query = checked(z.object({ file: displayText(255).default('') }), request.query, reply);
      if (!query) return reply;
      const taken = await takeStickFile(query.file, request.body ?? Buffer.alloc(0), ports.stick);
      return taken.ok ? taken.value : refuse(reply, 422, taken.refusal);
    });
  });

  function withSecret(reply: FastifyReply, studioId: string, secret: Result<string>): StudioSecret | FastifyReply {
    if (secret.ok) return { studioId, secret: secret.value };
    return refuse(reply, secret.refusal.code === 'studio-exists' ? 409 : 404, secret.refusal);
  }
}
