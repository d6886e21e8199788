/** The last good state: when one is remembered, and what brings it back. */
import { describe, expect, it } from 'vitest';
import type { Entry, EntryDraft } from '../../../native/contract/entry.ts';
import { type ObsMirror, type ObsState, noSources, type SourcesState } from '../../../native/contract/obs.ts';
import type { CatalogueState } from '../../../native/contract/product.ts';
import { accepted } from '../../../native/contract/refusal.ts';
import { MutableState } from '../../../native/kernel/live-state.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import type { ObsRequest } from '../../../native/obs/link.ts';
import { LastGood } from '../../../native/playout/last-good.ts';
import { foldOnAir, freshOnAir, type OnAir } from '../../../native/playout/on-air.ts';
import { Playout } from '../../../native/playout/playout.ts';
import { manualClock } from '../manual-clock.ts';

const product = {
  productId: 'p1',
  number: 1,
  sku: 'SKU-1',
  name: { 'zh-CN': '核桃' },
  placeCode: 'HTX',
  unit: { 'zh-CN': '500 g' },
  priceFen: 100,
  allocated: 10,
};
const catalogue: CatalogueState = { products: [product], places: [{ placeCode: 'HTX', name: { 'zh-CN': '和田县' } }] };
const segment = {
  segmentId: 's1',
  kind: 'influencer',
  title: { 'zh-CN': '核桃' },
  sceneName: 'Stage',
  guests: [{ guestId: 'g1', name: { 'zh-CN': '古丽' }, role: { 'zh-CN': '主播' }, guestClass: 'influencer' }],
  productIds: [],
  plannedMs: 60_000,
} as const;
const rundown = {
  rundownId: 'r',
  title: { 'zh-CN': '试播' },
  plannedStartAtMs: null,
  segments: [{ ...segment, guests: [...segment.guests], productIds: [] }],
};

const TRANSFORM = { positionX: 0, positionY: 0, width: 0, height: 0, rotation: 0, sourceWidth: 0, sourceHeight: 0 };
const item = (sceneItemId: number, sourceName: string, sourceType: 'input' | 'group' = 'input') => ({
  sceneItemId,
  sourceName,
  sourceType,
  inputKind: null,
  enabled: true,
  locked: false,
  transform: TRANSFORM,
});
const sound = (inputName: string) => ({
  inputName,
  inputKind: 'alsa_input_capture',
  audio: { muted: false, volumeDb: 0, monitoring: 'none' as const, tracks: [], balance: 0, syncOffsetMs: 0 },
  media: null,
});

/** A desk on an OBS that does what it is asked, and a ledger in memory. */
function deskOf(kept = new Map<string, unknown>(), stored: Entry[] = []) {
  const clock = manualClock();
  const entries: Entry[] = [...stored];
  const requests: ObsRequest[] = [];
  const alarms = { on: false, talkedOver: false };
  const mirror = {
    programSceneName: 'Hold',
    sceneNames: ['Stage', 'Hold'],
    studioMode: false,
    transition: { names: [], currentName: null, durationMs: null },
  };
  const obs = new MutableState({ connection: {}, mirror } as unknown as ObsState);
  const sources = new MutableState<SourcesState>({
    ...noSources,
    scenes: [
      { sceneName: 'Stage', isGroup: false, items: [item(1, 'camera'), item(2, 'cards', 'group')] },
      { sceneName: 'cards', isGroup: true, items: [item(1, 'overlay')] },
      { sceneName: 'Hold', isGroup: false, items: [item(1, 'picture')] },
    ],
    inputs: [sound('host'), sound('guest')],
  });
  const program = (sceneName: string) => obs.patch({ mirror: { ...obs.get().mirror, programSceneName: sceneName } as ObsMirror });
  let onAir: OnAir = stored.reduce(foldOnAir, freshOnAir('bc-1', false));
  const append = async (drafts: EntryDraft[]) => {
    const added: Entry[] = drafts.map((draft, at) => ({ ...draft, seq: entries.length + at + 1 }));
    entries.push(...added);
    onAir = added.reduce(foldOnAir, onAir);
    playout.apply(added);
    good.apply(added);
  };
  const setProgramScene = async (sceneName: string) => {
    program(sceneName);
    await append([{ kind: 'scene.changed', broadcastId: 'bc-1', atMs: clock.nowMs(), actor: 'obs', body: { sceneName, byStudio: true } }]);
    return accepted({});
  };
  const playout: Playout = new Playout(
    {
      clock,
      obs: { setProgramScene, setPreviewScene: async () => accepted({}), mirror: () => obs.get().mirror },
      append,
      rundown: () => rundown,
      catalogue: () => catalogue,
      messages: () => ({ announcements: [], offers: [] }),
      remaining: (_sku, allocated) => allocated,
      obsSceneName: (planned) => planned,
      slateSceneName: () => 'Hold',
      overlayConfiguration: () => ({}),
      onPrepared: () => undefined,
    },
    onAir,
  );
  const good: LastGood = new LastGood(
    {
      obs: {
        state: obs,
        sources,
        async requestAll(all) {
          requests.push(...all);
          for (const { requestType, requestData = {} } of all) obey(sources, requestType, requestData);
          return accepted(all.map(() => ({})));
        },
      },
      playout,
      async setMute(inputName, inputMuted) {
        requests.push({ requestType: 'SetInputMute', requestData: { inputName, inputMuted } });
        obey(sources, 'SetInputMute', { inputName, inputMuted });
        return accepted({});
      },
      hasAlarm: () => alarms.on,
      isTalkedOver: () => alarms.talkedOver,
      settings: { load: (key) => kept.get(key), save: async (key, value) => void kept.set(key, structuredClone(value)) },
      append,
      clock,
      logger: silentLogger,
    },
    stored,
  );
  return { clock, entries, requests, alarms, obs, sources, program, playout, good, kept, append };
}

