/** React's view of a report: asked when the component shows, and again every so often while it is seen. */
import { useMemo, useSyncExternalStore } from 'react';
import type { ReportInput, ReportName, ReportOutput } from '../../native/contract/reports.ts';
import { useStudioClient } from './hooks.ts';
import { type ReportState, ReportWatch } from './report-watch.ts';

export interface Report<R extends ReportName> extends ReportState<ReportOutput<R>> {
  again(): void;
}

interface HowOften {
  /** Without it the question is asked once. */
  everyMs?: number;
}

/** Another name or input is another question and begins without an answer. Without an input nothing is asked. */
export function useReport<R extends ReportName>(name: R, input: ReportInput<R> | null, { everyMs }: HowOften = {}): Report<R> {
  const client = useStudioClient();
  const question = JSON.stringify(input);
  const watch = useMemo(() => {
    const asked = JSON.parse(question) as ReportInput<R> | null;
    return new ReportWatch<ReportOutput<R>>({
      ask: () => client.ask(name, asked!),
      everyMs: everyMs ?? null,
      mayAsk: () => asked !== null && !document.hidden && client.link.get() === 'open',
      onChange(listener) {
        const stopLink = client.link.subscribe(listener);
        document.addEventListener('visibilitychange', listener);
        return () => {
          stopLink();
          document.removeEventListener('visibilitychange', listener);
        };
      },
    });
  }, [client, name, question, everyMs]);
  const state = useSyncExternalStore(watch.subscribe, watch.get);
  return useMemo(() => ({ ...state, again: watch.again }), [state, watch]);
}
