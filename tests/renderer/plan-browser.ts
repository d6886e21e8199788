/** Builds the fixture of the plan pages and opens it in a real Chromium. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { chromium, type Page } from 'playwright-core';
import { build, preview } from 'vite';

export interface PlanBrowser {
  open(query: string, size?: { width: number; height: number }): Promise<Page>;
  close(): Promise<void>;
}

export async function startPlanBrowser(): Promise<PlanBrowser> {
  const outDir = await mkdtemp(join(tmpdir(), 'plan-pages-'));
  const root = resolve(import.meta.dirname, '../..');
  const common = { root, configFile: false, logLevel: 'error' } as const;
  await build({
    ...common,
    plugins: [react()],
    build: {
      outDir,
      minify: false,
      chunkSizeWarningLimit: 9000,
      rolldownOptions: { input: join(import.meta.dirname, 'plan-fixture.html') },
    },
  });
  const server = await preview({ ...common, build: { outDir }, preview: { port: 0, host: '127.0.0.1' } });
  const base = server.resolvedUrls?.local[0] ?? '';
  const browser = await chromium.launch({
    executablePath: process.env.STUDIO_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  return {
    async open(query, size = { width: 1366, height: 768 }) {
      const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce' });
      const page = await context.newPage();
      page.setDefaultTimeout(8000);
      await page.goto(`${base}tests/renderer/plan-fixture.html?${query}`);
      await page.waitForSelector('main:not([aria-busy])');
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
