/** Holds a new state back until the letters of all its texts can be drawn, and reports what has been painted. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { OverlayState } from '../../native/contract/overlay.ts';
import { KnownLetters } from './known-letters.ts';
import { everyWord } from './overlay-texts.ts';

/** Better a wrong letterform than a late card. */
const FONT_LIMIT_MS = 400;
/** Each weight in which the layers are set, in all faces that a theme may choose. */
const FONTS = [700, 400].map((weight) => `${weight} 60px "Noto Sans SC", "Noto Sans Arabic", "Noto Naskh Arabic", "Studio Latin"`);

const letters = new KnownLetters({
  areLoaded: (text) => FONTS.every((font) => document.fonts.check(font, text)),
  load: (text) => Promise.all(FONTS.map((font) => document.fonts.load(font, text))),
});

/** Fonts come in many small files, each loaded when a letter first needs it; the overlay's own words are fetched before they are needed. */
export function loadFontsOfWords(): void {
  void letters.load(everyWord, FONT_LIMIT_MS);
}

/** The state to draw: the newest whose letters are there. */
export function useDrawableState(state: OverlayState | undefined): OverlayState | undefined {
  const texts = useMemo(() => textsOn(state), [state]);
  const [loadedTexts, setLoadedTexts] = useState('');
  const [drawn, setDrawn] = useState(state);
  const ready = useMemo(() => texts === loadedTexts || letters.has(texts), [texts, loadedTexts]);
  if (ready && drawn !== state) setDrawn(state);

  useEffect(() => {
    if (ready) return undefined;
    let waiting = true;
    void letters.load(texts, FONT_LIMIT_MS).then(() => {
      if (waiting) setLoadedTexts(texts);
    });
    return () => {
      waiting = false;
    };
  }, [texts, ready]);

  return ready ? state : drawn;
}

/** Figures are left out: they change all the time, and their letters are there already. */
function textsOn(state: OverlayState | undefined): string {
  if (!state) return '';
  const { card, next, flashSale, offer, lowerThird, segmentTitle, announcement, footer, ticker } = state;
  return JSON.stringify([
    [card?.name, card?.placeName, card?.unit, card?.cooperative, card?.sellingPoints],
    next.map(({ name, unit }) => [name, unit]),
    [flashSale?.name, flashSale?.unit, offer?.title, offer?.terms, offer?.result],
    [lowerThird?.name, lowerThird?.role, segmentTitle, announcement?.text],
    [footer?.operatorName, footer?.licence, footer?.complaint],
    ticker.map(({ productName, region, buyer }) => [productName, region, buyer]),
  ]);
}

/**
 * Writes what is on screen to the document: `data-ledger-seq`, the ledger sequence of the painted state, and `data-painted`,
 * a counter of painted states. The picture route and tests wait for them.
 */
export function usePaintedMarks(state: OverlayState | undefined): void {
  const newest = useRef<OverlayState>(undefined);
  const pending = useRef(false);

  useLayoutEffect(() => {
    newest.current = state;
    // One mark under way serves every state that comes before its frame: a steady stream must not put the mark off for ever.
    if (!state || pending.current) return;
    pending.current = true;
    const watch = () => afterFrame(() => newest.current, mark);
    const mark = (painted: OverlayState | undefined) => {
      if (document.fonts.status === 'loading') {
        void document.fonts.ready.then(watch);
        return;
      }
      pending.current = false;
      const { dataset } = document.documentElement;
      dataset.ledgerSeq = String(painted?.ledgerSeq);
      dataset.painted = String(Number(dataset.painted ?? 0) + 1);
      if (newest.current !== painted) {
        pending.current = true;
        watch();
      }
    };
    watch();
  }, [state]);
}

/** Reads a value as the next frame begins and hands it on once that frame has been painted. */
function afterFrame<T>(read: () => T, callback: (value: T) => void): void {
  requestAnimationFrame(() => {
    const value = read();
    const channel = new MessageChannel();
    channel.port1.addEventListener('message', () => callback(value), { once: true });
    channel.port1.start();
    channel.port2.postMessage(null);
  });
}
