/** How the stream fares, as the studio hears it from an OBS that reports trouble, loses its server and is lost itself. */
import { describe, expect, it } from 'vitest';
import type { ObsConnection, ObsMirror, ObsState } from '../../../native/contract/obs.ts';
import type { Result } from '../../../native/contract/refusal.ts';
import { systemClock } from '../../../native/kernel/clock.ts';
import { MutableState } from '../../../native/kernel/live-state.ts';
import type { ObsData } from '../../../native/obs/link.ts';
import { StreamWatch } from '../../../native/obs/stream-watch.ts';
import { until } from '../../harness/waiting.ts';
import { manualClock, settled } from '../manual-clock.ts';
import { closeAfterEach, connected, opened, ready, simulated } from './simulated-desk.ts';

closeAfterEach();

type Stream = Pick<ObsMirror['stream'], 'active' | 'reconnecting'>;
const ON: Stream = { active: true, reconnecting: false };
const OFF: Stream = { active: false, reconnecting: false };
const connection = (state: ObsConnection['state']) => ({ state }) as ObsConnection;
const mirror = (stream: Stream) => ({ stream }) as ObsMirror;

/** An OBS that answers what the test says, on a clock that only the test moves. */
function scripted(answers: Record<string, () => unknown>) {
  const clock = manualClock();
  const asked: string[] = [];
  const state = new MutableState<ObsState>({ connection: connection('ready'), mirror: mirror(OFF) });
  const obs = {
    state,
    async request(requestType: string) {
      asked.push(requestType);
      return (await answers[requestType]!()) as Result<ObsData>;
    },
  };
  const watch = new StreamWatch({ clock, obs });
  const becomes = (name: ObsConnection['state'], stream: Stream | null) =>
    state.patch({ connection: connection(name), mirror: stream && mirror(stream) });
  return { clock, asked, watch, becomes };
}

const rtmp = () => ({ ok: true, value: { streamServiceType: 'rtmp_common', streamServiceSettings: { server: 'auto', key: 'k' } } });
const said = (outputTotalFrames: number, outputSkippedFrames: number, more = {}) => ({
  ok: true,
  value: { outputActive: true, outputTotalFrames, outputSkippedFrames, outputBytes: outputTotalFrames * 100, outputCongestion: 0, ...more },
});

