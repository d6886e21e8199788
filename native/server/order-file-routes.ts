/** Exported files between a page and the host: import with its progress, and stopping it. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { sourceSchema } from '../contract/ids.ts';
import { fileContentSchema, type ImportProgress, type OrderFileReport } from '../contract/order-file.ts';
import { refused, refusedInput, type Result } from '../contract/refusal.ts';
import { ORDER_FILE_LIMITS } from '../orders/files/order-file.ts';
import type { OrderFileDelivery } from '../orders/files/order-imports.ts';
import { actorOf } from './access.ts';

export interface OrderFilePorts {
  importFile(delivery: OrderFileDelivery, actor: string): Promise<Result<OrderFileReport>>;
  progress(): ImportProgress;
  cancel(): Result<object>;
}

const flag = z.enum(['0', '1']);
const querySchema = z.object({
  source: sourceSchema,
  name: z.string().min(1).max(255),
  apply: flag,
  content: fileContentSchema.or(z.literal('auto')).default('auto'),
  /** 1 takes a file in that was taken in before. */
  again: flag.default('0'),
});

export function registerOrderFiles(app: FastifyInstance, files: OrderFilePorts, isOperator: (request: FastifyRequest) => boolean): void {
  const bodyLimit = ORDER_FILE_LIMITS.bytes;
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body));
    // Before the body is read: a stranger must not make the host hold a hundred megabytes.
    scope.addHook('onRequest', async (request, reply: FastifyReply) => {
      if (!isOperator(request)) return reply.code(401).send(refused('not-allowed'));
    });
    scope.post<{ Body: Buffer | undefined }>('/api/orders/import', { bodyLimit }, async (request, reply) => {
      const query = querySchema.safeParse(request.query);
      if (!query.success) return refusedInput(query.error);
      const { source, name, apply, content, again } = query.data;
      const bytes = request.body ?? Buffer.alloc(0);
      // A page that breaks off stops what it began.
      reply.raw.once('close', () => {
        if (!reply.raw.writableEnded) files.cancel();
      });
      const delivery = { source, fileName: name, bytes, content, apply: apply === '1', again: again === '1' };
      return files.importFile(delivery, actorOf(request.headers));
    });
    scope.get('/api/orders/import', async () => files.progress());
    scope.delete('/api/orders/import', async () => files.cancel());
  });
}
