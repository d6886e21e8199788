/** The overlay page as it is built. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildOverlayPage } from '../harness/overlay-page.ts';

it('OV92 a page built during a test run is the one that ships, without what React adds for developers', async () => {
  const built = await buildOverlayPage();
  const scripts = globSync(join(built.folder, 'assets', '*.js')).map((path) => readFileSync(path, 'utf8'));
  await built.remove();
  expect(scripts.length).toBeGreaterThan(0);
  expect(scripts.filter((script) => script.includes('jsxDEV')).length).toBe(0);
  expect(process.env['NODE_ENV']).toBe('test');
});
