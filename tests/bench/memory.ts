/** Memory of the host idle and with a whole day in its ledger, and how long a start on that ledger takes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { memoryOf } from '../harness/ready-process.ts';
import { type Figure, ms, percentile, times } from './figures.ts';
import { benchFolder, startHostProcess } from './host-process.ts';

const CALM_MS = 5_000;
const DAY_LIMIT_MS = 300_000;
const STARTS = 5;
const START_LIMIT_MS = 3_000;

export async function measureMemory(say: (line: string) => void): Promise<Figure[]> {
  say('an idle host …');
  const idle = await idleMemory(benchFolder());
  const emptyFolder = benchFolder();
  const emptyStarts = await starts(emptyFolder);
  say('a host through day one …');
  const folder = benchFolder();
  const day = await startHostProcess(['--data', folder, '--rehearse', 'day-one', '--speed', 'max']);
  const dayFolder = join(folder, 'rehearsal', 'day-one');
  await dayEnded(join(dayFolder, 'studio.db'));
  const after = memoryOf(day.pid);
  const highest = memoryOf(day.pid, 'VmHWM');
  await pause(CALM_MS);
  const calm = memoryOf(day.pid);
  await day.stop();
  say('starts on the full ledger …');
  const fullStarts = await starts(dayFolder);
  const fullIdle = await idleMemory(dayFolder);

  const readyMs = Math.max(...fullStarts);
  return [
    {
      id: 'P5',
      what: 'Memory (RSS) of the host with the six hours of day one in it',
      ratio: factor(calm, idle),
      studio: `${megabytes(calm)} calm after the day, ${megabytes(after)} at its end, ${megabytes(highest)} at most`,
      beside: `${megabytes(idle)} idle and empty`,
      limit: '–',
      met: true,
      meaning:
        `Resident memory of the host process. Idle: ${CALM_MS / 1000} s after the ready line, no OBS, empty ledger. The loaded one is a rehearsal host that has just ` +
        'played day one at full speed, so it also holds the simulated OBS, the whole day as prepared orders and the sender; "at most" is the peak meanwhile.',
    },
    {
      id: 'P6',
      what: 'Memory (RSS) of a host started on the full ledger',
      ratio: factor(fullIdle, idle),
      studio: megabytes(fullIdle),
      beside: `${megabytes(idle)} idle and empty`,
      limit: '–',
      met: true,
      meaning: 'An ordinary host on the folder that the rehearsal left, calm: what the studio itself keeps of a day.',
    },
    {
      id: 'P7',
      what: 'Start to ready line with the full ledger',
      ratio: times(percentile(fullStarts, 0.5) / percentile(emptyStarts, 0.5)),
      studio: `median ${ms(percentile(fullStarts, 0.5))}, slowest ${ms(readyMs)}`,
      beside: `median ${ms(percentile(emptyStarts, 0.5))} with an empty ledger`,
      limit: `< ${START_LIMIT_MS / 1000} s`,
      met: readyMs < START_LIMIT_MS,
      meaning: `From the start of the process, Node's own start included, to the line that says the studio listens; ${STARTS} starts each.`,
    },
  ];
}

async function idleMemory(folder: string): Promise<number | null> {
  const host = await startHostProcess(['--data', folder]);
  await pause(CALM_MS);
  const memory = memoryOf(host.pid);
  await host.stop();
  return memory;
}

async function starts(folder: string): Promise<number[]> {
  const durations: number[] = [];
  for (let start = 0; start <= STARTS; start += 1) {
    const host = await startHostProcess(['--data', folder]);
    // The first makes what is missing and is not counted.
    if (start > 0) durations.push(host.readyMs);
    await host.stop();
  }
  return durations;
}

async function dayEnded(path: string): Promise<void> {
  const deadlineMs = performance.now() + DAY_LIMIT_MS;
  while (performance.now() < deadlineMs) {
    await pause(500);
    if (!existsSync(path)) continue;
    const database = new Database(path, { readonly: true });
    const ended = database.prepare("SELECT 1 FROM entry WHERE kind = 'broadcast.ended'").get();
    database.close();
    if (ended) return;
  }
  throw new Error('the day did not end in time');
}

function megabytes(bytes: number | null): string {
  return bytes === null ? 'not measured' : `${Math.round(bytes / 1024 / 1024)} MB`;
}

function factor(one: number | null, other: number | null): string {
  return one === null || other === null ? '–' : times(one / other);
}
