/** Where a studio says that its broadcasts stand: for each the newest summary. */
import type { Summary } from '../contract/upstream.ts';
import { summarySchema } from '../contract/upstream.ts';
import type { DistrictDatabase } from './district-database.ts';

/** One that is older than what is held changes nothing. */
export async function keepSummary(database: DistrictDatabase, summary: Summary): Promise<void> {
  const { studioId, broadcastId, ledgerSeq } = summary;
  await database.write((queries) =>
    queries.run(
      `INSERT INTO summary (studio_id, broadcast_id, ledger_seq, body) VALUES ($1, $2, $3, $4)
       ON CONFLICT (studio_id, broadcast_id) DO UPDATE SET ledger_seq = excluded.ledger_seq, body = excluded.body
       WHERE excluded.ledger_seq >= summary.ledger_seq`,
      [studioId, broadcastId, ledgerSeq, JSON.stringify(summary)],
    ),
  );
}

/** Each studio's newest one. */
export async function newestSummaries(database: DistrictDatabase): Promise<Map<string, Summary>> {
  const rows = await database.read<{ studioId: string; body: string }>(
    `SELECT studio_id AS "studioId", body FROM summary s
     WHERE ledger_seq = (SELECT MAX(ledger_seq) FROM summary n WHERE n.studio_id = s.studio_id)`,
  );
  return new Map(rows.map(({ studioId, body }) => [studioId, summarySchema.parse(JSON.parse(body))]));
}
