/** React's view of the entries that a destination refused, a page at a time. */
import { useMemo, useSyncExternalStore } from 'react';
import type { ParkedEntry } from '../../../native/contract/upstream.ts';
import { useStudioClient } from '../../client/hooks.ts';
import type { ReportState } from '../../client/report-watch.ts';
import { RowReader, type Rows } from '../sales/row-reader.ts';

const PAGE = 100;

/** `version` changes when the list must be read anew. */
export function useParkedRows(destinationId: string, version: string): ReportState<Rows<ParkedEntry>> & { more(): void } {
  const client = useStudioClient();
  const question = JSON.stringify({ destinationId, version });
  const reader = useMemo(() => {
    const asked = JSON.parse(question) as { destinationId: string };
    return new RowReader<ParkedEntry>(async (from) => {
      const answer = await client.ask('parkedEntries', {
        destinationId: asked.destinationId,
        after: from === null ? 0 : Number(from),
        limit: PAGE,
      });
      if (!answer.ok) return answer;
      const { rows } = answer.value;
      const last = rows.at(-1);
      return { ok: true, value: { rows, next: last && rows.length === PAGE ? String(last.seq) : null } };
    });
  }, [client, question]);
  return { ...useSyncExternalStore(reader.subscribe, reader.get), more: reader.more };
}
