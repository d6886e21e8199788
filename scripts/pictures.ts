/** `node scripts/run.mjs pictures`: takes the pictures of the documents from the running programs, into docs/pictures; with `upstream` or `district` only those. */
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { takeDistrictPictures } from './district-pictures.ts';
import { takeUpstreamPicture } from './upstream-picture.ts';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'docs/pictures');
/** So long that the curves of the outputs have something to show. */
const CURVE_MS = 60_000;
const LANGUAGE_KEY = 'studio.locale';

const browser = await chromium.launch({
  executablePath: process.env['STUDIO_CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const [, , only] = process.argv;
  if (only === undefined) await takeRehearsalPictures();
  if (only !== 'district') await takeUpstreamPicture(browser, join(FOLDER, 'console-upstream.png'));
  if (only !== 'upstream') await takeDistrictPictures(browser, FOLDER);
} finally {
  await browser.close();
}

async function takeRehearsalPictures(): Promise<void> {
  const child = spawn(
    process.execPath,
    [
      join(ROOT, 'scripts/studio.ts'),
      '--rehearse',
      'day-one',
      '--speed',
      '60',
      '--port',
      '0',
      '--data',
      mkdtempSync(join(tmpdir(), 'hetian-pictures-')),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const found = /^studio ready (\S+)$/mu.exec(output)?.[1];
      if (found) resolve(found);
    });
    child.on('exit', (code) => reject(new Error(`the studio ended with ${code}`)));
  });
  const origin = new URL(url).origin;
  try {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
    await context.addInitScript(([key]) => localStorage.setItem(key!, 'zh-CN'), [LANGUAGE_KEY]);
    const console = await context.newPage();
    await console.goto(url);
    await console.goto(`${origin}/console/#/air`);
    await console.getByRole('button', { name: '开始推流' }).click();
    await console.getByRole('button', { name: '开始录制' }).click();
    // A card is on air for the last part of each product's slot; there the day is held still.
    const overlay = await context.newPage();
    await overlay.setViewportSize({ width: 1920, height: 1080 });
    await overlay.goto(`${origin}/overlays/?lang=zh-CN`);
    await overlay.locator('.card').first().waitFor({ timeout: 60_000 });
    await console.getByRole('button', { name: '暂停' }).click();
    await console.waitForTimeout(1500);
    await console.screenshot({ path: join(FOLDER, 'console-on-air.png') });
    await console.goto(`${origin}/console/#/obs/outputs`);
    await console.waitForTimeout(CURVE_MS);
    await console.screenshot({ path: join(FOLDER, 'console-outputs.png') });
    await console.goto(`${origin}/console/#/rundown`);
    await console.waitForTimeout(800);
    await console.getByText('和田市', { exact: false }).nth(1).click();
    await console.waitForTimeout(1200);
    await console.screenshot({ path: join(FOLDER, 'console-rundown.png') });
    await console.goto(`${origin}/console/#/sales`);
    await console.locator('tr[data-key]').first().waitFor();
    await console.waitForTimeout(1500);
    await console.screenshot({ path: join(FOLDER, 'console-sales.png') });
    for (const tab of ['layout', 'themes', 'gate'] as const) {
      await console.goto(`${origin}/console/#/overlay/${tab}`);
      await console.waitForTimeout(3000);
      await console.screenshot({ path: join(FOLDER, `console-overlay-${tab}.png`) });
    }
    for (const [name, lang, width, height] of [
      ['overlay-zh', 'zh-CN', 1920, 1080],
      ['overlay-en', 'en', 1920, 1080],
      ['overlay-ug-portrait', 'ug', 1080, 1920],
    ] as const) {
      await overlay.setViewportSize({ width, height });
      await overlay.goto(`${origin}/overlays/?lang=${lang}`);
      await overlay.waitForTimeout(1500);
      await onPicture(overlay);
      await overlay.screenshot({ path: join(FOLDER, `${name}.jpg`), type: 'jpeg', quality: 80 });
    }
  } finally {
    child.kill('SIGTERM');
  }
}

/** Stands in for the camera's picture behind the transparent page. */
async function onPicture(page: Page): Promise<void> {
  await page.addStyleTag({ content: 'html{background:linear-gradient(160deg,#6d8a96,#c8b79a 55%,#7a5a3c) !important}' });
}
