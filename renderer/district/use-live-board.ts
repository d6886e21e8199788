/** The board as it is now, and whether it still is: figures that have not been renewed for some seconds are old. */
import type { Board, BoardPeriod } from '../../native/contract/district.ts';
import { usePageClock } from './page-clock.ts';
import { type Question, useQuestion } from './use-question.ts';

const BOARD_EVERY_MS = 2000;
/** Some polls may be late before the figures are called old. */
const OLD_AFTER_MS = 10_000;

export interface LiveBoard {
  board: Board | undefined;
  /** True when the figures are not of now: the receiver is away, refuses, or this page slept. */
  old: boolean;
  /** When the board was heard, by this page's clock. */
  heardAtMs: number | undefined;
  problem: Question<Board>['problem'];
}

export function useLiveBoard(period: BoardPeriod): LiveBoard {
  const { value, problem } = useQuestion('board', { period }, BOARD_EVERY_MS);
  const heardAtMs = value?.heardAtMs;
  const late = usePageClock((nowMs) => heardAtMs !== undefined && nowMs - heardAtMs > OLD_AFTER_MS);
  return { board: value?.answer, old: problem !== null || late, heardAtMs, problem };
}

/** The receiver's clock, counted on from when it was heard; whole seconds are all that is shown. */
export function useReceiverNow({ board, heardAtMs }: Pick<LiveBoard, 'board' | 'heardAtMs'>): number {
  const offsetMs = board && heardAtMs !== undefined ? board.nowAtMs - heardAtMs : 0;
  return usePageClock((nowMs) => Math.floor(Math.max(nowMs + offsetMs, board?.nowAtMs ?? 0) / 1000) * 1000);
}
