/** What the host asks the desktop shell to draw off screen, and what the shell answers. */
import { z } from 'zod';

const orderId = z.int().min(1);

export const drawingOrderSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('drawStart'), orderId, url: z.url(), width: z.int().min(1).max(8192), height: z.int().min(1).max(8192) }),
  /** Answered with a PNG of the page once it has painted the ledger up to this sequence. */
  z.object({ type: z.literal('drawCapture'), orderId, ledgerSeq: z.int() }),
  z.object({ type: z.literal('drawStop'), orderId }),
]);
export type DrawingOrder = z.infer<typeof drawingOrderSchema>;

export const drawingAnswerSchema = z.object({
  type: z.literal('drawn'),
  orderId,
  /** A PNG, where one was asked for. */
  picture: z.instanceof(Uint8Array).nullable(),
  problem: z.string().nullable(),
});
export type DrawingAnswer = z.infer<typeof drawingAnswerSchema>;

/** Runs in the overlay's page: resolves once it has painted this far. */
export function paintedUpTo(ledgerSeq: number): string {
  return `new Promise((resolve) => {
    const look = () =>
      Number(document.documentElement.dataset.ledgerSeq ?? -1) >= ${ledgerSeq} ? resolve(true) : requestAnimationFrame(look);
    look();
  })`;
}
