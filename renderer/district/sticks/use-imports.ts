/** Files of a stick on their way to the receiver: one after another, each with its progress and what came of it. */
import { useCallback, useRef, useState } from 'react';
import type { ImportAnswer } from '../../../native/contract/district.ts';
import { importFile } from '../receiver.ts';
import type { Problem } from '../use-refusal.ts';

export interface StickFile {
  number: number;
  name: string;
  bytes: number;
  /** Of 1, how much has been sent. */
  sent: number;
  state: 'waiting' | 'sending' | 'done' | 'failed';
  answer: ImportAnswer | null;
  problem: Problem | null;
}

export function useImports() {
  const [files, setFiles] = useState<readonly StickFile[]>([]);
  const given = useRef(0);
  const turn = useRef<Promise<void>>(Promise.resolve());

  const send = useCallback(async (number: number, file: File): Promise<void> => {
    const become = (change: Partial<StickFile>) =>
      setFiles((now) => now.map((each) => (each.number === number ? { ...each, ...change } : each)));
    become({ state: 'sending', sent: 0, problem: null });
    try {
      const answer = await importFile(file, (sent) => become({ sent }));
      become(answer.ok ? { state: 'done', sent: 1, answer: answer.value } : { state: 'failed', problem: answer.refusal });
    } catch {
      become({ state: 'failed', problem: 'line' });
    }
  }, []);

  /** In the sequence of the numbers in their names, so that what is shown as missing shrinks from the front. */
  const add = useCallback(
    (chosen: readonly File[]) => {
      for (const file of chosen.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))) {
        const number = (given.current += 1);
        setFiles((now) => [...now, { number, name: file.name, bytes: file.size, sent: 0, state: 'waiting', answer: null, problem: null }]);
        turn.current = turn.current.then(() => send(number, file));
      }
    },
    [send],
  );

  return { files, add };
}
