/** The upload beside the picture: a real OBS streams over a thin line while a day's results wait, with the governor, without any upload, and with an upload that does not yield. */
import { randomBytes } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { newSecret } from '../../native/orders/standard-webhooks.ts';
import { type Figure, grouped } from './figures.ts';
import { benchFolder, startHostProcess } from './host-process.ts';
import { startStreamingRig, type StreamingRig, streamingRigMissing } from './streaming-rig.ts';

/** Just room for the stream of about 1,060 kbit/s and a little beside it. */
const THIN_KBPS = 1_150;
const WIDE_KBPS = 5_000;
const THIN_S = 100;
const FREE_S = 40;
const WIDE_LIMIT_S = 300;
/** Connections of the upload that does not yield. */
const FREE_LANES = 3;
/** One frame skipped in two hundred is what a line without any upload may show too. */
const NOISE = 0.005;

interface Run {
  skipped: number;
  frames: number;
  streamKbps: number;
  uploadKbps: number;
}

export async function measureUplink(say: (line: string) => void): Promise<Figure[]> {
  const missing = streamingRigMissing();
  if (missing) throw new Error(missing);
  say('a day of results …');
  const dataFolder = await dayOfResults();
  const entries = headOf(dataFolder);
  const rig = await startStreamingRig(THIN_KBPS);
  try {
    const without = await thinRun(rig, 'no upload', null, say);
    writeFileSync(join(dataFolder, 'upstream.json'), JSON.stringify({ baseUrl: rig.sink.address, secretEnv: 'BENCH_UPSTREAM_SECRET' }));
    const governed = await thinRun(rig, 'results upstream, governed', dataFolder, say);
    rig.line.setRate(WIDE_KBPS);
    const wide = await drain(rig, dataFolder, entries, say);
    rig.line.setRate(THIN_KBPS);
    // Last, because OBS needs long to end a stream of which so much waits.
    const free = await freeRun(rig, say);
    return figures({ without, governed, free, wide, entries });
  } finally {
    await rig.close();
  }
}

function figures({
  without,
  governed,
  free,
  wide,
  entries,
}: Record<'without' | 'governed' | 'free', Run> & { wide: Drained; entries: number }) {
  const share = ({ skipped, frames }: Run) => skipped / frames;
  const told = (run: Run) => `${run.skipped} of ${grouped(run.frames)} frames (${(share(run) * 100).toFixed(1)} %)`;
  const more = share(governed) - share(without);
  const left = Math.max(0, THIN_KBPS - without.streamKbps);
  return [
    {
      id: 'UP1',
      what: 'Frames that OBS skips over a line with just room for the stream, a day of results waiting',
      ratio: '–',
      studio: told(governed),
      beside: `${told(without)} without any upload; ${told(free)} with an upload that does not yield`,
      limit: `at most ${NOISE * 100} % more than without any upload`,
      met: more <= NOISE,
      meaning:
        `A real OBS streams x264 at ${Math.round(without.streamKbps)} kbit/s to nginx in a network namespace, over a line shaped to ${THIN_KBPS} kbit/s (tc tbf, queue 300 ms) that ` +
        `the upload shares. ${THIN_S} s each for the studio as a process with OBS connected, without and with results upstream; ${FREE_S} s for a plain HTTPS client that sends random ` +
        `bytes over ${FREE_LANES} connections as fast as TCP lets it. Frames are counted from 8 s after the start of the stream.`,
    },
    {
      id: 'UP2',
      what: 'What goes upstream meanwhile',
      ratio: '–',
      studio: `${Math.round(governed.uploadKbps)} kbit/s on average, from a cold start`,
      beside: `${Math.round(left)} kbit/s are left by the stream; ${Math.round(free.uploadKbps)} kbit/s by the upload that does not yield`,
      limit: '> 0',
      met: governed.uploadKbps > 0,
      meaning:
        'Bodies that arrived at the receiver in the runs of UP1. Sending begins at 64 kbit/s, waits for 20 calm seconds and then grows by 8 kbit/s each second.',
    },
    {
      id: 'UP3',
      what: `The rest of the day beside the stream, over a line with room (${grouped(WIDE_KBPS)} kbit/s)`,
      ratio: '–',
      studio: `${grouped(wide.entries)} of ${grouped(entries)} entries in ${wide.seconds.toFixed(0)} s (${grouped(wide.entries / wide.seconds)} a second); ${wide.run.skipped} frames skipped`,
      beside: '–',
      limit: `drained within ${WIDE_LIMIT_S} s, at most ${NOISE * 100} % skipped`,
      met: wide.drained && share(wide.run) <= NOISE,
      meaning: `The same stream and the same studio, started anew, ${(wide.bytes / 1e6).toFixed(1)} MB compressed (${(wide.bytes / wide.entries).toFixed(1)} bytes an entry), from the first calm second at 64 kbit/s to the last acknowledgement.`,
    },
  ] satisfies Figure[];
}

