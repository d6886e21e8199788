/** A real OBS streams over a line that sending shares: a governed sender costs the picture nothing, and gives way when something else takes the line. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../native/kernel/clock.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { Obs } from '../../../native/obs/obs.ts';
import { Outputs } from '../../../native/obs/outputs/outputs.ts';
import { SLICE_BYTES, type Uplink } from '../../../native/sync/uplink.ts';
import { UplinkGovernor } from '../../../native/sync/uplink-governor.ts';
import { movingPicture } from '../../harness/moving-picture.ts';
import { freePort, type RealObs, realObsMissing, startRealObs } from '../../harness/real-obs.ts';
import { ShapedLine } from '../../harness/shaped-line.ts';
import { outputsOf } from '../obs/outputs/outputs-desk.ts';
import { until } from '../../harness/waiting.ts';

const missing = realObsMissing();
if (missing) console.warn(`real OBS: skipped, ${missing}`);

const PICTURE = { width: 320, height: 180, fps: 15 };
const VIDEO_KBPS = 500;
/** The stream takes about 600 kbit/s of them. */
const LINE_BYTES = 100_000;

/** As many uploads as it takes to leave the stream less than it needs. */
const GREEDY_LANES = 8;
const GREEDY: Sender = { take: async () => undefined, requestBytes: () => 1_000_000, answered: () => undefined };

type Sender = Pick<Uplink, 'take' | 'requestBytes' | 'answered'>;

describe.skipIf(missing)(`sending beside a real stream${missing ? `: ${missing}` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'hetian-uplink-'));
  const stop = new AbortController();
  let rtmp: ChildProcess;
  let receiver: Server;
  let real: RealObs;
  let line: ShapedLine;
  let sendPort: number;
  let obs: Obs;
  let outputs: Outputs;
  let governor: UplinkGovernor;

  beforeAll(async () => {
    const rtmpPort = await freePort();
    const listening = ['-listen', '1', '-i', `rtmp://127.0.0.1:${rtmpPort}/live/test`];
    rtmp = spawn('ffmpeg', ['-loglevel', 'quiet', ...listening, '-c', 'copy', '-f', 'null', '-'], { stdio: 'ignore' });
    receiver = createServer((incoming, answer) => void incoming.resume().on('end', () => answer.end('{}')));
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    line = new ShapedLine({ targetPort: rtmpPort, bytesPerSecond: LINE_BYTES, roundTripMs: 40 });
    await line.open();
    sendPort = await line.openSideDoor((receiver.address() as AddressInfo).port);
    real = await startRealObs({
      ...PICTURE,
      videoKbps: VIDEO_KBPS,
      streamServer: `rtmp://127.0.0.1:${line.port}/live`,
      sceneCollection: movingPicture(folder, PICTURE),
    });
    obs = new Obs({ clock: systemClock, logger: silentLogger });
    obs.connect(real.url, real.password);
    await until(obs.state, ({ connection }) => connection.state === 'ready');
    outputs = outputsOf(obs).outputs;
    governor = new UplinkGovernor({ clock: systemClock, picture: outputs.health, capKbps: null });
  }, 60_000);

  afterAll(async () => {
    stop.abort();
    governor.dispose();
    outputs.dispose();
    await obs.dispose();
    await real.stop();
    await line.pull();
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
    rtmp.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('UG19 skips no frame because of a governed backlog, and stops when something else takes the line', async () => {
    expect(await outputs.commands.startStream()).toMatchObject({ ok: true });
    void send(governor, stop.signal);
    await until(governor.state, ({ reason, sentBytes }) => reason === 'growing' && sentBytes > 0);
    const calm = await until(outputs.health, ({ totalFrames }) => totalFrames > 25 * PICTURE.fps);
    expect(calm.skippedFrames).toBe(0);

    for (let lane = 0; lane < GREEDY_LANES; lane += 1) void send(GREEDY, stop.signal);
    // What stands in the proxy's sockets delays OBS's own notice: frames are skipped, or the starved server is lost first.
    const { reason } = await until(governor.state, ({ rateBytes }) => rateBytes === 0);
    expect(['picture-suffers', 'reconnecting']).toContain(reason);
    await until(governor.state, ({ sentBytes }) => sentBytes === 0);
    expect(obs.state.get().mirror?.stream.active).toBe(true);
  }, 180_000);

  /** Requests one after another with a full backlog behind them, each slice taken from the uplink. */
  async function send(uplink: Sender, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const bytes = Math.min(1_000_000, uplink.requestBytes());
      const upload = request({ host: '127.0.0.1', port: sendPort, method: 'POST', signal, headers: { 'content-length': bytes } });
      const answered = new Promise<void>((resolve) => {
        upload.on('response', (answer) => answer.resume().on('end', resolve));
        // An aborted request ends by an error.
        upload.on('error', () => resolve());
      });
      for (let left = bytes; left > 0 && !signal.aborted; left -= SLICE_BYTES) {
        const slice = Buffer.alloc(Math.min(left, SLICE_BYTES));
        await uplink.take(slice.length, signal);
        if (!upload.write(slice))
          await Promise.race([new Promise<void>((resolve) => void upload.once('drain', () => resolve())), answered]);
      }
      const sentAtMs = performance.now();
      upload.end();
      await answered;
      uplink.answered('test', performance.now() - sentAtMs);
    }
  }
});
