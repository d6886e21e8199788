/** Figures as the overlay shows them: exact, or cut off and never rounded up. */
import { groupDigits } from '../../native/contract/money.ts';

const FEN = 100;

/** A price in two parts so that the yuan can be drawn large: `{ yuan: '1,299', fen: '.90' }`; even yuan have no second part. */
export function priceParts(priceFen: number): { yuan: string; fen: string } {
  const fen = priceFen % FEN;
  return { yuan: groupDigits((priceFen - fen) / FEN), fen: fen === 0 ? '' : `.${String(fen).padStart(2, '0')}` };
}

export type StockState = 'left' | 'last' | 'none';

/** `last` from the last fifth on, at most the last 50: a small allocation is not "nearly gone" from the start. */
export function stockState(remaining: number, allocated: number): StockState {
  if (remaining <= 0) return 'none';
  return remaining <= Math.min(50, Math.ceil(allocated / 5)) ? 'last' : 'left';
}

const CHINA_OFFSET_MS = 8 * 3_600_000;

/** `20:15`, by the one time zone of China. */
export function timeOfDay(atMs: number): string {
  return new Date(atMs + CHINA_OFFSET_MS).toISOString().slice(11, 16);
}

/** Whole percent of a goal, cut off: 99.9 % is not reached. */
export function percentOf(value: number, goal: number): number {
  return goal > 0 ? Math.max(0, Math.floor((value * 100) / goal)) : 0;
}
