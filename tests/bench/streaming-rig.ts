/** What the measurement of the uplink stands on: a real OBS that streams over a thin line to nginx, and a receiver on the line's far side. */
import { type ChildProcess, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { movingPicture } from '../harness/moving-picture.ts';
import { realObsMissing, secondClient, startRealObs } from '../harness/real-obs.ts';
import { benchFolder } from './host-process.ts';
import { type NamespaceLine, namespaceLineMissing, openNamespaceLine } from './namespace-line.ts';

const RTMP_MODULE = '/usr/lib/nginx/modules/ngx_rtmp_module.so';
const RTMP_PORT = 1935;
const SINK_PORT = 8443;
const PICTURE = { width: 640, height: 360, fps: 20 };
/** With sound about 1,060 kbit/s on the line. */
const VIDEO_KBPS = 1000;
const SETTLE_MS = 8_000;

export interface StreamingRig {
  readonly line: NamespaceLine;
  readonly obs: { url: string; password: string };
  /** Where the receiver takes results, and the file of the certificate it shows. */
  readonly sink: { address: string; certificate: string };
  /** What the receiver has taken so far. */
  readonly taken: { acknowledged: number; bytes: number };
  /** Streams, lets it settle, and from then on counts frames until the work is done; then the stream stops. */
  whileStreaming(work: () => Promise<void>): Promise<{ skipped: number; frames: number; streamKbps: number }>;
  close(): Promise<void>;
}

/** Why it cannot be set up here, or null when it can. */
export function streamingRigMissing(): string | null {
  const nginx = existsSync(RTMP_MODULE) && spawnSync('nginx', ['-v']).error === undefined;
  return (
    realObsMissing() ??
    namespaceLineMissing() ??
    (nginx ? null : 'not installed: nginx with RTMP (Debian: apt-get install nginx-light libnginx-mod-rtmp)')
  );
}

export async function startStreamingRig(kbps: number): Promise<StreamingRig> {
  const folder = benchFolder();
  const line = openNamespaceLine(kbps);
  const nginx = startNginx(folder, line);
  const certificate = makeCertificate(folder, line.address);
  const sink = line.spawn(process.execPath, [
    join(import.meta.dirname, 'upstream-sink.ts'),
    `${SINK_PORT}`,
    certificate.path,
    certificate.keyPath,
  ]);
  const taken = { acknowledged: 0, bytes: 0 };
  const lines = createInterface(sink.stdout!);
  lines.on('line', (text) => Object.assign(taken, JSON.parse(text)));
  await new Promise((resolve) => lines.once('line', resolve));
  const real = await startRealObs({
    ...PICTURE,
    videoKbps: VIDEO_KBPS,
    streamServer: `rtmp://${line.address}:${RTMP_PORT}/live`,
    sceneCollection: movingPicture(folder, PICTURE),
  });
  const hand = await secondClient(real);
  const status = () => hand.call('GetStreamStatus');

  return {
    line,
    obs: { url: real.url, password: real.password },
    sink: { address: `https://${line.address}:${SINK_PORT}`, certificate: certificate.path },
    taken,
    async whileStreaming(work) {
      await hand.call('StartStream');
      while (!(await status()).outputActive) await pause(100);
      await pause(SETTLE_MS);
      const before = await status();
      const beganMs = performance.now();
      await work();
      const after = await status();
      const seconds = (performance.now() - beganMs) / 1000;
      await hand.call('StopStream');
      while ((await status()).outputActive) await pause(100);
      if (!after.outputActive || after.outputReconnecting) throw new Error('the stream did not hold');
      return {
        skipped: after.outputSkippedFrames - before.outputSkippedFrames,
        frames: after.outputTotalFrames - before.outputTotalFrames,
        streamKbps: ((after.outputBytes - before.outputBytes) * 8) / 1000 / seconds,
      };
    },
    async close() {
      await hand.disconnect();
      await real.stop();
      for (const child of [nginx, sink]) child.kill();
      line.close();
    },
  };
}

function startNginx(folder: string, line: NamespaceLine): ChildProcess {
  mkdirSync(join(folder, 'logs'));
  const path = join(folder, 'nginx.conf');
  writeFileSync(
    path,
    `load_module ${RTMP_MODULE};
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 64; }
rtmp { server { listen ${RTMP_PORT}; application live { live on; } } }
`,
  );
  return line.spawn('nginx', ['-c', path, '-p', folder]);
}

function makeCertificate(folder: string, address: string): { path: string; keyPath: string } {
  const path = join(folder, 'sink.pem');
  const keyPath = join(folder, 'sink.key');
  const made = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=bench'],
    ...['-addext', `subjectAltName=IP:${address}`, '-keyout', keyPath, '-out', path],
  ]);
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${made.error?.message ?? made.stderr.toString()}`);
  return { path, keyPath };
}
