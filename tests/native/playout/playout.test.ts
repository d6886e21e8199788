/** Playout: what a key press does, in which order, and what is left when OBS refuses. */
import { describe, expect, it } from 'vitest';
import { accepted, refused } from '../../../native/contract/refusal.ts';
import type { Rundown } from '../../../native/contract/rundown.ts';
import { foldOnAir, freshOnAir } from '../../../native/playout/on-air.ts';
import { catalogue, desk, kinds, product, rundown } from './test-desk.ts';

describe('playout', () => {
  it('PO1 a taken segment is on record only after OBS has switched', async () => {
    const { playout, entries, switched } = desk();
    expect(await playout.takeSegment('s1', 'operator:desk')).toEqual({ ok: true, value: {} });
    expect(switched).toEqual(['Stage']);
    expect(kinds(entries)).toEqual(['segment.taken']);
    expect(playout.state.get().segmentOnAir?.segmentId).toBe('s1');
  });

  it('PO2 a take that OBS refuses leaves everything as it was and says why', async () => {
    const { playout, entries } = desk({ answer: (sceneName) => refused('obs-scene-missing', { sceneName }) });
    expect(await playout.takeSegment('s1', 'operator:desk')).toEqual(refused('obs-scene-missing', { sceneName: 'Stage' }));
    expect(entries).toEqual([]);
    expect(playout.state.get().segmentOnAir).toBeNull();
  });

  it('MD30 a segment with a video is cued before the switch and runs from it; leaving it lets it stand still', async () => {
    const [first, second] = rundown.segments;
    const plan = { rundown: { ...rundown, segments: [{ ...first!, mediaId: 'media-1' }, second!] }, catalogue };
    const { playout, entries, switched } = desk({}, plan);
    const steps: string[] = [];
    const step = async (what: string) => {
      steps.push(`${what} ${switched.length}`);
      return accepted({});
    };
    playout.videos = { cue: (mediaId, scene) => step(`cue ${mediaId} ${scene}`), play: () => step('play'), leave: () => step('leave') };
    await playout.takeSegment('s1', 'operator:desk');
    await playout.takeSegment('s2', 'operator:desk');
    expect(steps).toEqual(['cue media-1 Stage 0', 'play 1', 'leave 2']);
    expect(entries.map(({ body }) => ('mediaId' in body ? body.mediaId : null))).toEqual(['media-1', null]);
  });

  it('MD31 a video that is not ready keeps the segment off air; one that does not run is said, and the segment is on record', async () => {
    const plan = { rundown: { ...rundown, segments: [{ ...rundown.segments[0]!, mediaId: 'media-1' }] }, catalogue };
    const { playout, entries, switched } = desk({}, plan);
    expect(await playout.takeSegment('s1', 'operator:desk')).toEqual(refused('media-unknown', { mediaId: 'media-1' }));
    const late = refused('obs-timeout', { limitMs: 2000 });
    playout.videos = {
      cue: async () => refused('media-not-ready', { file: 'a.mp4' }),
      play: async () => late,
      leave: async () => accepted({}),
    };
    expect(await playout.takeSegment('s1', 'operator:desk')).toEqual(refused('media-not-ready', { file: 'a.mp4' }));
    expect([switched, entries]).toEqual([[], []]);
    playout.videos.cue = async () => accepted({});
    expect(await playout.takeSegment('s1', 'operator:desk')).toEqual(late);
    expect(kinds(entries)).toEqual(['segment.taken']);
  });

  it('PO3 exactly one card is on air: a new card takes the place of the old one in one commit', async () => {
    const { playout, entries, advance } = desk();
    await playout.showCard('p1', 'operator:desk');
    advance(5000);
    await playout.showCard('p2', 'operator:desk');
    expect(kinds(entries)).toEqual(['card.shown', 'card.cleared', 'card.shown']);
    expect(entries[1]?.body).toMatchObject({ productId: 'p1', shownMs: 5000 });
    expect(playout.state.get().cardOnAir?.productId).toBe('p2');
  });

  it('PO4 take puts on air what is prepared, then prepares what comes next', async () => {
    const { playout } = desk();
    expect(playout.state.get().prepared).toEqual({ segmentId: 's1', productId: null, guest: null });
    const seen: unknown[] = [];
    for (let press = 0; press < 4; press += 1) seen.push(await playout.take({}, 'operator:desk'));
    expect(seen).toEqual([
      accepted({ segmentId: 's1', productId: null, guestId: null }),
      accepted({ segmentId: null, productId: 'p1', guestId: null }),
      accepted({ segmentId: null, productId: 'p2', guestId: null }),
      accepted({ segmentId: 's2', productId: null, guestId: null }),
    ]);
    expect(await playout.take({}, 'operator:desk')).toEqual(refused('nothing-prepared'));
  });

  it('PO5 commands act in turn: two takes at once put two different things on air', async () => {
    const { playout, entries } = desk();
    await Promise.all([playout.take({}, 'operator:a'), playout.take({}, 'operator:b')]);
    expect(kinds(entries)).toEqual(['segment.taken', 'card.shown']);
  });

  it('PO6 clear takes card and lower third off, and is no fault when nothing is on air', async () => {
    const { playout, entries } = desk();
    await playout.showCard('p1', 'operator:desk');
    await playout.showLowerThird({ segmentId: 's1', guestId: 'g1' }, 'operator:desk');
    expect(await playout.clear({}, 'operator:desk')).toEqual({ ok: true, value: {} });
    expect(await playout.clear({}, 'operator:desk')).toEqual({ ok: true, value: {} });
    expect(kinds(entries)).toEqual(['card.shown', 'lower-third.shown', 'card.cleared', 'lower-third.cleared']);
  });

  it('PO7 the hold slate covers the picture even while OBS is away', async () => {
    const { playout, entries } = desk({ away: true });
    await playout.holdSlate({ slate: 'hold' }, 'operator:desk');
    expect(kinds(entries)).toEqual(['slate.held']);
    expect(playout.state.get().slateHeld?.slate).toBe('hold');
  });

  it('PO8 the hold slate goes to the hold scene and back to the scene it covered', async () => {
    const { playout, switched } = desk({ scenes: ['Stage', 'Break', 'Hold'] });
    await playout.holdSlate({ slate: 'hold' }, 'operator:desk');
    await playout.releaseSlate('operator:desk');
    expect(switched).toEqual(['Hold', 'Stage']);
    expect(await playout.releaseSlate('operator:desk')).toEqual(refused('slate-not-held'));
  });

  it('PR20 a mapped scene is switched to, shown in preview and put on record under the name that OBS has', async () => {
    const scenes = ['舞台', 'Break', '垫片'];
    const { playout, entries, switched, previewed } = desk({ scenes, studioMode: true, sceneMap: { Stage: '舞台', Hold: '垫片' } });
    await playout.prepare({ segmentId: 's1' });
    await playout.takeSegment('s1', 'operator:desk');
    await playout.holdSlate({ slate: 'hold' }, 'operator:desk');
    await playout.releaseSlate('operator:desk');
    expect(previewed).toEqual(['舞台']);
    expect(switched).toEqual(['舞台', '垫片', '舞台']);
    expect(entries.find(({ kind }) => kind === 'segment.taken')?.body).toMatchObject({ sceneName: '舞台' });
  });

  it('PR21 each slate has its scene; without one of its own the hold scene covers', async () => {
    const { playout, switched } = desk({ scenes: ['Stage', 'Hold', 'Back soon'] });
    await playout.holdSlate({ slate: 'back-soon' }, 'operator:desk');
    await playout.releaseSlate('operator:desk');
    expect(switched).toEqual(['Back soon', 'Stage']);
    const poorer = desk({ scenes: ['Stage', 'Hold'] });
    await poorer.playout.holdSlate({ slate: 'back-soon' }, 'operator:desk');
    expect(poorer.switched).toEqual(['Hold']);
  });

  it('PO9 the end of a broadcast clears its overlay and opens the next in the same commit', async () => {
    const { playout, entries } = desk();
    expect(await playout.endBroadcast('operator:desk')).toEqual(refused('broadcast-not-on-air'));
    await playout.startBroadcast('operator:desk');
    expect(await playout.startBroadcast('operator:desk')).toEqual(refused('broadcast-on-air', { broadcastId: 'bc-1' }));
    await playout.showCard('p1', 'operator:desk');
    await playout.endBroadcast('operator:desk');
    expect(kinds(entries)).toEqual([
      'broadcast.started',
      'card.shown',
      'card.cleared',
      'broadcast.ended',
      'broadcast.opened',
      'overlay.configured',
    ]);
    expect(playout.broadcastId).not.toBe('bc-1');
    expect(entries.at(-1)).toMatchObject({ broadcastId: playout.broadcastId, body: { locale: 'ug' } });
    expect(playout.state.get().cardOnAir).toBeNull();
  });

  it('PO10 preparing a segment shows its scene on the preview of studio mode, and prepares its card for the preview picture', async () => {
    const { playout, previewed, prepared } = desk({ studioMode: true });
    await playout.prepare({ segmentId: 's2', productId: 'p2' });
    expect(previewed).toEqual(['Break']);
    expect(prepared.at(-1)?.card?.productId).toBe('p2');
    expect(await playout.prepare({ segmentId: 'nope' })).toEqual(refused('segment-unknown', { segmentId: 'nope' }));
  });

  it('PO11 what is on air after a restart is the fold of the stored entries', async () => {
    const { playout, entries, folded } = desk();
    await playout.startBroadcast('operator:desk');
    await playout.takeSegment('s1', 'operator:desk');
    await playout.showCard('p1', 'operator:desk');
    await playout.takeSegment('s2', 'operator:desk');
    const again = entries.reduce(foldOnAir, freshOnAir('bc-1', false));
    expect(again).toEqual(folded());
    expect(again.asRun.map(({ segmentId, endedAtMs }) => [segmentId, endedAtMs !== null])).toEqual([
      ['s1', true],
      ['s2', false],
    ]);
  });

  it('PO12 a first plan prepares its beginning, and what leaves the plan is prepared no more', async () => {
    const plan = { rundown: { ...rundown, segments: [] as Rundown['segments'] }, catalogue };
    const { playout, prepared } = desk({}, plan);
    expect(playout.state.get().prepared).toEqual({ segmentId: null, productId: null, guest: null });
    plan.rundown = rundown;
    playout.planChanged();
    expect(playout.state.get().prepared).toEqual({ segmentId: 's1', productId: null, guest: null });
    await playout.take({}, 'operator:desk');
    expect(prepared.at(-1)?.card?.productId).toBe('p1');
    plan.catalogue = { ...catalogue, products: [product(2)] };
    playout.planChanged();
    expect(playout.state.get().prepared).toEqual({ segmentId: null, productId: null, guest: null });
    expect(prepared.at(-1)?.card).toBeNull();
  });
});
