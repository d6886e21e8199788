/** How the sources are kept between two full reads: what is told, what is read again, and what is thrown away. */
import { describe, expect, it } from 'vitest';
import type { SourcesState } from '../../../native/contract/obs.ts';
import { accepted, refused, type Result } from '../../../native/contract/refusal.ts';
import type { ObsData, ObsLink, ObsRequest } from '../../../native/obs/link.ts';
import { SourceKeeper } from '../../../native/obs/source-keeper.ts';
import { SourceReader } from '../../../native/obs/source-reading.ts';
import { manualClock } from '../manual-clock.ts';

const REQUESTS = ['GetSceneItemList', 'GetInputMute', 'GetInputVolume', 'GetMediaInputStatus', 'GetSourceFilterList'];

function row(sceneItemId: number, sourceName: string, positionX = 0): ObsData {
  const sceneItemTransform = { positionX, positionY: 0, width: 64, height: 36, rotation: 0, sourceWidth: 64, sourceHeight: 36 };
  const kind = { sourceType: 'OBS_SOURCE_TYPE_INPUT', inputKind: 'ffmpeg_source', isGroup: null };
  return {
    sceneItemId,
    sceneItemIndex: sceneItemId,
    sourceName,
    sceneItemEnabled: true,
    sceneItemLocked: false,
    sceneItemTransform,
    ...kind,
  };
}

/** A keeper of scene `A` with the input `clip`, and an OBS whose answers the test holds in its hand. */
async function kept() {
  const clock = manualClock();
  const messages: ObsRequest[][] = [];
  const answers: Record<string, ObsData> = {
    GetSceneItemList: { sceneItems: [row(1, 'clip')] },
    GetInputMute: { inputMuted: false },
    GetInputVolume: { inputVolumeDb: 0 },
    GetMediaInputStatus: { mediaState: 'OBS_MEDIA_STATE_STOPPED', mediaCursor: 0, mediaDuration: 10_000 },
    GetSourceFilterList: { filters: [] },
  };
  let held: Promise<void> | null = null;
  let fails = false;
  const askEach = async (requests: ObsRequest[]): Promise<Result<Result<ObsData>[]>> => {
    messages.push(requests);
    const given = requests.map(({ requestType }) => accepted({ ...answers[requestType] }));
    await held;
    return fails ? refused('obs-timeout') : accepted(given);
  };
  const reader = new SourceReader({
    link: { askEach } as unknown as ObsLink,
    availableRequests: REQUESTS,
    nowMs: () => clock.nowMs(),
    limitMs: 2_000,
  });
  const told: Partial<SourcesState>[] = [];
  const keeper = new SourceKeeper({ clock, onSources: (changed) => told.push(changed) });
  const read = async () => {
    const sources = await reader.all({
      scenes: [{ sceneName: 'A', isGroup: false }],
      inputs: [{ inputName: 'clip', inputKind: 'ffmpeg_source' }],
    });
    if (!sources.ok) throw new Error(sources.refusal.code);
    return sources.value;
  };
  keeper.begin(reader, await read());
  messages.length = 0;
  return {
    clock,
    keeper,
    reader,
    answers,
    messages,
    told,
    read,
    /** Answers wait until this is called. */
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return () => {
        held = null;
        resolve();
      };
    },
    fail: (failing: boolean) => void (fails = failing),
    asked: () => messages.flat().map(({ requestType }) => requestType),
  };
}

