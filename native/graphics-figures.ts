/** The figures on the overlay, wired: they stand still while a feed is silent longer than its habit. */
import type { GraphicsOptions } from './graphics.ts';
import type { Disposable } from './kernel/live-state.ts';
import { FigureFreeze } from './overlays/figure-freeze.ts';

/** Nothing where feeds have a habit of their own. */
export function openFigures({ desk, feeds, clock, logger }: GraphicsOptions): Disposable {
  const { ledger, overlay, playout, status } = desk;
  if (!feeds) return { dispose: () => undefined };
  return new FigureFreeze(
    {
      feeds,
      entries: ledger,
      overlay,
      append: (drafts) => ledger.append(drafts),
      broadcastId: () => playout.broadcastId,
      isOnAir: () => playout.state.get().broadcast.phase === 'onAir',
      onProblem: (problem) => status.setProblem('figures-frozen', problem),
      clock,
      logger,
    },
    ledger.playoutEntries(playout.broadcastId),
  );
}
