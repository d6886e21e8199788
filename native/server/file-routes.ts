/** Files between a page and the host: catalogue import and its template. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ImportReport } from '../contract/product.ts';
import { refused, refusedInput, type Result } from '../contract/refusal.ts';
import { actorOf } from './access.ts';

export interface FilePorts {
  importCatalogue(file: { fileName: string; bytes: Uint8Array; apply: boolean }, actor: string): Promise<Result<ImportReport>>;
  catalogueTemplate(): string;
}

const FILE_LIMIT_BYTES = 10 * 1024 * 1024;
const importQuerySchema = z.object({ apply: z.enum(['0', '1']), name: z.string().min(1).max(255) });

export function registerFiles(app: FastifyInstance, files: FilePorts, isOperator: (request: FastifyRequest) => boolean): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: FILE_LIMIT_BYTES }, (_request, body, done) => done(null, body));
    scope.addHook('preHandler', async (request, reply: FastifyReply) => {
      if (!isOperator(request)) return reply.code(401).send(refused('not-allowed'));
    });
    scope.post<{ Body: Buffer | undefined }>('/api/catalogue/import', { bodyLimit: FILE_LIMIT_BYTES }, async (request) => {
      const query = importQuerySchema.safeParse(request.query);
      if (!query.success) return refusedInput(query.error);
      const { name, apply } = query.data;
      const file = { fileName: name, bytes: request.body ?? Buffer.alloc(0), apply: apply === '1' };
      return files.importCatalogue(file, actorOf(request.headers));
    });
    scope.get('/api/catalogue/template.csv', async (_request, reply) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="catalogue.csv"')
        .send(files.catalogueTemplate()),
    );
  });
}
