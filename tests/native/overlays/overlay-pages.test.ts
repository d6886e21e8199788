/** Which overlay pages are known and how they are, by their beats and by time that the test moves. */
import { describe, expect, it } from 'vitest';
import { type Heartbeat, heartbeatSchema, overlayPageSchema } from '../../../native/contract/overlay-pages.ts';
import { LEAST_BEAT_MS, MOST_PAGES, OverlayPages } from '../../../native/overlays/overlay-pages.ts';
import { BEHIND_MS, HEAP_LIMIT_BYTES, HIDDEN_SILENT_MS, SILENT_MS } from '../../../native/overlays/watched-page.ts';
import { manualClock } from '../manual-clock.ts';

const here = { role: 'overlay', address: null } as const;
const well: Heartbeat = {
  pageId: 'page-in-obs',
  view: 'program',
  inObs: true,
  still: false,
  visible: true,
  paintedSeq: 5,
  frames: 60,
  longestFrameMs: 17,
  heapBytes: 20_000_000,
  failedLayers: [],
};

function watching(newest: { seq: number } = { seq: 5 }) {
  const clock = manualClock();
  const pages = new OverlayPages({ newestSeq: () => newest.seq, clock });
  const line = {};
  const beat = (changes: Partial<Heartbeat> = {}, connection: object = line) =>
    pages.beat(connection, here, heartbeatSchema.parse({ ...well, ...changes }));
  const troubles = () => pages.state.get().pages.map(({ trouble }) => trouble);
  /** A beat a second. */
  const beatFor = async (seconds: number, changes: Partial<Heartbeat> | ((second: number) => Partial<Heartbeat>) = {}) => {
    for (let second = 0; second < seconds; second += 1) {
      beat(typeof changes === 'function' ? changes(second) : changes);
      await clock.advance(1_000);
    }
  };
  return { clock, pages, line, beat, troubles, beatFor, newest };
}

