/** Builds a fixture page of tests/renderer and opens it in a real Chromium. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { chromium, type Page } from 'playwright-core';
import { build, preview } from 'vite';

export interface FixturePages {
  /** `address` is what follows the page: query and fragment. `prepare` runs before anything is loaded. */
  open(address: string, size?: { width: number; height: number }, prepare?: (page: Page) => Promise<void>): Promise<Page>;
  close(): Promise<void>;
}

const root = resolve(import.meta.dirname, '../..');
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** `name` is the fixture's file in tests/renderer without its ending. */
export async function startFixturePages(name: string): Promise<FixturePages> {
  const outDir = await mkdtemp(join(tmpdir(), `${name}-`));
  const common = { root, configFile: false, logLevel: 'error' } as const;
  await build({
    ...common,
    plugins: [react()],
    build: {
      outDir,
      minify: false,
      chunkSizeWarningLimit: 9000,
      rolldownOptions: { input: join(root, `tests/renderer/${name}.html`) },
    },
  });
  const server = await preview({ ...common, build: { outDir }, preview: { port: 0, host: '127.0.0.1' } });
  const base = server.resolvedUrls?.local[0] ?? '';
  const browser = await chromium.launch({ executablePath: process.env.STUDIO_CHROMIUM ?? '/usr/bin/chromium', args: ARGUMENTS });
  return {
    async open(address, size = { width: 1366, height: 768 }, prepare) {
      const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce' });
      const page = await context.newPage();
      page.setDefaultTimeout(8000);
      // A busy machine takes long to start a page; what a test waits for on it is another matter.
      page.setDefaultNavigationTimeout(30_000);
      await page.route('**/overlays/**', (route) =>
        route.fulfill({ contentType: 'text/html', body: '<html lang="en"><title>overlay</title>' }),
      );
      await prepare?.(page);
      await page.goto(`${base}tests/renderer/${name}.html${address}`);
      await page.waitForSelector('main:not([aria-busy])', { timeout: 30_000 });
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      return page;
    },
    async close() {
      await browser.close();
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