function obey(sources: MutableState<SourcesState>, requestType: string, data: Record<string, unknown>): void {
  const { scenes, inputs } = sources.get();
  if (requestType === 'SetSceneItemEnabled') {
    sources.patch({
      scenes: scenes.map((scene) =>
        scene.sceneName === data['sceneName']
          ? {
              ...scene,
              items: scene.items.map((one) =>
                one.sceneItemId === data['sceneItemId'] ? { ...one, enabled: data['sceneItemEnabled'] === true } : one,
              ),
            }
          : scene,
      ),
    });
  } else {
    const change = requestType === 'SetInputMute' ? { muted: data['inputMuted'] === true } : { volumeDb: Number(data['inputVolumeDb']) };
    sources.patch({
      inputs: inputs.map((input) => (input.inputName === data['inputName'] ? { ...input, audio: { ...input.audio!, ...change } } : input)),
    });
  }
}

/** What a person may do to the picture in OBS's own window. */
function spoil({ sources, program }: Pick<ReturnType<typeof deskOf>, 'sources' | 'program'>): void {
  obey(sources, 'SetSceneItemEnabled', { sceneName: 'Stage', sceneItemId: 1, sceneItemEnabled: false });
  obey(sources, 'SetSceneItemEnabled', { sceneName: 'cards', sceneItemId: 1, sceneItemEnabled: false });
  obey(sources, 'SetInputMute', { inputName: 'host', inputMuted: true });
  obey(sources, 'SetInputVolume', { inputName: 'guest', inputVolumeDb: -40 });
  program('Hold');
}

async function goodAfterATake(desk: ReturnType<typeof deskOf>) {
  await desk.playout.takeSegment('s1', 'operator:desk');
  await desk.playout.showCard('p1', 'operator:desk');
  await desk.playout.showLowerThird({ segmentId: 's1', guestId: 'g1' }, 'operator:desk');
  await desk.clock.advance(10_000);
}