describe('sources between two reads', () => {
  it('OB40 tells nothing when an event changes nothing, and reads nothing', async () => {
    const { keeper, told, messages, clock } = await kept();
    keeper.hear('SceneItemEnableStateChanged', { sceneName: 'A', sceneItemId: 1, sceneItemEnabled: true });
    keeper.hear('InputMuteStateChanged', { inputName: 'nobody', inputMuted: true });
    keeper.hear('SceneListChanged', { scenes: [{ sceneIndex: 0, sceneName: 'A' }] });
    keeper.hear('SomethingNew', { sceneName: 'A' });
    await clock.advance(5_000);
    expect(told).toEqual([]);
    expect(messages).toEqual([]);
    keeper.hear('SceneItemEnableStateChanged', { sceneName: 'A', sceneItemId: 1, sceneItemEnabled: false });
    expect(told.map((changed) => Object.keys(changed))).toEqual([['scenes']]);
  });

  it('OB40 takes over the newest place of a moving item, five times a second', async () => {
    const { keeper, told, clock } = await kept();
    for (let frame = 1; frame <= 60; frame += 1) {
      keeper.hear('SceneItemTransformChanged', { sceneName: 'A', sceneItemId: 1, sceneItemTransform: { positionX: frame } });
      await clock.advance(1_000 / 60);
    }
    await clock.advance(200);
    expect(told.length).toBeLessThanOrEqual(6);
    expect(keeper.sources.scenes[0]?.items[0]?.transform.positionX).toBe(60);
  });

  it('OB40 reads what many events leave open in one go', async () => {
    const { keeper, answers, messages, asked, clock } = await kept();
    answers.GetSceneItemList = { sceneItems: [row(1, 'clip'), row(2, 'clip')] };
    for (let event = 0; event < 10; event += 1) keeper.hear('SceneItemCreated', { sceneName: 'A', sceneItemId: 2 });
    keeper.hear('SourceFilterCreated', { sourceName: 'clip', filterName: 'gain' });
    await clock.advance(60);
    expect(asked()).toEqual(['GetSceneItemList', 'GetSourceFilterList']);
    expect(messages).toHaveLength(2);
    expect(keeper.sources.scenes[0]?.items.map(({ sceneItemId }) => sceneItemId)).toEqual([2, 1]);
  });

  it('OB41 applies what is told during a read after it', async () => {
    const { keeper, hold, clock } = await kept();
    const release = hold();
    keeper.hear('SceneItemCreated', { sceneName: 'A', sceneItemId: 1 });
    await clock.advance(60);
    // The answer that waits still says that the item is shown.
    keeper.hear('SceneItemEnableStateChanged', { sceneName: 'A', sceneItemId: 1, sceneItemEnabled: false });
    release();
    await clock.advance(0);
    expect(keeper.sources.scenes[0]?.items[0]?.enabled).toBe(false);
  });

  it('OB41 throws away an answer from before the sources were read whole again', async () => {
    const { keeper, reader, answers, read, hold, clock } = await kept();
    const release = hold();
    answers.GetSceneItemList = { sceneItems: [] };
    keeper.hear('SceneItemCreated', { sceneName: 'A', sceneItemId: 1 });
    await clock.advance(60);
    answers.GetSceneItemList = { sceneItems: [row(1, 'clip'), row(2, 'clip')] };
    release();
    const whole = read();
    keeper.begin(reader, await whole);
    await clock.advance(0);
    expect(keeper.sources.scenes[0]?.items).toHaveLength(2);
    keeper.forget();
    keeper.hear('SceneItemRemoved', { sceneName: 'A', sceneItemId: 1 });
    expect(keeper.sources.scenes).toEqual([]);
  });

  it('OB41 reads again, but not at once, when OBS did not answer', async () => {
    const { keeper, answers, fail, asked, clock } = await kept();
    answers.GetSceneItemList = { sceneItems: [row(1, 'clip'), row(2, 'clip')] };
    fail(true);
    keeper.hear('SceneItemCreated', { sceneName: 'A', sceneItemId: 2 });
    await clock.advance(500);
    expect(asked()).toEqual(['GetSceneItemList']);
    fail(false);
    await clock.advance(1_000);
    expect(asked()).toEqual(['GetSceneItemList', 'GetSceneItemList']);
    expect(keeper.sources.scenes[0]?.items).toHaveLength(2);
  });

  it('OB42 looks at media every two seconds while one plays, counts on in between, and stops with it', async () => {
    const { keeper, answers, asked, told, clock } = await kept();
    const state = (turn: string, mediaCursor: number) => ({ mediaState: `OBS_MEDIA_STATE_${turn}`, mediaCursor, mediaDuration: 10_000 });
    await clock.advance(20_000);
    expect(asked()).toEqual([]);
    answers.GetMediaInputStatus = state('PLAYING', 0);
    keeper.hear('MediaInputPlaybackStarted', { inputName: 'clip' });
    await clock.advance(60);
    expect(keeper.sources.inputs[0]?.media).toMatchObject({ turn: 'playing', cursorMs: 0, durationMs: 10_000 });
    const before = told.length;
    answers.GetMediaInputStatus = state('PLAYING', 2_000);
    await clock.advance(2_010);
    expect(asked()).toHaveLength(2);
    expect(told).toHaveLength(before);
    // Somebody moved it on by hand.
    answers.GetMediaInputStatus = state('PLAYING', 9_000);
    await clock.advance(2_010);
    expect(keeper.sources.inputs[0]?.media?.cursorMs).toBe(9_000);
    answers.GetMediaInputStatus = state('ENDED', 10_000);
    keeper.hear('MediaInputPlaybackEnded', { inputName: 'clip' });
    await clock.advance(4_000);
    const looks = asked().length;
    await clock.advance(60_000);
    expect(asked()).toHaveLength(looks);
  });
});
