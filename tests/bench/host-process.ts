/** A studio as a process of its own, started by its command line and spoken to from outside only. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newSecret } from '../../native/orders/standard-webhooks.ts';
import { type ReadyProcess, startReadyProcess } from '../harness/ready-process.ts';
import { ROOT } from '../harness/test-host.ts';

export const SOURCE = 'bench';
export const SECRET = newSecret();

const folders: string[] = [];

/** A fresh folder, removed when the measurements end. */
export function benchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hetian-bench-'));
  folders.push(folder);
  return folder;
}

/** Makes the folder know the feed whose secret this process signs with. */
export function writeFeed(dataFolder: string): void {
  mkdirSync(dataFolder, { recursive: true });
  writeFileSync(join(dataFolder, 'feeds.json'), JSON.stringify([{ source: SOURCE, type: 'generic', secretEnv: 'BENCH_SECRET' }]));
}

/** `through` runs the studio under another program, e.g. a tracer with its options. */
export function startHostProcess(
  args: readonly string[],
  through: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<ReadyProcess> {
  return startReadyProcess({
    command: [...through, process.execPath, join(ROOT, 'scripts/studio.ts'), '--port', '0', ...args],
    environment: { BENCH_SECRET: SECRET, ...environment },
    ready: /studio ready (\S+)\n/u,
    group: through.length > 0,
  });
}

process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
