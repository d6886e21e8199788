/** `/v1/studios/…`: the doors for studios, each request signed with its studio's key; 200 only after the commit. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { idSchema } from '../contract/ids.ts';
import { type Refusal, refused, type Result } from '../contract/refusal.ts';
import type { Clock } from '../kernel/clock.ts';
import { verify } from '../orders/standard-webhooks.ts';
import type { Digests } from './digests.ts';
import type { StudioDoor } from './studio-door.ts';
import type { StudioKeys } from './studio-keys.ts';
import type { WrongTries } from '../kernel/wrong-tries.ts';

export interface UpstreamPorts {
  door: StudioDoor;
  digests: Digests;
  keys: StudioKeys;
  wrongTries: WrongTries;
  clock: Clock;
  /** Sends the refusal with its sentence; `more` stands beside it. */
  refuse(reply: FastifyReply, status: number, refusal: Refusal, more?: object): FastifyReply;
}

/** Compressed. A request of the studio has at most 1 MiB before compression, but for one longer entry. */
const BODY_LIMIT_BYTES = 8 * 1024 * 1024;
/** The studio's digests are of blocks of 1,000 numbers. */
const BLOCK_LIMIT = 1e12;

type StudioRequest = FastifyRequest<{ Params: { studio: string; broadcast: string }; Body: Buffer | undefined }>;

export function registerUpstream(app: FastifyInstance, ports: UpstreamPorts): void {
  const { door, digests, refuse } = ports;
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES }, (_request, body, done) => done(null, body));
    scope.addHook('onRequest', async (request, reply) => {
      const waitMs = ports.wrongTries.waitMs(request.ip);
      if (waitMs > 0) return tooOften(reply, waitMs);
    });
    scope.addHook('preHandler', async (request, reply) => {
      const signed = signedBy(request as StudioRequest);
      if (!signed.ok) return refuse(reply, 401, signed.refusal);
    });

    scope.post<{ Params: { studio: string }; Body: Buffer | undefined }>(
      '/v1/studios/:studio/entries',
      { bodyLimit: BODY_LIMIT_BYTES },
      async (request, reply) => {
        const { params, headers, body = Buffer.alloc(0) } = request;
        const taken = await door.entries(params.studio, body, headers['content-encoding']);
        if (taken.ok) return taken.value.answer;
        const { refusal, ok: _ok, ...blame } = taken;
        return refuse(reply, statusOf(refusal), refusal, blame);
      },
    );

    scope.post<{ Params: { studio: string }; Body: Buffer | undefined }>('/v1/studios/:studio/summary', async (request, reply) => {
      const { params, headers, body = Buffer.alloc(0) } = request;
      const kept = await door.summary(params.studio, body, headers['content-encoding']);
      return kept.ok ? kept.value : refuse(reply, statusOf(kept.refusal), kept.refusal);
    });

    scope.get<{ Params: { studio: string } }>('/v1/studios/:studio', async (request) => door.standing(request.params.studio));

    scope.get<{ Params: { studio: string; broadcast: string }; Querystring: { block?: string } }>(
      '/v1/studios/:studio/broadcasts/:broadcast/digest',
      async (request, reply) => {
        const { studio, broadcast } = request.params;
        const { block } = request.query;
        if (block !== undefined && !/^\d{1,12}$/u.test(block))
          return refuse(reply, 400, refused('input-invalid', { at: 'block', problem: 'number' }).refusal);
        const digest = await digests.broadcast(studio, broadcast);
        if (!digest)
          return refuse(reply, 404, refused('broadcast-unknown', { broadcastId: idSchema.safeParse(broadcast).data ?? '' }).refusal);
        return block === undefined ? digest : digests.block(studio, broadcast, Math.min(Number(block), BLOCK_LIMIT));
      },
    );
  });

  /** An unknown studio, one whose key was revoked and a wrong signature get one answer, in the same time. */
  function signedBy({ params, headers, body, ip }: StudioRequest): Result<string> {
    const { key, known } = ports.keys.keyOf(params.studio);
    const verified = verify(key, headers, body ?? new Uint8Array(), ports.clock.nowMs());
    if (verified.ok && known) return verified;
    if (!verified.ok && verified.refusal.code === 'signature-too-old') return verified;
    ports.wrongTries.count(ip);
    return refused('signature-wrong');
  }

  function tooOften(reply: FastifyReply, waitMs: number) {
    reply.header('retry-after', String(Math.ceil(waitMs / 1000)));
    return refuse(reply, 429, refused('not-allowed').refusal);
  }
}

function statusOf({ code }: Refusal): number {
  if (code === 'studio-not-yours') return 403;
  if (code === 'body-too-large') return 413;
  return code === 'body-encoded' ? 415 : 422;
}
