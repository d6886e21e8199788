/** Pictures of program and preview for a console: a request waits for the next one that the page does not have yet. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { refused, refusedInput } from '../contract/refusal.ts';
import type { Clock } from '../kernel/clock.ts';
import type { MonitorPicture, MonitorWish } from '../obs/pictures/monitor.ts';

export interface MonitorPort {
  next(wish: MonitorWish, signal: AbortSignal): Promise<MonitorPicture | null>;
}

/** Shorter than what a proxy between tablet and host would allow; then the page asks again. */
const WAIT_MS = 10_000;

/** A view that the page shows is named with the revision it has; one that it does not show is left out. */
const querySchema = z.object({
  program: z.coerce.number().int().min(0).optional(),
  preview: z.coerce.number().int().min(0).optional(),
  width: z.coerce.number().int().min(16).max(4096),
});

/** Both views come over one request, because a browser keeps only six lines to one host for all its windows. */
export function registerMonitor(
  app: FastifyInstance,
  monitor: MonitorPort,
  clock: Clock,
  isOperator: (request: FastifyRequest) => boolean,
): void {
  app.get('/monitor/next', async (request, reply) => {
    if (!isOperator(request)) return reply.code(401).send(refused('not-allowed'));
    const query = querySchema.safeParse(request.query);
    if (!query.success) return reply.code(400).send(refusedInput(query.error));
    const { width, ...after } = query.data;
    const gone = new AbortController();
    const onClose = () => gone.abort();
    request.raw.socket.once('close', onClose);
    const late = clock.after(WAIT_MS, onClose);
    const picture = await monitor.next({ after, width }, gone.signal);
    late.cancel();
    request.raw.socket.off('close', onClose);
    reply.header('cache-control', 'no-store');
    if (!picture) return reply.code(204).send();
    return reply
      .headers({
        'x-view': picture.view,
        'x-revision': picture.revision,
        'x-scene': encodeURIComponent(picture.sceneName),
        'x-age-ms': Math.round(clock.monotonicMs() - picture.takenAt),
      })
      .type(picture.media)
      .send(picture.bytes);
  });
}
