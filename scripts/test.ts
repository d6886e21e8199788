/** `npm test`: installs what the tests need, builds the pages, and runs vitest with the given arguments. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensurePagesBuilt } from './build.ts';
import { installRequirements, thisMachine } from './test-requirements.ts';

const ROOT = join(import.meta.dirname, '..');

if (!installRequirements(thisMachine)) process.exit(1);
await ensurePagesBuilt();
const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
const run = spawnSync(process.execPath, [vitest, 'run', ...process.argv.slice(2)], { cwd: ROOT, stdio: 'inherit' });
process.exit(run.status ?? 1);
