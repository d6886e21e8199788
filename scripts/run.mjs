/** Runs one of the scripts beside it on the project's own Node, whichever Node npm itself was started with. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// Plain JavaScript on purpose: an older Node must be able to read this file and say what is wrong.
const NEEDED_MAJOR = 24;
const [name, ...rest] = process.argv.slice(2);
const script = join(import.meta.dirname, `${name}.ts`);

if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) {
  process.argv = [process.execPath, script, ...rest];
  endWithShell();
  await import(pathToFileURL(script).href);
} else {
  const own = join(import.meta.dirname, '..', 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(own)) {
    console.error(
      `This is Node ${process.versions.node}; the studio's scripts need Node ${NEEDED_MAJOR}. ` +
        '`npm ci` installs it with the project. If install scripts are switched off, run `npm rebuild node` once.',
    );
    process.exit(1);
  }
  const child = spawn(own, [script, ...rest], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

/**
 * npm passes a SIGTERM to the shell it started, not to what runs in it (dash keeps itself in between), and would leave the
 * studio running without anybody. The end of that shell therefore counts as the signal.
 */
function endWithShell() {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return;
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  watch.unref();
}
