/** Layouts by scene through a whole host, OBS and browser: what preview shows before a take is what program shows after it. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paintedUpTo } from '../../native/contract/drawing.ts';
import { emptyLayout, type Placement } from '../../native/contract/layout.ts';
import type { Host } from '../../native/host.ts';
import { type SimulatedObs, startSimulatedObs } from '../../native/obs/simulated/simulated-obs.ts';
import { readPng } from '../harness/png-pixels.ts';
import { type Desk, newFolder, openDesk, startTestHost } from '../harness/test-host.ts';
import { eventually, until } from '../harness/waiting.ts';

const placement: Placement = { anchor: 'top-left', x: 120, y: 160, width: 640, scale: 0.8, hidden: false };
const segment = { kind: 'influencer', guests: [], productIds: [], plannedMs: 60_000 } as const;

describe('layouts by scene', () => {
  const folder = newFolder();
  let obs: SimulatedObs;
  let host: Host;
  let desk: Desk;
  let browser: Browser;

  beforeAll(async () => {
    obs = await startSimulatedObs({ sceneNames: ['Wide', 'Market'] });
    host = await startTestHost(folder);
    desk = openDesk(host);
    await desk.send('loadSamplePlan', {});
    const { segments } = host.desk.rundown.state.get().rundown;
    for (const { segmentId } of segments) await desk.send('editRundown', { type: 'removeSegment', segmentId });
    for (const [index, [segmentId, sceneName, title]] of [
      ['s-wide', 'Wide', '大棚'],
      ['s-market', 'Planned market', '巴扎'],
    ].entries() as ArrayIterator<[number, [string, string, string]]>) {
      await desk.send('editRundown', {
        type: 'addSegment',
        index,
        segment: { ...segment, segmentId, sceneName, title: { 'zh-CN': title }, guests: [], productIds: [] },
      });
    }
    await desk.send('configurePreparation', { sceneMap: { 'Planned market': 'Market' } });
    browser = await chromium.launch({ executablePath: process.env.STUDIO_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    desk?.close();
    await host?.stop();
    await obs?.stop();
  });

  const program = () => host.desk.overlay.state.get();
  const preview = () => host.desk.overlay.preview.get();
  const connect = async () => {
    await desk.send('connectObs', { url: obs.url });
    await until(host.desk.obs.state, ({ mirror }) => mirror !== null);
  };

  it('LO10 LO11 without OBS the preview has the layout of the prepared scene, by its name in OBS, and program its own', async () => {
    await desk.send('placeLayers', { sceneName: 'Market', shape: 'landscape', placements: { card: placement } });
    await desk.send('prepare', { segmentId: 's-market' });
    expect(preview().layout.landscape.card).toEqual(placement);
    expect(program().layout).toEqual(emptyLayout);
  });

  it('LO15 the preview shows, pixel by pixel, what a take brings: card, title and the layout of its scene', async () => {
    await connect();
    await desk.send('configureOverlay', { segmentTitle: true, next: true, alsoIn: ['ug'] });
    const [first, second] = host.desk.catalogue.state.get().products;
    await desk.send('takeSegment', { segmentId: 's-wide' });
    await desk.send('showCard', { productId: first!.productId });
    await desk.send('prepare', { segmentId: 's-market', productId: second!.productId });
    expect(program().layout).toEqual(emptyLayout);
    const token = new URL(host.url).searchParams.get('token');
    const open = async (view: string) => {
      const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
      await page.goto(`${host.origin}/overlays/?view=${view}&still=1&token=${token}`);
      return page;
    };
    const [previewPage, programPage] = [await open('preview'), await open('program')];
    const picture = async (page: Page) => {
      const { ledgerSeq } = program();
      await page.evaluate(paintedUpTo(ledgerSeq));
      return page.screenshot({ omitBackground: true });
    };
    const promised = await picture(previewPage);
    const before = await picture(programPage);
    expect(await desk.send('take', {})).toMatchObject({ ok: true });
    await until(host.desk.overlay.state, ({ layout }) => layout.landscape.card !== undefined);
    // A page paints the newest state a moment after the studio has it.
    const brought = await eventually(
      () => picture(programPage),
      (shot) => differing(shot, promised) === 0,
    );
    expect(differing(brought, promised)).toBe(0);
    expect(differing(before, promised)).toBeGreaterThan(5000);
    const box = await programPage.locator('[data-layer="card"]').boundingBox();
    expect(box).toMatchObject({ x: placement.x, y: placement.y, width: placement.width * placement.scale });
  });

  it('LO10 a scene that is changed by hand in OBS moves the layers at once, and one that is renamed takes its layout with it', async () => {
    obs.world.setProgram('Wide');
    await until(host.desk.overlay.state, ({ layout }) => layout.landscape.card === undefined);
    obs.world.setProgram('Market');
    await until(host.desk.overlay.state, ({ layout }) => layout.landscape.card !== undefined);
    const seen: unknown[] = [];
    const watch = host.desk.overlay.state.subscribe(() => seen.push(program().layout.landscape.card));
    obs.world.renameScene('Market', 'Bazaar');
    const graphics = desk.watch('graphics');
    await eventually(
      () => graphics()?.layouts.scenes,
      (scenes) => scenes?.['Bazaar'] !== undefined,
    );
    watch.dispose();
    expect(graphics()!.layouts.scenes['Market']).toBeUndefined();
    expect(seen.at(-1) ?? placement).toEqual(placement);
    expect(program().layout.landscape.card).toEqual(placement);
  });

  it('LO1 LO4 a restart keeps the layouts; undo and redo are of one run, and all is on record', async () => {
    await desk.send('placeLayers', { sceneName: null, shape: 'portrait', placements: { clock: { ...placement, x: 40 } } });
    await desk.send('undoLayout', {});
    await desk.send('redoLayout', {});
    const laidOut = () => host.desk.ledger.lastEntries(100).filter(({ kind }) => kind === 'overlay.laid-out');
    expect(laidOut()).toHaveLength(4);
    const graphics = desk.watch('graphics');
    const before = await eventually(
      () => graphics(),
      (state) => state?.layouts.everywhere.portrait.clock !== undefined,
    );
    desk.close();
    await host.stop();
    host = await startTestHost(folder);
    desk = openDesk(host);
    const again = desk.watch('graphics');
    const after = await eventually(
      () => again(),
      (state) => state !== undefined,
    );
    expect(after!.layouts).toEqual(before!.layouts);
    expect(after).toMatchObject({ canUndoLayout: false, canRedoLayout: false });
    expect(await desk.send('undoLayout', {})).toMatchObject({ ok: false, refusal: { code: 'nothing-to-undo' } });
  });
});

/** How many pixels of two pictures differ in anything. */
function differing(one: Buffer, other: Buffer): number {
  const [a, b] = [readPng(one), readPng(other)];
  let count = 0;
  for (let y = 0; y < a.height; y += 1) {
    for (let x = 0; x < a.width; x += 1) if (a.at(x, y).some((channel, index) => channel !== b.at(x, y)[index])) count += 1;
  }
  return count;
}
