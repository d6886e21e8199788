/** Entries page by page, the pages read so far in one list; for one question, so another question is another component. */
import { useEffect, useRef, useState } from 'react';
import type { EntriesAnswer } from '../../../native/contract/district.ts';
import { askEntries, type EntriesAsked } from '../receiver.ts';
import type { Problem } from '../use-refusal.ts';

interface EntryPages {
  /** Null until the first page has come. */
  entries: EntriesAnswer['entries'] | null;
  /** Where the next page begins; null at the end. */
  next: number | null;
  asking: boolean;
  problem: Problem | null;
}

type Read = Pick<EntriesAnswer, 'entries' | 'next'> | { problem: Problem };

async function read(asked: EntriesAsked, before: number | null): Promise<Read> {
  try {
    const answer = await askEntries(asked, before);
    return answer.ok ? answer.value : { problem: answer.refusal };
  } catch {
    return { problem: 'line' };
  }
}

const withAnswer =
  (answer: Read) =>
  (now: EntryPages): EntryPages =>
    'problem' in answer
      ? { ...now, asking: false, problem: answer.problem }
      : { entries: [...(now.entries ?? []), ...answer.entries], next: answer.next, asking: false, problem: null };

export function useEntryPages(asked: EntriesAsked): EntryPages & { more(): void } {
  const [pages, setPages] = useState<EntryPages>({ entries: null, next: null, asking: true, problem: null });
  const first = useRef(asked);
  useEffect(() => {
    let gone = false;
    void read(first.current, null).then((answer) => !gone && setPages(withAnswer(answer)));
    return () => {
      gone = true;
    };
  }, []);
  return {
    ...pages,
    more() {
      setPages((now) => ({ ...now, asking: true, problem: null }));
      void read(asked, pages.next).then((answer) => setPages(withAnswer(answer)));
    },
  };
}