describe('the last good state', () => {
  it('LG30 is there only after ten good seconds behind an act of the operator', async () => {
    const desk = deskOf();
    expect(await desk.good.repeat('operator:desk')).toMatchObject({ ok: false, refusal: { code: 'nothing-good-yet' } });
    await desk.playout.takeSegment('s1', 'operator:desk');
    await desk.clock.advance(9_000);
    expect(await desk.good.repeat('operator:desk')).toMatchObject({ ok: false, refusal: { code: 'nothing-good-yet' } });
    await desk.clock.advance(1_000);
    expect(await desk.good.repeat('operator:desk')).toMatchObject({ ok: true, value: { atMs: 10_000, changed: 0 } });
  });

  it('LG30 an alarm, a slate or a scene that nobody at the desk chose is not good', async () => {
    const desk = deskOf();
    await goodAfterATake(desk);
    desk.alarms.on = true;
    await desk.playout.clear({}, 'operator:desk');
    await desk.clock.advance(60_000);
    desk.alarms.on = false;
    await desk.clock.advance(9_000);
    expect(desk.kept.get('last-good')).toMatchObject({ atMs: 10_000, productId: 'p1' });
    await desk.playout.holdSlate({ slate: 'hold' }, 'operator:desk');
    await desk.clock.advance(60_000);
    await desk.playout.releaseSlate('operator:desk');
    await desk.clock.advance(5_000);
    desk.program('Hold');
    await desk.append([
      { kind: 'scene.changed', broadcastId: 'bc-1', atMs: 0, actor: 'obs', body: { sceneName: 'Hold', byStudio: false } },
    ]);
    await desk.clock.advance(60_000);
    expect(desk.kept.get('last-good')).toMatchObject({ atMs: 10_000, productId: 'p1' });
  });

  it('LG34 sound that is lowered for a voice is not good, so that it is not brought back lowered', async () => {
    const desk = deskOf();
    await goodAfterATake(desk);
    desk.alarms.talkedOver = true;
    obey(desk.sources, 'SetInputVolume', { inputName: 'guest', inputVolumeDb: -40 });
    await desk.playout.clear({}, 'operator:desk');
    await desk.clock.advance(60_000);
    expect(desk.kept.get('last-good')).toMatchObject({ atMs: 10_000 });
    obey(desk.sources, 'SetInputVolume', { inputName: 'guest', inputVolumeDb: 0 });
    desk.alarms.talkedOver = false;
    await desk.clock.advance(10_000);
    expect(desk.kept.get('last-good')).toMatchObject({ atMs: 80_000, productId: null });
  });

  it('LG31 is brought back exactly, in one message and one switch, with how much had changed', async () => {
    const desk = deskOf();
    await goodAfterATake(desk);
    const before = desk.sources.get();
    spoil(desk);
    await desk.playout.clear({}, 'operator:desk');
    expect(await desk.good.repeat('operator:desk')).toEqual({ ok: true, value: { atMs: 10_000, changed: 7 } });
    expect(desk.sources.get()).toEqual(before);
    expect(desk.obs.get().mirror?.programSceneName).toBe('Stage');
    expect(desk.playout.state.get()).toMatchObject({ cardOnAir: { productId: 'p1' }, lowerThirdOnAir: { guestId: 'g1' } });
    expect(desk.requests.map(({ requestType }) => requestType)).toEqual([
      'SetSceneItemEnabled',
      'SetSceneItemEnabled',
      'SetInputVolume',
      'SetInputMute',
    ]);
    expect(desk.entries.at(-1)).toMatchObject({
      kind: 'last-good.repeated',
      actor: 'operator:desk',
      body: { goodAtMs: 10_000, changed: 7 },
    });
    desk.requests.length = 0;
    expect(await desk.good.repeat('operator:desk')).toMatchObject({ ok: true, value: { changed: 0 } });
    expect(desk.requests).toEqual([]);
  });

  it('LG31 ends a slate that is held', async () => {
    const desk = deskOf();
    await goodAfterATake(desk);
    await desk.playout.holdSlate({ slate: 'hold' }, 'operator:desk');
    expect(await desk.good.repeat('operator:desk')).toMatchObject({ ok: true, value: { changed: 2 } });
    expect(desk.playout.state.get().slateHeld).toBeNull();
    expect(desk.obs.get().mirror?.programSceneName).toBe('Stage');
  });

  it('LG32 outlives a restart, and ends with its broadcast', async () => {
    const first = deskOf();
    await goodAfterATake(first);
    first.good.dispose();

    const second = deskOf(first.kept, first.entries);
    spoil(second);
    expect(await second.good.repeat('operator:desk')).toMatchObject({ ok: true, value: { atMs: 10_000, changed: 5 } });
    await second.playout.startBroadcast('operator:desk');
    await second.playout.endBroadcast('operator:desk');
    expect(await second.good.repeat('operator:desk')).toMatchObject({ ok: false, refusal: { code: 'nothing-good-yet' } });
  });
});
