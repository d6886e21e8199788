/** Videos between a page and the host: sending them in while they go to disk, and looking at what came of them. */
import { createReadStream, statSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { idSchema } from '../contract/ids.ts';
import { refused, refusedInput } from '../contract/refusal.ts';
import { LARGEST_BYTES } from '../media/media-intake.ts';
import type { MediaLibrary } from '../media/media-library.ts';
import { actorOf } from './access.ts';
import type { RouteRegistrar } from './http-server.ts';

const querySchema = z.object({ name: z.string().min(1).max(255) });
const lengthSchema = z.coerce.number().int().min(1);
const paramsSchema = z.object({ mediaId: idSchema });

export function mediaRoutes(library: Pick<MediaLibrary, 'receive' | 'playable' | 'thumbnail'>): RouteRegistrar {
  return (app, isOperator) =>
    void app.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      // The body stays a stream: a video of an hour must not lie in memory.
      scope.addContentTypeParser('*', (_request, body, done) => done(null, body));
      scope.addHook('onRequest', async (request, reply: FastifyReply) => {
        if (!isOperator(request)) return reply.code(401).send(refused('not-allowed'));
      });
      scope.post<{ Body: IncomingMessage | undefined }>('/media', { bodyLimit: LARGEST_BYTES }, async (request, reply) => {
        const query = querySchema.safeParse(request.query);
        if (!query.success) return reply.code(400).send(refusedInput(query.error));
        const sizeBytes = lengthSchema.safeParse(request.headers['content-length']);
        if (!sizeBytes.success || !request.body) return reply.code(411).send(refused('media-unplayable', { file: query.data.name }));
        const answer = await library.receive(
          { fileName: query.data.name, sizeBytes: sizeBytes.data, body: request.body },
          actorOf(request.headers),
        );
        // What was refused early is still being sent; the sender hears the reason and then that nobody listens.
        if (!answer.ok && !request.raw.complete) void reply.header('connection', 'close');
        return answer;
      });
      scope.get('/media/:mediaId/play.mp4', (request, reply) => {
        const params = paramsSchema.safeParse(request.params);
        const playable = params.success ? library.playable(params.data.mediaId) : null;
        return playable?.ok ? sendPart(request, reply, playable.value.path, 'video/mp4') : notFound(reply);
      });
      scope.get('/media/:mediaId/thumbnail.jpg', (request, reply) => {
        const params = paramsSchema.safeParse(request.params);
        const path = params.success ? library.thumbnail(params.data.mediaId) : null;
        return path === null ? notFound(reply) : sendPart(request, reply, path, 'image/jpeg');
      });
    });
}

function notFound(reply: FastifyReply): FastifyReply {
  return reply.code(404).send(refused('not-found'));
}

/** A browser's player asks for parts: one range of bytes by RFC 9110, section 14; more than one gets the whole. */
function sendPart(request: FastifyRequest, reply: FastifyReply, path: string, type: string): FastifyReply {
  const { size } = statSync(path);
  reply.type(type).header('accept-ranges', 'bytes').header('cache-control', 'private, no-cache');
  const asked = /^bytes=(\d*)-(\d*)$/u.exec(request.headers.range ?? '');
  if (!asked || (asked[1] === '' && asked[2] === '')) return reply.header('content-length', size).send(createReadStream(path));
  const [, from, to] = asked;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (start > end || start >= size) return reply.code(416).header('content-range', `bytes */${size}`).send();
  reply
    .code(206)
    .header('content-range', `bytes ${start}-${end}/${size}`)
    .header('content-length', end - start + 1);
  return reply.send(createReadStream(path, { start, end }));
}
