/** Runs the chosen measurements one after another, prints their table, and keeps a whole run in docs/performance.md. */
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { ROOT } from '../harness/test-host.ts';
import { measureBook } from './book.ts';
import { measureDayOne } from './day-one.ts';
import { type Figure, markdownTable, type Measurement } from './figures.ts';
import { measureIngest } from './ingest.ts';
import { measureLimits } from './limits.ts';
import { measureMemory } from './memory.ts';
import { measureOverlay } from './overlay.ts';

const measurements: Record<string, Measurement> = {
  'day-one': measureDayOne,
  ingest: measureIngest,
  book: measureBook,
  overlay: measureOverlay,
  memory: measureMemory,
  limits: measureLimits,
};

const names = Object.keys(measurements);
const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; there are ${names.join(', ')}`);
  process.exit(1);
}
// Whatever is still open is closed by the exit, which also removes folders and ends hosts.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));

const figures: Figure[] = [];
for (const name of chosen.length > 0 ? chosen : names) {
  console.error(`${name}:`);
  figures.push(...(await measurements[name]!((line) => console.error(`  ${line}`))));
}
console.log(markdownTable(figures));
if (chosen.length === 0) writeFileSync(join(ROOT, 'docs/performance.md'), report(figures));
process.exit(figures.every(({ met }) => met) ? 0 : 1);

function report(measured: readonly Figure[]): string {
  const sqlite = new Database(':memory:');
  const { version } = sqlite.prepare<[], { version: string }>('SELECT sqlite_version() AS version').get()!;
  sqlite.close();
  const note = process.env['BENCH_NOTE'];
  return `# Performance

Written by \`npm run bench\`; \`npm run bench -- ${names.join(' ')}\` measures only what is named and leaves this file alone. \`BENCH_NOTE\` adds a sentence about the machine.

Measured on ${new Date().toISOString().slice(0, 10)}: ${process.platform} ${process.arch}, ${cpus().length} cores, ${Math.round(totalmem() / 1024 ** 3)} GB memory, Node ${process.versions.node}, SQLite ${version}.${note ? ` ${note}` : ''}

Ratios come first: both sides of one were measured in the same run on the same machine, so that a slow or busy machine slows both; on a busy one they still differ from run to run. ×2 means that the studio took twice as long as, or twice as much as, what stands beside it.

${markdownTable(measured)}

## What the rows mean

${measured.map(({ id, what, meaning }) => `- **${id} ${what}.** ${meaning}`).join('\n')}
`;
}