describe('overlay pages', () => {
  it('TW1 a page is known from its first beat on, with who holds it and since when', async () => {
    const { pages, beat, clock } = watching();
    await clock.advance(10);
    beat();
    pages.beat({}, { role: 'operator', address: '192.168.1.20' }, { ...well, pageId: 'a-console-page', inObs: false, view: 'preview' });
    pages.beat({}, here, { ...well, pageId: 'the-pictures', inObs: false, still: true });
    pages.beat({}, here, { ...well, pageId: 'another-mixer', inObs: false });
    const known = pages.state.get().pages;
    expect(known.map(({ place }) => place)).toEqual(['obs', 'console', 'pictures', 'elsewhere']);
    expect(known[1]).toMatchObject({ address: '192.168.1.20', view: 'preview', openedAtMs: 10, beatAtMs: 10 });
    for (const page of known) expect(overlayPageSchema.parse(page)).toEqual(page);
  });

  it('TW2 takes one page a line, no faster than it may beat, and no more pages than it watches', async () => {
    const { pages, beat, clock } = watching();
    expect(beat()).toBe(true);
    expect(beat({ paintedSeq: 4 })).toBe(false);
    await clock.advance(LEAST_BEAT_MS);
    expect(beat({ pageId: 'quite-another' })).toBe(false);
    expect(beat({ frames: 30 })).toBe(true);
    await clock.advance(2_000);
    expect(pages.state.get().pages).toMatchObject([{ pageId: 'page-in-obs', frames: 30 }]);
    for (let count = 1; count < MOST_PAGES; count += 1) expect(beat({ pageId: `another-${count}`, inObs: false }, {})).toBe(true);
    expect(beat({ pageId: 'one-too-many', inObs: false }, {})).toBe(false);
    expect(pages.state.get().pages).toHaveLength(MOST_PAGES);
  });

  it('TW39 the page that OBS shows here is watched, however many pages others open', () => {
    const { pages, beat } = watching();
    const far = { role: 'overlay', address: '192.168.1.66' } as const;
    for (let count = 0; count < MOST_PAGES; count += 1) {
      pages.beat({}, far, { ...well, pageId: `flood-${count}` });
    }
    expect(beat()).toBe(true);
    const known = pages.state.get().pages.map(({ pageId }) => pageId);
    expect(known).toHaveLength(MOST_PAGES);
    expect(known).toContain('page-in-obs');
    expect(pages.beat({}, far, { ...well, pageId: 'one-more' })).toBe(false);
  });

  it('TW3 a page that says nothing for three seconds is silent, one that is not shown only after a minute and a half', async () => {
    const { clock, troubles, beat } = watching();
    beat();
    await clock.advance(SILENT_MS);
    expect(troubles()).toEqual([null]);
    await clock.advance(1_000);
    expect(troubles()).toEqual(['silent']);
    beat({ visible: false });
    expect(troubles()).toEqual([null]);
    await clock.advance(HIDDEN_SILENT_MS);
    expect(troubles()).toEqual([null]);
    await clock.advance(1_000);
    expect(troubles()).toEqual(['silent']);
  });

  it('TW4 a page whose painted sequence stays behind the ledger is behind, while it may rest when nobody sees it', async () => {
    const { troubles, beatFor, newest } = watching();
    await beatFor(2);
    newest.seq = 9;
    await beatFor(BEHIND_MS / 1_000);
    expect(troubles()).toEqual([null]);
    await beatFor(2);
    expect(troubles()).toEqual(['behind']);
    await beatFor(1, { paintedSeq: 9 });
    expect(troubles()).toEqual([null]);
    await beatFor(10, { paintedSeq: 5, visible: false });
    expect(troubles()).toEqual([null]);
  });

  it('TW4 a page that follows a ledger in motion is never behind', async () => {
    const { troubles, beatFor, newest } = watching();
    await beatFor(20, (second) => {
      newest.seq = 100 + second * 50;
      return { paintedSeq: newest.seq - 10 };
    });
    expect(troubles()).toEqual([null]);
  });

  it('TW5 few frames in one second after the other are slow; one bad second is not', async () => {
    const { troubles, beatFor } = watching();
    await beatFor(1, { frames: 3 });
    await beatFor(4, { frames: 30 });
    expect(troubles()).toEqual([null]);
    await beatFor(5, { frames: 3 });
    expect(troubles()).toEqual(['slow']);
    await beatFor(1, { frames: 30 });
    expect(troubles()).toEqual([null]);
  });

  it('TW6 a heap over the limit that goes on growing is swollen; a large one that stands, and one that breathes, are not', async () => {
    const { troubles, beatFor } = watching();
    await beatFor(40, { heapBytes: HEAP_LIMIT_BYTES * 2 });
    expect(troubles()).toEqual([null]);
    await beatFor(40, (second) => ({ heapBytes: HEAP_LIMIT_BYTES - 1 + (second % 9) * 50_000_000 }));
    expect(troubles()).toEqual([null]);
    await beatFor(21, (second) => ({ heapBytes: HEAP_LIMIT_BYTES + second * 1_000_000 }));
    expect(troubles()).toEqual(['swollen']);
    await beatFor(10, { heapBytes: 20_000_000 });
    expect(troubles()).toEqual([null]);
  });

  it('TW7 a layer that could not be drawn is told', () => {
    const { troubles, beat } = watching();
    beat({ failedLayers: ['ticker'] });
    expect(troubles()).toEqual(['failed-layer']);
  });

  it('TW8 a page that ends is forgotten; one that OBS showed counts as silent until a new one stands there', async () => {
    const { clock, pages, line, beat, troubles } = watching();
    const mixer = {};
    beat({ pageId: 'another-mixer', inObs: false }, mixer);
    beat();
    pages.closed(mixer);
    pages.closed(line);
    expect(pages.state.get().pages).toMatchObject([{ pageId: 'page-in-obs', gone: true, trouble: null }]);
    await clock.advance(SILENT_MS + 1_000);
    expect(troubles()).toEqual(['silent']);
    beat({ pageId: 'its-follower' }, {});
    expect(pages.state.get().pages).toMatchObject([{ pageId: 'its-follower', gone: false, trouble: null }]);
  });

  it('TW8 a page that comes back on another line is the same page, and what nobody waits for is forgotten', async () => {
    const { clock, pages, line, beat } = watching();
    beat();
    pages.closed(line);
    const second = {};
    beat({}, second);
    expect(pages.state.get().pages).toMatchObject([{ pageId: 'page-in-obs', gone: false }]);
    pages.closed(second);
    pages.forgetGone();
    expect(pages.state.get().pages).toEqual([]);
    beat({ visible: true }, {});
    await clock.advance(11 * 60_000);
    expect(pages.state.get().pages).toEqual([]);
  });
});
