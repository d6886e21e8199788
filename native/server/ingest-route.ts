/** `/ingest/<source>`: raw bytes in by POST, a platform's check of the address by GET, answer of the feed out; 2xx only after the commit. */
import type { FastifyInstance } from 'fastify';
import type { Refusal } from '../contract/refusal.ts';
import type { Sentences } from './sentences.ts';

export interface IngestReply {
  status: number;
  /** Seconds until it is worth trying again. */
  retryAfterS?: number;
  /** Text is sent as it is, anything else as JSON. */
  body: string | object;
}

export interface IngestPort {
  accept(delivery: {
    source: string;
    method: string;
    query: Readonly<Record<string, string>>;
    headers: Record<string, string | string[] | undefined>;
    rawBody: Uint8Array;
    contentType: string;
    /** Makes the sentence of a refusal in the answer's language. */
    sentence(refusal: Refusal): string;
  }): Promise<IngestReply>;
}

/** A delivery of 5,000 NDJSON lines with long titles stays well below. */
const BODY_LIMIT_BYTES = 8 * 1024 * 1024;

export function registerIngest(app: FastifyInstance, ingest: IngestPort, sentences: Sentences): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES }, (_request, body, done) => done(null, body));
    scope.route<{ Params: { source: string }; Body: Buffer | undefined }>({
      method: ['GET', 'POST'],
      url: '/ingest/:source',
      bodyLimit: BODY_LIMIT_BYTES,
      async handler(request, reply) {
        const answer = await ingest.accept({
          source: request.params.source,
          method: request.method,
          query: Object.fromEntries(new URL(request.url, 'http://studio').searchParams),
          headers: request.headers,
          rawBody: request.body ?? Buffer.alloc(0),
          contentType: request.headers['content-type'] ?? '',
          sentence: (refusal) => sentences.refusal(refusal),
        });
        if (answer.retryAfterS !== undefined) reply.header('retry-after', String(answer.retryAfterS));
        return reply.code(answer.status).send(answer.body);
      },
    });
  });
}
