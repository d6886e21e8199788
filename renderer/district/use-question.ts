/** React's view of what the receiver answers: asked when it shows, again every so often while it is seen, and how old it is. */
import { useMemo, useSyncExternalStore } from 'react';
import { type ReportState, ReportWatch } from '../client/report-watch.ts';
import { type Answer, type DistrictRefusal, type QuestionInput, type QuestionName, questions, type QuestionValue } from './receiver.ts';

interface Heard<T> {
  answer: T;
  /** By this page's own clock. */
  heardAtMs: number;
}

export interface Question<T> extends ReportState<Heard<T>, DistrictRefusal> {
  again(): void;
}

function heard<T>(answer: Answer<T>): Answer<Heard<T>> {
  return answer.ok ? { ok: true, value: { answer: answer.value, heardAtMs: Date.now() } } : answer;
}

/** Another name or input is another question and begins without an answer. Without an input nothing is asked. */
export function useQuestion<Q extends QuestionName>(
  name: Q,
  input: QuestionInput<Q> | null,
  everyMs: number | null = null,
): Question<QuestionValue<Q>> {
  const written = JSON.stringify(input);
  const watch = useMemo(() => {
    const asked = JSON.parse(written) as QuestionInput<Q> | null;
    const question = questions[name] as (input: QuestionInput<Q>) => Promise<Answer<QuestionValue<Q>>>;
    return new ReportWatch<Heard<QuestionValue<Q>>, DistrictRefusal>({
      ask: async () => heard(await question(asked!)),
      everyMs,
      mayAsk: () => asked !== null && !document.hidden,
      onChange(listener) {
        document.addEventListener('visibilitychange', listener);
        return () => document.removeEventListener('visibilitychange', listener);
      },
    });
  }, [name, written, everyMs]);
  const state = useSyncExternalStore(watch.subscribe, watch.get);
  return useMemo(() => ({ ...state, again: watch.again }), [state, watch]);
}
