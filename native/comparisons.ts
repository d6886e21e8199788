/** Compares destinations with the ledger: joins their answers and the digests that the reports' thread computes. */
import { accepted, type Result } from './contract/refusal.ts';
import type { Clock } from './kernel/clock.ts';
import type { Logger } from './kernel/logger.ts';
import type { ReportDesk } from './reports/report-desk.ts';
import type { ReconciliationControl } from './server/command-table.ts';
import { Reconciliation } from './sync/reconciliation.ts';
import type { Sync } from './sync/sync.ts';

export interface ComparisonsOptions {
  sync: Pick<Sync, 'comparable' | 'showReconciliation' | 'withOutbox'>;
  reports: ReportDesk;
  studioId(): string;
  clock: Clock;
  logger: Logger;
}

export class Comparisons implements ReconciliationControl {
  readonly #sync: ComparisonsOptions['sync'];
  readonly #reconciliation: Reconciliation;

  constructor({ sync, reports, studioId, clock, logger }: ComparisonsOptions) {
    this.#sync = sync;
    this.#reconciliation = new Reconciliation({
      ledger: {
        targets: () => reports.askForHost('digestTargets', {}),
        slice: (broadcastIds, fromSeq) => reports.askForHost('digestSlice', { studioId: studioId(), broadcastIds, fromSeq }),
        block: (broadcastId, block) => reports.askForHost('ledgerBlock', { studioId: studioId(), broadcastId, block }),
      },
      clock,
      logger,
      changed: (state) => sync.showReconciliation(state),
    });
  }

  async start(destinationId: string, broadcastId: string | undefined): Promise<Result<Record<string, never>>> {
    const comparable = this.#sync.comparable(destinationId);
    return comparable.ok ? this.#reconciliation.start(comparable.value, broadcastId) : comparable;
  }

  async cancel(): Promise<Result<Record<string, never>>> {
    await this.#reconciliation.cancel();
    return accepted({});
  }

  async resendDifferences(): Promise<Result<{ entries: number }>> {
    const differences = this.#reconciliation.differences;
    if (!differences || differences.seqs.length === 0) return accepted({ entries: 0 });
    const { destinationId, seqs } = differences;
    return this.#sync.withOutbox(destinationId, (outbox) => {
      outbox.sendAgain?.(seqs);
      return { entries: seqs.length };
    });
  }
}
