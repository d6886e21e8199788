/** Themes through the doors of a whole studio: chosen, seen by every overlay page, on record, there after a restart. */
import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hetianTheme, officialTheme, type Theme } from '../../native/contract/theme.ts';
import type { Host } from '../../native/host.ts';
import { type Desk, newFolder, openDesk, startTestHost } from '../harness/test-host.ts';

let folder: string;
let host: Host;
let desk: Desk;
beforeEach(async () => {
  folder = newFolder();
  host = await startTestHost(folder);
  desk = openDesk(host);
});
afterEach(async () => {
  desk.close();
  await host.stop();
  await rm(folder, { recursive: true, force: true });
});

async function restart(): Promise<void> {
  desk.close();
  await host.stop();
  host = await startTestHost(folder);
  desk = openDesk(host);
}

it('TH17 the chosen theme, and a change of it, is seen at once on program and preview, in the next broadcast and after a restart', async () => {
  const seen = () => ['overlay', 'overlayPreview'].map((topic) => watched[topic as keyof typeof watched]()?.theme);
  let watched = { overlay: desk.watch('overlay'), overlayPreview: desk.watch('overlayPreview') };
  await expect.poll(seen).toEqual([hetianTheme, hetianTheme]);

  const own: Theme = { ...officialTheme, themeId: 'own', name: { 'zh-CN': '自己的' } };
  expect(await desk.send('saveTheme', own)).toMatchObject({ ok: true });
  expect(await desk.send('chooseTheme', { themeId: 'own' })).toMatchObject({ ok: true });
  await expect.poll(seen).toEqual([own, own]);
  const rounder = { ...own, radius: 40 };
  await desk.send('saveTheme', rounder);
  await expect.poll(seen).toEqual([rounder, rounder]);
  const log = desk.watch('log');
  await expect.poll(() => log()?.lines.filter(({ kind }) => kind === 'overlay.themed')).toHaveLength(2);

  await desk.send('startBroadcast', {});
  await desk.send('endBroadcast', {});
  await expect.poll(seen).toEqual([rounder, rounder]);
  await restart();
  watched = { overlay: desk.watch('overlay'), overlayPreview: desk.watch('overlayPreview') };
  await expect.poll(seen).toEqual([rounder, rounder]);
});
