/** What a fader shows while it is moved: the hand's value at once, sent no faster than OBS answers, until OBS says the same. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { useCommand } from '../../use-command.ts';
import { rounded } from './meter-scale.ts';

/** A hand's value that OBS never took is given up after this long. */
const SETTLE_MS = 1_500;

export function useFader(inputName: string, volumeDb: number): { shownDb: number; move(db: number): void } {
  const run = useCommand();
  const [draftDb, setDraftDb] = useState<number | null>(null);
  const wantedDb = useRef<number | null>(null);
  const sending = useRef(false);

  const send = useCallback(async () => {
    if (sending.current) return;
    sending.current = true;
    while (wantedDb.current !== null) {
      const db = wantedDb.current;
      wantedDb.current = null;
      const done = await run('setVolume', { inputName, volumeDb: db });
      if (!done) {
        wantedDb.current = null;
        setDraftDb(null);
      }
    }
    sending.current = false;
  }, [run, inputName]);

  useEffect(() => {
    if (draftDb === null) return;
    const timer = setTimeout(() => setDraftDb(null), Math.abs(volumeDb - draftDb) < 0.05 ? 0 : SETTLE_MS);
    return () => clearTimeout(timer);
  }, [draftDb, volumeDb]);

  const move = useCallback(
    (db: number) => {
      const next = rounded(db);
      setDraftDb(next);
      wantedDb.current = next;
      void send();
    },
    [send],
  );
  return { shownDb: draftDb ?? volumeDb, move };
}
