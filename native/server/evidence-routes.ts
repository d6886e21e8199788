/** Papers between a page and the host: sent in while they go to disk, and handed out again as files, never as pages. */
import { createReadStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { EvidenceStore } from '../compliance/evidence-store.ts';
import { idSchema } from '../contract/ids.ts';
import { refused, refusedInput } from '../contract/refusal.ts';
import { actorOf } from './access.ts';
import type { RouteRegistrar } from './http-server.ts';

const querySchema = z.object({ name: z.string().min(1).max(255) });
/** Above what is taken in: the store itself stops reading, and says so in its own words. */
const BODY_LIMIT_BYTES = 1024 ** 3;
const paramsSchema = z.object({ evidenceId: idSchema });

export function evidenceRoutes(evidence: Pick<EvidenceStore, 'receive' | 'file'>): RouteRegistrar {
  return (app, isOperator) =>
    void app.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      // The body stays a stream, and is judged by its own first bytes.
      scope.addContentTypeParser('*', (_request, body, done) => done(null, body));
      scope.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
        if (!isOperator(request)) return reply.code(401).send(refused('not-allowed'));
      });
      scope.post<{ Body: IncomingMessage | undefined }>('/evidence', { bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
        const query = querySchema.safeParse(request.query);
        if (!query.success) return reply.code(400).send(refusedInput(query.error));
        const { name: fileName } = query.data;
        if (!request.body) return refused('evidence-kind-unknown', { file: fileName });
        const answer = await evidence.receive({ fileName, body: request.body }, actorOf(request.headers));
        // What was refused early is still being sent; the sender hears the reason and then that nobody listens.
        if (!answer?.ok && !request.raw.complete) void reply.header('connection', 'close');
        return answer ?? refused('evidence-kind-unknown', { file: fileName });
      });
      scope.get('/evidence/:evidenceId', (request, reply) => {
        const params = paramsSchema.safeParse(request.params);
        const file = params.success ? evidence.file(params.data.evidenceId) : null;
        if (!file) return reply.code(404).send(refused('evidence-unknown'));
        const { path, type, paper } = file;
        return reply
          .type(type)
          .header('content-disposition', `attachment; filename="evidence"; filename*=UTF-8''${encoded(paper.fileName)}`)
          .header('content-length', paper.bytes)
          .header('cache-control', 'private, no-store')
          .header('x-content-type-options', 'nosniff')
          .header('content-security-policy', "sandbox; default-src 'none'")
          .send(createReadStream(path));
      });
    });
}

/** RFC 8187: what `encodeURIComponent` leaves and the header does not allow. */
function encoded(fileName: string): string {
  return encodeURIComponent(fileName).replace(/['()*]/gu, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
