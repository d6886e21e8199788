/** The gate before air: one text, a whole catalogue, and the proof of a former price from days of real sales. */
import { join } from 'node:path';
import { loadSampleProducts } from '../../native/catalogue/sample.ts';
import { Decisions } from '../../native/compliance/decisions.ts';
import { Judge } from '../../native/compliance/judge.ts';
import { RuleFilesStore } from '../../native/compliance/rule-files.ts';
import { systemClock } from '../../native/kernel/clock.ts';
import { DealPrices } from '../../native/ledger/deal-prices.ts';
import { openForWriting } from '../../native/store/database.ts';
import { Reader } from '../../native/store/reader.ts';
import { type Figure, grouped, ms, percentile, times } from './figures.ts';
import { benchFolder } from './host-process.ts';
import { DAY_ORDERS, writeSoldDays } from './sold-days.ts';

const DAYS = Number(process.env['BENCH_DAYS'] ?? 7);
const PRODUCTS = 999;
const TEXTS = 5_000;
const LIMIT_MS = { text: 1, catalogue: 100, proof: 5 };
const DAY_MS = 86_400_000;

export async function measureGate(say: (line: string) => void): Promise<Figure[]> {
  const folder = benchFolder();
  const resourcesFolder = join(import.meta.dirname, '..', '..', 'resources');
  const rules = new RuleFilesStore({ resourcesFolder, folder: join(folder, 'compliance'), nowMs: () => systemClock.nowMs() });
  const words = rules.files.claims.groups.reduce((sum, group) => sum + group.words.length, 0);
  const judge = new Judge({
    clock: systemClock,
    rules: () => rules,
    deals: { lowest: () => null, last: () => null },
    onAirSinceMs: () => null,
    hasPaper: () => false,
    product: () => undefined,
    decisions: new Decisions(),
  });
  say(`${grouped(TEXTS)} texts of 200 characters …`);
  const long = '和田核桃皮薄肉厚，欢迎选购；'.repeat(20);
  const textMs = Array.from({ length: TEXTS }, (_, at) => {
    const text = `${at}${long}`.slice(0, 200);
    return timed(() => judge.inspect([{ at: 'text', text }], true));
  });
  say(`${PRODUCTS} products …`);
  const sample = loadSampleProducts(resourcesFolder);
  const catalogueMs = Array.from({ length: 9 }, (_, round) => {
    const products = Array.from({ length: PRODUCTS }, (__, at) => {
      const product = sample[at % sample.length]!;
      return { ...product, productId: `p-${at}`, name: { ...product.name, 'zh-CN': `${product.name['zh-CN']} ${round} ${at}` } };
    });
    return timed(() => {
      for (const product of products) judge.judge({ kind: 'card', product });
    });
  });
  say(`${DAYS} days of ${grouped(DAY_ORDERS)} orders …`);
  const path = join(folder, 'studio.db');
  const database = openForWriting(path);
  writeSoldDays(database, DAYS);
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
  const reader = Reader.open(path);
  const deals = new DealPrices(reader);
  const newest = reader.get<{ atMs: number }>('SELECT max(paid_at_ms) AS atMs FROM paid_order')!.atMs;
  const skus = reader.all<{ sku: string }>('SELECT DISTINCT sku FROM sku_sales ORDER BY sku').map(({ sku }) => sku);
  const proofMs = skus.map((sku) => timed(() => deals.lowest(sku, newest - 7 * DAY_MS, newest + 1)));
  // What the proof says, from the orders themselves.
  const sku = skus[0]!;
  const byOrders = () =>
    reader.get<{ fen: number }>(
      `SELECT min(json_extract(line.value, '$.amountFen') / json_extract(line.value, '$.quantity')) AS fen
       FROM entry, json_each(entry.body, '$.lines') AS line
       WHERE kind = 'order.paid' AND upper(json_extract(line.value, '$.sku')) = ? AND json_extract(line.value, '$.amountFen') > 0`,
      sku,
    )!.fen;
  let scanned = 0;
  const scanMs = timed(() => (scanned = byOrders()));
  const proved = deals.lowest(sku, 0, newest + 1);
  reader.close();
  if (proved !== scanned) throw new Error(`the proof says ${proved} and the orders say ${scanned}`);
  const slowest = Math.max(...proofMs);
  return [
    figure(
      'GA1',
      'A text of 200 characters, 99th percentile',
      percentile(textMs, 0.99),
      LIMIT_MS.text,
      '–',
      '–',
      `${grouped(words)} words of claims with all contacts and look-alikes; ${grouped(TEXTS)} texts, each of them new.`,
    ),
    figure(
      'GA2',
      `${PRODUCTS} products that are all new, median`,
      percentile(catalogueMs, 0.5),
      LIMIT_MS.catalogue,
      '–',
      '–',
      'Every text in three languages, prices, certificates and digests, as after an import.',
    ),
    figure(
      'GA3',
      `Lowest deal of a SKU in seven days, ${grouped(DAYS * DAY_ORDERS)} orders, slowest`,
      slowest,
      LIMIT_MS.proof,
      times(slowest / scanMs),
      `${ms(scanMs)} over the orders themselves`,
      `The table of deals, asked once for each of ${skus.length} SKUs and never before; beside it the same answer from every order line of the ledger.`,
    ),
  ];
}

function figure(id: string, what: string, tookMs: number, limitMs: number, ratio: string, beside: string, meaning: string): Figure {
  return { id, what, ratio, studio: ms(tookMs), beside, limit: `< ${ms(limitMs)}`, met: tookMs < limitMs, meaning };
}

function timed(work: () => unknown): number {
  const beganMs = performance.now();
  work();
  return performance.now() - beganMs;
}
