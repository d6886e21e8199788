/** `npm run build`: the pages into out/renderer and the desktop shell into out/main and out/preload, each only when its sources changed. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const ROOT = join(import.meta.dirname, '..');
const OUT = join(ROOT, 'out');
const PAGES = join(OUT, 'renderer');
const SHELL_OUTPUTS = ['main/index.js', 'main/host.js', 'main/writer-worker.js', 'preload/console.cjs'];

/** Builds the pages unless out/renderer was built from the very same sources. Running hosts keep serving whole pages meanwhile. */
export async function ensurePagesBuilt(say: (line: string) => void = console.log): Promise<void> {
  const fingerprint = fingerprintOf(['renderer/**', 'native/contract/*.ts', 'native/server/router.ts', 'resources/locales/**']);
  if (existsSync(join(PAGES, 'console/index.html')) && stampOf('pages') === fingerprint) return;
  say('building the pages …');
  // Built beside and moved into place, so that nobody is ever served half a page.
  const fresh = join(OUT, `renderer-${process.pid}`);
  await asShipped(() =>
    build({
      configFile: join(ROOT, 'renderer/vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: fresh, emptyOutDir: true },
    }),
  );
  rmSync(PAGES, { recursive: true, force: true });
  renameSync(fresh, PAGES);
  stamp('pages', fingerprint);
}

/** Builds the desktop shell with the host bundled beside it, unless its sources are the same. */
export async function ensureShellBuilt(say: (line: string) => void = console.log): Promise<void> {
  const fingerprint = fingerprintOf(['electron/**', 'native/**', 'electron.vite.config.ts', 'resources/locales/**']);
  if (SHELL_OUTPUTS.every((path) => existsSync(join(OUT, path))) && stampOf('shell') === fingerprint) return;
  say('building the desktop shell …');
  const electronVite = await import('electron-vite');
  await asShipped(() => electronVite.build({ root: ROOT, configFile: join(ROOT, 'electron.vite.config.ts'), logLevel: 'warn' }));
  stamp('shell', fingerprint);
}

/** Vite takes the mode of React from NODE_ENV, which a test run sets to `test`: pages built then are several times slower. */
export async function asShipped<T>(work: () => Promise<T>): Promise<T> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}

/** A digest of names and contents: times of files say nothing after a checkout. */
function fingerprintOf(patterns: readonly string[]): string {
  const digest = createHash('sha256');
  const files = globSync([...patterns, 'package-lock.json'], { cwd: ROOT, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) digest.update(file.slice(ROOT.length)).update('\0').update(readFileSync(file)).update('\0');
  return digest.digest('hex');
}

function stampOf(name: string): string | null {
  const path = join(OUT, `${name}.stamp`);
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

function stamp(name: string, fingerprint: string): void {
  mkdirSync(OUT, { recursive: true });
  writeFileSync(join(OUT, `${name}.stamp`), fingerprint);
}

// `run.mjs` imports its script, so `import.meta.main` would never hold; it names it as if it had been started.
if (process.argv[1] === import.meta.filename) {
  await ensurePagesBuilt();
  await ensureShellBuilt();
}
