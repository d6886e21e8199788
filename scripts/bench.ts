/** `npm run bench [-- NAME … --keep]`: starts the measurements in a process of their own. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const measurements = join(import.meta.dirname, '../tests/bench/measure.ts');
const child = spawn(process.execPath, [measurements, ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exit(code ?? (signal ? 1 : 0));
});
