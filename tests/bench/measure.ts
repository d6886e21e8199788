/** Runs the chosen measurements one after another, prints their table, and keeps figures in docs/performance.md. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { ROOT } from '../harness/test-host.ts';
import { measureMeters } from './audio.ts';
import { measureBackups } from './backups.ts';
import { measureBook } from './book.ts';
import { measureControl } from './control.ts';
import { measureDayOne } from './day-one.ts';
import { type Figure, markdownTable, type Measurement } from './figures.ts';
import { measureGate } from './gate.ts';
import { measureHostileRequests } from './hostile-requests.ts';
import { measureIngest } from './ingest.ts';
import { measureKills } from './kills.ts';
import { measureMemory } from './memory.ts';
import { measureObsLimits } from './obs-limits.ts';
import { measureOverlay } from './overlay.ts';
import { measurePictureWay } from './picture-way.ts';
import { measurePictures } from './pictures.ts';
import { measureSyncs } from './syncs.ts';
import { measureUplink } from './uplink.ts';
import { measureUpstreamKills } from './upstream-kills.ts';
import { measureUpstream } from './upstream.ts';

const measurements: Record<string, Measurement> = {
  'day-one': measureDayOne,
  ingest: measureIngest,
  book: measureBook,
  gate: measureGate,
  overlay: measureOverlay,
  memory: measureMemory,
  kills: measureKills,
  syncs: measureSyncs,
  backups: measureBackups,
  obs: measureObsLimits,
  control: measureControl,
  audio: measureMeters,
  pictures: measurePictures,
  'picture-way': measurePictureWay,
  hostile: measureHostileRequests,
  upstream: measureUpstream,
  'upstream-kills': measureUpstreamKills,
  uplink: measureUplink,
};

const KEPT = join(ROOT, 'docs/performance.json');
const PAGE = join(ROOT, 'docs/performance.md');

/** One measurement as it was last kept. */
interface Kept {
  measuredOn: string;
  machine: string;
  figures: Figure[];
}

const names = Object.keys(measurements);
const given = process.argv.slice(2);
const keep = given.length === 0 || given.includes('--keep');
const wanted = given.filter((name) => name !== '--keep');
const chosen = wanted.length > 0 ? wanted : names;
const unknown = chosen.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; there are ${names.join(', ')}, and --keep`);
  process.exit(1);
}
// Whatever is still open is closed by the exit, which also removes folders and ends hosts.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));

const measured: Figure[] = [];
for (const name of chosen) {
  console.error(`${name}:`);
  const figures = await measurements[name]!((line) => console.error(`  ${line}`));
  measured.push(...figures);
  if (keep) keepFigures(name, figures);
}
console.log(markdownTable(measured));
process.exit(measured.every(({ met }) => met) ? 0 : 1);

/** What was measured takes the place of its own rows; the others stay as they were last measured. */
function keepFigures(name: string, figures: Figure[]): void {
  const all = existsSync(KEPT) ? (JSON.parse(readFileSync(KEPT, 'utf8')) as Record<string, Kept>) : {};
  const note = process.env['BENCH_NOTE'];
  all[name] = { measuredOn: new Date().toISOString().slice(0, 10), machine: `${machine()}${note ? ` ${note}` : ''}`, figures };
  writeFileSync(KEPT, `${JSON.stringify(all, null, 2)}\n`);
  writeFileSync(PAGE, page(all));
}

function machine(): string {
  const sqlite = new Database(':memory:');
  const { version } = sqlite.prepare<[], { version: string }>('SELECT sqlite_version() AS version').get()!;
  sqlite.close();
  const memoryGb = Math.round(totalmem() / 1024 ** 3);
  return `${process.platform} ${process.arch}, ${cpus().length} cores, ${memoryGb} GB memory, Node ${process.versions.node}, SQLite ${version}.`;
}

function page(all: Readonly<Record<string, Kept>>): string {
  const kept = names.flatMap((name) => (all[name] ? [{ name, ...all[name] }] : []));
  const figures = kept.flatMap((one) => one.figures);
  const runs = kept.map(
    ({ name, measuredOn, machine: where, figures: own }) =>
      `- \`${name}\` (${own.map(({ id }) => id).join(', ')}): ${measuredOn}, ${where}`,
  );
  return `# Performance

Written by \`npm run bench\`. \`npm run bench -- NAME …\` measures only what is named (${names.join(', ')}) and leaves this page alone; with \`--keep\` its rows take the place of theirs here. \`BENCH_NOTE\` adds a sentence about the machine.

Ratios come first: both sides of one were measured in the same run on the same machine, so that a slow or busy machine slows both; on a busy one they still differ from run to run. ×2 means that the studio took twice as long as, or twice as much as, what stands beside it.

${markdownTable(figures)}

## When each was measured

${runs.join('\n')}

## What the rows mean

${figures.map(({ id, what, meaning }) => `- **${id} ${what}.** ${meaning}`).join('\n')}
`;
}
