/** What the listeners of a topic are told, and what a listener that does not read costs the others. */
import { describe, expect, it } from 'vitest';
import { blankOverlay, type OverlayState } from '../../../native/contract/overlay.ts';
import type { TopicMessage } from '../../../native/contract/topics.ts';
import { MutableState } from '../../../native/kernel/live-state.ts';
import { TopicHub, type TopicSources } from '../../../native/server/topic-hub.ts';
import { manualClock, settled } from '../manual-clock.ts';

function overlayHub() {
  const clock = manualClock();
  const overlay = new MutableState<OverlayState>(blankOverlay);
  const hub = new TopicHub({ overlay } as unknown as TopicSources, clock, () => {});
  const sell = (orderCount: number) =>
    overlay.patch({ ledgerSeq: orderCount, totals: { ...blankOverlay.totals, orderCount, grossFen: orderCount * 2990 } });
  /** Reads as fast as it is told. */
  const listen = (isFull?: () => boolean) => {
    const told: TopicMessage<'overlay'>[] = [];
    const end = new AbortController();
    const reading = (async () => {
      for await (const message of hub.watch('overlay', end.signal, isFull)) told.push(message);
    })();
    return {
      told,
      end: async () => {
        end.abort();
        await reading;
      },
    };
  };
  return { clock, sell, listen };
}

describe('what the overlay’s listeners are told', () => {
  it('LV2 the first change goes out at once, and those that come meanwhile follow as one', async () => {
    const { clock, sell, listen } = overlayHub();
    const page = listen();
    await settled();
    for (const count of [1, 2, 3, 4]) {
      sell(count);
      await settled();
    }
    expect(page.told.map(({ type, state }) => [type, state.ledgerSeq])).toEqual([
      ['snapshot', 0],
      ['patch', 1],
    ]);
    await clock.advance(8);
    expect(page.told.at(-1)).toMatchObject({ type: 'patch', state: { ledgerSeq: 4, totals: { orderCount: 4 } } });
    expect(page.told).toHaveLength(3);
    await page.end();
  });

  it('LV3 a line that is full is told nothing more, and all that changed in one patch once it has room', async () => {
    const { clock, sell, listen } = overlayHub();
    let full = false;
    const stalled = listen(() => full);
    const other = listen();
    await settled();
    full = true;
    for (let count = 1; count <= 100; count += 1) {
      sell(count);
      await clock.advance(10);
    }
    expect(other.told).toHaveLength(101);
    expect(stalled.told).toHaveLength(1);
    full = false;
    await clock.advance(50);
    expect(stalled.told).toHaveLength(2);
    expect(stalled.told[1]).toMatchObject({ type: 'patch', revision: 100, state: { ledgerSeq: 100, totals: { orderCount: 100 } } });
    await Promise.all([stalled.end(), other.end()]);
  });

  it('LV3 a watch of a full line ends when its listener goes', async () => {
    const { sell, listen } = overlayHub();
    const stalled = listen(() => true);
    await settled();
    sell(1);
    await settled();
    await stalled.end();
    expect(stalled.told).toHaveLength(1);
  });
});