describe('the watch over a stream', () => {
  it('UG16 tells congestion and skipped frames while the stream runs, and forgets them with it', async () => {
    const server = await simulated();
    server.outputs.streamService = { streamServiceType: 'rtmp_custom', streamServiceSettings: { server: 'rtmp://a/live', key: 'k' } };
    const { obs } = connected(server.url);
    const watch = new StreamWatch({ clock: systemClock, obs });
    opened.push(() => watch.dispose());
    await ready(obs);
    expect(watch.state.get()).toMatchObject({ active: false, unsure: false, atMonotonicMs: null });
    server.outputs.streamLine.congestion = 0.4;
    server.outputs.streamLine.skippedFrames = 7;
    await obs.startStream();
    const health = await until(watch.state, ({ congestion }) => congestion > 0);
    expect(health).toMatchObject({ active: true, reconnecting: false, unsure: false, reports: true, congestion: 0.4, skippedFrames: 7 });
    server.outputs.loseStreamServer();
    await until(watch.state, ({ reconnecting }) => reconnecting);
    await obs.stopStream();
    await until(watch.state, ({ active }) => !active);
    expect(watch.state.get()).toMatchObject({ congestion: 0, skippedFrames: 0, totalFrames: 0, atMonotonicMs: null });
  });

  it('UG16 counts on where the server was lost and found again, though OBS begins at 0', async () => {
    let status = said(100, 5);
    const { clock, watch, becomes } = scripted({ GetStreamServiceSettings: rtmp, GetStreamStatus: () => status });
    becomes('ready', ON);
    await settled();
    status = said(300, 9);
    await clock.advance(1_000);
    expect(watch.state.get()).toMatchObject({ totalFrames: 300, skippedFrames: 9, bytes: 30_000 });
    // As a real OBS answers while it looks for its server.
    status = said(300, 9, { outputBytes: 0, outputReconnecting: true });
    await clock.advance(1_000);
    expect(watch.state.get()).toMatchObject({ totalFrames: 300, skippedFrames: 9, bytes: 30_000, reconnecting: true });
    status = said(20, 0);
    await clock.advance(1_000);
    expect(watch.state.get()).toMatchObject({ totalFrames: 320, skippedFrames: 9, bytes: 32_000 });
    status = said(40, 1);
    await clock.advance(1_000);
    expect(watch.state.get()).toMatchObject({ totalFrames: 340, skippedFrames: 10 });
  });

  it('UG16 does not count what OBS still shows of the stream before', async () => {
    let status = said(9_000, 400);
    const { clock, watch, becomes } = scripted({ GetStreamServiceSettings: rtmp, GetStreamStatus: () => status });
    becomes('ready', ON);
    await settled();
    status = said(30, 0);
    await clock.advance(1_000);
    expect(watch.state.get()).toMatchObject({ totalFrames: 30, skippedFrames: 0 });
  });

  it('UG16 takes figures that cannot be for nothing', async () => {
    const status = said(10, 0, { outputCongestion: Number.NaN, outputBytes: -5, outputSkippedFrames: 'many' });
    const { watch, becomes } = scripted({ GetStreamServiceSettings: rtmp, GetStreamStatus: () => status });
    becomes('ready', ON);
    await settled();
    expect(watch.state.get()).toMatchObject({ congestion: 0, bytes: 0, skippedFrames: 0, totalFrames: 10 });
  });

  it.each([
    ['rtmp_custom', 'rtmp://push.example.cn/live', true],
    ['rtmp_custom', 'RTMPS://push.example.cn:443/live', true],
    ['rtmp_common', 'auto', true],
    ['rtmp_common', 'srt://push.example.cn:9000', false],
    ['rtmp_custom', 'srt://push.example.cn:9000?mode=caller', false],
    ['rtmp_custom', 'rist://push.example.cn:9000', false],
    ['rtmp_common', 'https://a.upload.example.cn/hls', false],
    ['whip_custom', 'https://push.example.cn/whip', false],
    ['whip_custom', undefined, false],
  ])('UG17 knows of %s at %s whether it tells congestion: %s, and shows the key nowhere', async (streamServiceType, address, reports) => {
    const streamServiceSettings = { server: address, key: 'the-stream-key', bearer_token: 'the-stream-key' };
    const { watch, becomes } = scripted({
      GetStreamServiceSettings: () => ({ ok: true, value: { streamServiceType, streamServiceSettings } }),
      GetStreamStatus: () => said(10, 0),
    });
    becomes('ready', ON);
    await settled();
    expect(watch.state.get()).toMatchObject({ active: true, reports });
    expect(JSON.stringify(watch.state.get())).not.toContain('the-stream-key');
  });

  it('UG17 counts an output as silent until OBS has told its service, and asks again', async () => {
    let service: () => unknown = () => ({ ok: false, refusal: { code: 'obs-timeout', context: {} } });
    const { clock, watch, becomes } = scripted({ GetStreamServiceSettings: () => service(), GetStreamStatus: () => said(10, 0) });
    becomes('ready', ON);
    await settled();
    expect(watch.state.get()).toMatchObject({ active: true, reports: false });
    service = rtmp;
    await clock.advance(1_000);
    expect(watch.state.get()).toMatchObject({ active: true, reports: true });
  });

  it('UG18 asks only while a stream runs, one question at a time', async () => {
    const answers: ((answer: unknown) => void)[] = [];
    const { clock, asked, watch, becomes } = scripted({
      GetStreamServiceSettings: rtmp,
      GetStreamStatus: () => new Promise((resolve) => answers.push(resolve)),
    });
    await clock.advance(10_000);
    expect(asked).toEqual([]);
    becomes('ready', ON);
    await clock.advance(10_000);
    expect(asked).toEqual(['GetStreamServiceSettings', 'GetStreamStatus']);
    answers[0]!(said(10, 0));
    await clock.advance(1_000);
    expect(asked.slice(2)).toEqual(['GetStreamStatus']);
    becomes('ready', OFF);
    answers[1]!(said(20, 3));
    await clock.advance(10_000);
    expect(asked).toHaveLength(3);
    expect(watch.state.get()).toMatchObject({ active: false, totalFrames: 0 });
    watch.dispose();
  });

  it('UG18 is unsure while OBS is looked for first, and while it is lost in mid-stream, but not without a stream', async () => {
    const { asked, clock, watch, becomes } = scripted({ GetStreamServiceSettings: rtmp, GetStreamStatus: () => said(10, 0) });
    becomes('connecting', null);
    expect(watch.state.get()).toMatchObject({ active: false, unsure: true });
    becomes('reconnecting', null);
    expect(watch.state.get()).toMatchObject({ active: false, unsure: false });
    becomes('ready', ON);
    await settled();
    becomes('reconnecting', null);
    expect(watch.state.get()).toMatchObject({ active: true, unsure: true });
    const before = asked.length;
    await clock.advance(10_000);
    expect(asked).toHaveLength(before);
    becomes('ready', OFF);
    expect(watch.state.get()).toMatchObject({ active: false, unsure: false });
  });
});
