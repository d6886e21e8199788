/** How the stream fares, as the studio hears it from an OBS that reports trouble, loses its server and is lost itself. */
import { describe, expect, it } from 'vitest';
import type { ObsConnection, ObsMirror, ObsState } from '../../../../native/contract/obs.ts';
import type { Result } from '../../../../native/contract/refusal.ts';
import { MutableState } from '../../../../native/kernel/live-state.ts';
import type { ObsData } from '../../../../native/obs/link.ts';
import { OutputPoll } from '../../../../native/obs/outputs/output-poll.ts';
import { StreamWatch } from '../../../../native/obs/outputs/stream-watch.ts';
import { until } from '../../../harness/waiting.ts';
import { manualClock } from '../../manual-clock.ts';
import { closeAfterEach, connected, opened, ready, simulated } from '../simulated-desk.ts';
import { outputsOf } from './outputs-desk.ts';

closeAfterEach();

type Stream = Pick<ObsMirror['stream'], 'active' | 'reconnecting'>;
const ON: Stream = { active: true, reconnecting: false };
const OFF: Stream = { active: false, reconnecting: false };
const connection = (state: ObsConnection['state'], url = 'ws://main') => ({ state, url }) as ObsConnection;
const mirror = (stream: Stream) => ({ stream, availableRequests: ['GetStreamStatus'] }) as unknown as ObsMirror;

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
    async requestAll(requests: { requestType: string }[]): Promise<Result<ObsData[]>> {
      const values: ObsData[] = [];
      for (const { requestType } of requests) {
        const answer = await obs.request(requestType);
        if (!answer.ok) return answer;
        values.push(answer.value);
      }
      return { ok: true, value: values };
    },
  };
  const poll = new OutputPoll({ clock, obs });
  const watch = new StreamWatch({ clock, obs, poll });
  const becomes = (name: ObsConnection['state'], stream: Stream | null, url?: string) =>
    state.patch({ connection: connection(name, url), mirror: stream && mirror(stream) });
  return { clock, asked, watch, poll, becomes };
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
    const { outputs } = outputsOf(obs);
    opened.push(() => outputs.dispose());
    const watch = { state: outputs.health };
    await ready(obs);
    expect(watch.state.get()).toMatchObject({ active: false, unsure: false, atMonotonicMs: null });
    server.outputs.streamLine.congestion = 0.4;
    server.outputs.streamLine.skippedFrames = 7;
    await outputs.commands.startStream();
    const health = await until(watch.state, ({ congestion }) => congestion > 0);
    expect(health).toMatchObject({ active: true, reconnecting: false, unsure: false, reports: true, congestion: 0.4, skippedFrames: 7 });
    server.outputs.loseStreamServer();
    await until(watch.state, ({ reconnecting }) => reconnecting);
    await outputs.commands.stopStream();
    await until(watch.state, ({ active }) => !active);
    expect(watch.state.get()).toMatchObject({ congestion: 0, skippedFrames: 0, totalFrames: 0, atMonotonicMs: null });
  });

  it('UG16 counts on where the server was lost and found again, though OBS begins at 0', async () => {
    let status = said(100, 5);
    const { clock, watch, becomes } = scripted({ GetStreamServiceSettings: rtmp, GetStreamStatus: () => status });
    becomes('ready', ON);
    await clock.advance(1);
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

  it('OT33 counts the stream of another OBS from its own beginning', async () => {
    let status = said(9_000, 400);
    const { clock, watch, becomes } = scripted({ GetStreamServiceSettings: rtmp, GetStreamStatus: () => status });
    becomes('ready', ON, 'ws://main');
    for (const frames of [9_000, 9_030]) {
      status = said(frames, 400);
      await clock.advance(1_000);
    }
    expect(watch.state.get()).toMatchObject({ totalFrames: 9_030, skippedFrames: 400 });
    becomes('connecting', null, 'ws://standby');
    becomes('ready', ON, 'ws://standby');
    for (const frames of [30, 60]) {
      status = said(frames, 1);
      await clock.advance(1_000);
    }
    expect(watch.state.get()).toMatchObject({ totalFrames: 60, skippedFrames: 1, bytes: 6_000 });
  });

  it('UG16 does not count what OBS still shows of the stream before', async () => {
    let status = said(9_000, 400);
    const { clock, watch, becomes } = scripted({ GetStreamServiceSettings: rtmp, GetStreamStatus: () => status });
    becomes('ready', ON);
    await clock.advance(1);
    status = said(30, 0);
    await clock.advance(1_000);
    expect(watch.state.get()).toMatchObject({ totalFrames: 30, skippedFrames: 0 });
  });

  it('UG16 takes figures that cannot be for nothing', async () => {
    const status = said(10, 0, { outputCongestion: Number.NaN, outputBytes: -5, outputSkippedFrames: 'many' });
    const { clock, watch, becomes } = scripted({ GetStreamServiceSettings: rtmp, GetStreamStatus: () => status });
    becomes('ready', ON);
    await clock.advance(1);
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
    const { clock, watch, becomes } = scripted({
      GetStreamServiceSettings: () => ({ ok: true, value: { streamServiceType, streamServiceSettings } }),
      GetStreamStatus: () => said(10, 0),
    });
    becomes('ready', ON);
    await clock.advance(1);
    expect(watch.state.get()).toMatchObject({ active: true, reports });
    expect(JSON.stringify(watch.state.get())).not.toContain('the-stream-key');
  });

  it('UG17 counts an output as silent until OBS has told its service, and asks again', async () => {
    let service: () => unknown = () => ({ ok: false, refusal: { code: 'obs-timeout', context: {} } });
    const { clock, watch, becomes } = scripted({ GetStreamServiceSettings: () => service(), GetStreamStatus: () => said(10, 0) });
    becomes('ready', ON);
    await clock.advance(1);
    expect(watch.state.get()).toMatchObject({ active: true, reports: false });
    service = rtmp;
    await clock.advance(1_000);
    expect(watch.state.get()).toMatchObject({ active: true, reports: true });
  });

  it('UG18 asks once a second while OBS can be asked, one question at a time', async () => {
    const answers: ((answer: unknown) => void)[] = [];
    const { clock, asked, watch, poll, becomes } = scripted({
      GetStreamServiceSettings: rtmp,
      GetStreamStatus: () => new Promise((resolve) => answers.push(resolve)),
    });
    await clock.advance(10_000);
    expect(asked).toEqual(['GetStreamStatus']);
    answers[0]!(said(0, 0));
    await clock.advance(999);
    expect(asked).toHaveLength(1);
    becomes('ready', ON);
    await clock.advance(10_000);
    expect(asked).toEqual(['GetStreamStatus', 'GetStreamServiceSettings', 'GetStreamStatus']);
    becomes('reconnecting', null);
    // What was asked before the loss is answered for nobody.
    answers[1]!(said(20, 3));
    await clock.advance(10_000);
    expect(asked).toHaveLength(3);
    expect(watch.state.get()).toMatchObject({ active: true, unsure: true, totalFrames: 0 });
    poll.dispose();
    watch.dispose();
  });

  it('UG18 is unsure while OBS is looked for first, and while it is lost in mid-stream, but not without a stream', async () => {
    const { asked, clock, watch, becomes } = scripted({ GetStreamServiceSettings: rtmp, GetStreamStatus: () => said(10, 0) });
    becomes('connecting', null);
    expect(watch.state.get()).toMatchObject({ active: false, unsure: true });
    becomes('reconnecting', null);
    expect(watch.state.get()).toMatchObject({ active: false, unsure: false });
    becomes('ready', ON);
    await clock.advance(1);
    becomes('reconnecting', null);
    expect(watch.state.get()).toMatchObject({ active: true, unsure: true });
    const before = asked.length;
    await clock.advance(10_000);
    expect(asked).toHaveLength(before);
    becomes('ready', OFF);
    expect(watch.state.get()).toMatchObject({ active: false, unsure: false });
  });
});
