/** A desk for tests of imports: real storage, the real intake, and reports asked of the same database. */
import { systemClock } from '../../../../native/kernel/clock.ts';
import { differencesReport, importsReport } from '../../../../native/orders/files/differences.ts';
import { type OrderFileDelivery, OrderImports } from '../../../../native/orders/files/order-imports.ts';
import { OrderIntake } from '../../../../native/orders/order-intake.ts';
import { openTestStorage } from '../../store/test-storage.ts';

export const NOW_MS = Date.parse('2020-05-03T09:00:00+08:00');

export async function importDesk() {
  const storage = await openTestStorage();
  const { ledger, reader, writer } = storage;
  const clock = { ...systemClock, nowMs: () => NOW_MS };
  const intake = new OrderIntake({ append: (drafts) => ledger.append(drafts), attribute: () => 'bc-1', clock });
  const imports = new OrderImports({
    writer,
    reader,
    intake,
    isSource: (source) => source === 'shop',
    count: async (importId) => importsReport(reader, { importId }).imports[0]!,
    append: (drafts) => ledger.append(drafts),
    currentBroadcastId: () => 'bc-1',
    clock,
  });
  return {
    ...storage,
    intake,
    imports,
    async importFile(bytes: Buffer, more: Partial<OrderFileDelivery> = {}) {
      const given = { source: 'shop', fileName: 'orders.csv', bytes, content: 'auto' as const, apply: true, ...more };
      const report = await imports.importFile(given, 'operator:desk');
      return report.ok ? report.value : report.refusal;
    },
    differences: (importId: string, limit = 1000) => differencesReport(reader, { importId, after: '', limit }),
    entries: (kind: string) =>
      reader.all<{ body: string }>('SELECT body FROM entry WHERE kind = ? ORDER BY seq', kind).map(({ body }) => JSON.parse(body) as never),
    totals: () =>
      reader.get<{ orders: number; gross: number }>(
        "SELECT order_count AS orders, gross_fen AS gross FROM broadcast_sales WHERE broadcast_id = 'bc-1'",
      ) ?? { orders: 0, gross: 0 },
  };
}
