/** Makes all figures anew from the entries alone: after a change of their rules, and as the proof that they are right. */
import type { DistrictDatabase, Queries } from './district-database.ts';
import { DERIVED_TABLES } from './district-schema.ts';
import { foldEntries } from './entry-intake.ts';
import { isFolded, type ReceivedEntry } from './entry-line.ts';

/** Raise it when the same entries shall give other figures; the next start then makes them anew. */
const FIGURES_VERSION = '1';
const PAGE = 2000;
/** What people see; rows of zeros are left out, which another order of arrival may never have made. */
const SHOWN: readonly { table: (typeof DERIVED_TABLES)[number]; where: string }[] = [
  { table: 'broadcast', where: '1 = 1' },
  { table: 'product', where: '1 = 1' },
  { table: 'day_sales', where: 'NOT (gross_fen = 0 AND refunded_fen = 0 AND order_count = 0 AND refund_count = 0 AND units = 0)' },
  {
    table: 'sku_sales',
    where: 'NOT (gross_fen = 0 AND refunded_fen = 0 AND order_count = 0 AND paid_units = 0 AND restocked_units = 0 AND gift_units = 0)',
  },
  { table: 'basket_sales', where: 'order_count <> 0' },
];

export interface Rebuilt {
  entries: number;
  /** Rows that stood otherwise before, by their table. */
  differing: Record<string, number>;
}

/** In one transaction; deliveries wait meanwhile. */
export function rebuildFigures(database: DistrictDatabase): Promise<Rebuilt> {
  return database.write(async (queries) => {
    const before = await shownRows(queries);
    for (const table of DERIVED_TABLES) await queries.run(`DELETE FROM ${table}`);
    const entries = await foldAll(queries);
    await queries.run(
      `INSERT INTO setting (key, value) VALUES ('figures-version', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      [FIGURES_VERSION],
    );
    const after = await shownRows(queries);
    const differing = Object.fromEntries(
      SHOWN.map(({ table }) => [table, differenceOf(before.get(table)!, after.get(table)!)] as const).filter(([, rows]) => rows > 0),
    );
    return { entries, differing };
  });
}

/** Rebuilds when the figures were made by other rules than this program's. */
export async function rebuildOutdatedFigures(database: DistrictDatabase): Promise<void> {
  const [row] = await database.read<{ value: string }>(`SELECT value FROM setting WHERE key = 'figures-version'`);
  if (row?.value !== FIGURES_VERSION) await rebuildFigures(database);
}

async function foldAll(queries: Queries): Promise<number> {
  let entries = 0;
  for (const { studioId } of await queries.all<{ studioId: string }>('SELECT studio_id AS "studioId" FROM studio_state')) {
    for (let after = 0; ;) {
      const rows = await queries.all<Omit<ReceivedEntry, 'parsedBody'>>(
        `SELECT seq, broadcast_id, kind, at_ms, actor, body, line FROM entry
         WHERE studio_id = $1 AND seq > $2 ORDER BY seq LIMIT ${PAGE}`,
        [studioId, after],
      );
      if (rows.length === 0) break;
      entries += rows.length;
      after = rows.at(-1)!.seq;
      const parsed = rows.map((row) => ({
        ...row,
        parsedBody: isFolded(row.kind) ? (JSON.parse(row.body) as Record<string, unknown>) : {},
      }));
      await foldEntries(queries, studioId, parsed);
    }
  }
  return entries;
}

async function shownRows(queries: Queries): Promise<Map<string, Set<string>>> {
  const rows = new Map<string, Set<string>>();
  for (const { table, where } of SHOWN) {
    rows.set(table, new Set((await queries.all(`SELECT * FROM ${table} WHERE ${where}`)).map((row) => JSON.stringify(row))));
  }
  return rows;
}

/** Rows that only one side has. */
function differenceOf(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const common = [...one].filter((row) => other.has(row)).length;
  return one.size + other.size - 2 * common;
}
