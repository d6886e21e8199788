/** `POST /ingest/<source>`: raw bytes in, answer of the feed out; 2xx only after the commit. */
import type { FastifyInstance } from 'fastify';
import type { Refusal } from '../contract/refusal.ts';
import type { Sentences } from './sentences.ts';

export interface IngestReply {
  status: number;
  /** Seconds until it is worth trying again. */
  retryAfterS?: number;
  body: object;
}

export interface IngestPort {
  accept(delivery: {
    source: string;
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
    scope.post<{ Params: { source: string }; Body: Buffer | undefined }>(
      '/ingest/:source',
      { bodyLimit: BODY_LIMIT_BYTES },
      async (request, reply) => {
        const answer = await ingest.accept({
          source: request.params.source,
          headers: request.headers,
          rawBody: request.body ?? Buffer.alloc(0),
          contentType: request.headers['content-type'] ?? '',
          sentence: (refusal) => sentences.refusal(refusal),
        });
        if (answer.retryAfterS !== undefined) reply.header('retry-after', String(answer.retryAfterS));
        return reply.code(answer.status).send(answer.body);
      },
    );
  });
}