/** The folder of a studio that has sold all of day one, nothing of it delivered. */
async function dayOfResults(): Promise<string> {
  const folder = benchFolder();
  const day = await startHostProcess(['--data', folder, '--rehearse', 'day-one', '--speed', 'max']);
  const dayFolder = join(folder, 'rehearsal', 'day-one');
  const database = new Database(join(dayFolder, 'studio.db'), { readonly: true });
  const ended = database.prepare(`SELECT 1 FROM entry WHERE kind = 'broadcast.ended' LIMIT 1`);
  while (ended.get() === undefined) await pause(500);
  database.close();
  await day.stop();
  const dataFolder = benchFolder();
  cpSync(dayFolder, dataFolder, { recursive: true });
  return dataFolder;
}

function headOf(dataFolder: string): number {
  const database = new Database(join(dataFolder, 'studio.db'), { readonly: true });
  const head = database.prepare<[], { seq: number }>('SELECT max(seq) AS seq FROM entry').get()!.seq;
  database.close();
  return head;
}

async function thinRun(rig: StreamingRig, name: string, dataFolder: string | null, say: (line: string) => void): Promise<Run> {
  say(`${THIN_S} s over ${THIN_KBPS} kbit/s: ${name} …`);
  const run = await measured(rig, async () => {
    const studio = await startStudio(rig, dataFolder ?? benchFolder());
    await pause(THIN_S * 1000);
    await studio.stop();
  });
  say(`  ${JSON.stringify(run)}`);
  return run;
}

async function freeRun(rig: StreamingRig, say: (line: string) => void): Promise<Run> {
  say(`${FREE_S} s over ${THIN_KBPS} kbit/s: an upload that does not yield …`);
  const run = await measured(rig, async () => {
    await Promise.all(Array.from({ length: FREE_LANES }, () => uploadFreely(rig, FREE_S)));
  });
  say(`  ${JSON.stringify(run)}`);
  return run;
}

interface Drained {
  run: Run;
  drained: boolean;
  entries: number;
  bytes: number;
  seconds: number;
}

async function drain(rig: StreamingRig, dataFolder: string, head: number, say: (line: string) => void): Promise<Drained> {
  say(`the rest over ${WIDE_KBPS} kbit/s …`);
  const before = { ...rig.taken };
  let seconds = 0;
  const run = await measured(rig, async () => {
    const studio = await startStudio(rig, dataFolder);
    const beganMs = performance.now();
    while (rig.taken.acknowledged < head && seconds < WIDE_LIMIT_S) {
      await pause(250);
      seconds = (performance.now() - beganMs) / 1000;
    }
    await studio.stop();
  });
  const { acknowledged, bytes } = rig.taken;
  const drained = { run, drained: acknowledged >= head, entries: acknowledged - before.acknowledged, bytes: bytes - before.bytes, seconds };
  say(`  ${JSON.stringify(drained)}`);
  return drained;
}

async function measured(rig: StreamingRig, work: () => Promise<void>): Promise<Run> {
  const before = rig.taken.bytes;
  let uploadKbps = 0;
  const run = await rig.whileStreaming(async () => {
    const workMs = performance.now();
    await work();
    uploadKbps = ((rig.taken.bytes - before) * 8) / (performance.now() - workMs);
  });
  return { ...run, uploadKbps };
}

function startStudio(rig: StreamingRig, dataFolder: string) {
  return startHostProcess(['--data', dataFolder, '--obs', rig.obs.url], [], {
    STUDIO_OBS_PASSWORD: rig.obs.password,
    BENCH_UPSTREAM_SECRET: newSecret(),
    NODE_EXTRA_CA_CERTS: rig.sink.certificate,
  });
}

/** Requests of 1 MB, one after another, each as fast as the line takes it. */
async function uploadFreely(rig: StreamingRig, seconds: number): Promise<void> {
  const body = randomBytes(1_000_000);
  const ca = readFileSync(rig.sink.certificate);
  const untilMs = performance.now() + seconds * 1000;
  while (performance.now() < untilMs) {
    await new Promise<void>((resolve) => {
      const upload = request(rig.sink.address, { method: 'POST', ca }, (answer) => answer.resume().on('end', resolve));
      // Cut off at the end of the run.
      const end = setTimeout(() => upload.destroy(), Math.max(1, untilMs - performance.now()));
      upload.on('error', () => resolve()).on('close', () => clearTimeout(end));
      upload.end(body);
    });
  }
}
