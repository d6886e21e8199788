/** Takes the pictures of the district's board: a receiver of its own, and two studios that send a month of the sample catalogue's sales. */
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import type { EntryBody, EntryKind } from '../native/contract/entry.ts';
import { parseYuan } from '../native/contract/money.ts';
import type { Place } from '../native/contract/place.ts';

const ROOT = join(import.meta.dirname, '..');
const LANGUAGE_KEY = 'studio.locale';
const DAY_MS = 24 * 3_600_000;
const DAYS = 20;
const ORDERS_A_DAY = 400;
/** Lines of one request. */
const REQUEST = 5000;

interface Sold {
  product: EntryBody<'catalogue.described'>['products'][number];
  priceFen: number;
}

function sampleProducts(): Sold[] {
  const places = JSON.parse(readFileSync(join(ROOT, 'resources/catalogue/places.json'), 'utf8')) as Place[];
  const rows = readFileSync(join(ROOT, 'resources/catalogue/sample-products.csv'), 'utf8').trim().split(/\r?\n/u).slice(1);
  return rows.map((row) => {
    const cells = [...row.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/gu)].map(([, quoted, plain]) => quoted ?? plain ?? '');
    const text = (at: number) => ({ 'zh-CN': cells[at]!, ug: cells[at + 1]!, en: cells[at + 2]! });
    const placeCode = cells[5]!;
    const product = {
      productId: `p${cells[0]}`,
      number: Number(cells[0]),
      sku: cells[1]!,
      name: text(2),
      placeCode,
      placeName: places.find((place) => place.placeCode === placeCode)!.name,
      unit: text(6),
      cooperative: text(11),
    };
    return { product, priceFen: parseYuan(cells[9]!)! };
  });
}

/** The ledger of a studio that has sold for some days and is on air. */
function ledgerOf(studioId: string, titles: EntryBody<'broadcast.opened'>['title'], sold: readonly Sold[], nowMs: number): string[] {
  const lines: string[] = [];
  const add = <K extends EntryKind>(kind: K, broadcastId: string, atMs: number, body: EntryBody<K>) =>
    lines.push(`${JSON.stringify({ studioId, seq: lines.length + 1, broadcastId, kind, atMs, actor: 'feed:district-shop', body })}\n`);
  for (let day = DAYS - 1; day >= 0; day -= 1) {
    const broadcastId = `${studioId}-${DAYS - day}`;
    const startsAtMs = nowMs - day * DAY_MS - 3 * 3_600_000;
    add('broadcast.opened', broadcastId, startsAtMs, { title: titles, rehearsal: false });
    if (day === DAYS - 1) add('catalogue.described', broadcastId, startsAtMs, { products: sold.map(({ product }) => product) });
    add('broadcast.started', broadcastId, startsAtMs, {});
    const orders = ORDERS_A_DAY + ((day * 7919) % 11) * 40;
    for (let number = 0; number < orders; number += 1) {
      // Some sell more than others: the square draws towards the first.
      const { product, priceFen } = sold[Math.floor(sold.length * ((number * 0.618) % 1) ** 2)]!;
      const quantity = 1 + (number % 3);
      const atMs = startsAtMs + Math.floor((number * 2.9 * 3_600_000) / orders);
      add('order.paid', broadcastId, atMs, {
        source: 'district-shop',
        orderId: `${startsAtMs}${number}`,
        eventId: `${startsAtMs}-${number}`,
        occurredAtMs: atMs,
        buyer: '古**',
        region: '北京市',
        amountFen: priceFen * quantity,
        lines: [{ sku: product.sku, title: product.name['zh-CN'], quantity, amountFen: priceFen * quantity }],
      });
    }
    if (day > 0) add('broadcast.ended', broadcastId, startsAtMs + 3 * 3_600_000, {});
  }
  return lines;
}

async function deliver(origin: string, studioId: string, secret: string, lines: readonly string[]): Promise<void> {
  for (let from = 0; from < lines.length; from += REQUEST) {
    const part = lines.slice(from, from + REQUEST);
    const body = gzipSync(part.join(''));
    const id = `${studioId}/${from + 1}-${from + part.length}`;
    const timestamp = String(Math.floor(Date.now() / 1000));
    const mac = createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64'))
      .update(`${id}.${timestamp}.`)
      .update(body);
    const answer = await fetch(`${origin}/v1/studios/${studioId}/entries`, {
      method: 'POST',
      headers: {
        'content-encoding': 'gzip',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${mac.digest('base64')}`,
      },
      body,
    });
    if (!answer.ok) throw new Error(`the receiver answered ${answer.status}: ${await answer.text()}`);
  }
}

export async function takeDistrictPictures(browser: Browser, folder: string): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'hetian-pictures-district-'));
  const child = spawn(process.execPath, [join(ROOT, 'scripts/district.ts'), '--data', data, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        const found = /^district ready (\S+)$/mu.exec(output)?.[1];
        if (found) resolve(found);
      });
      child.on('exit', (code) => reject(new Error(`the receiver ended with ${code}`)));
    });
    const { origin } = new URL(url);
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
    await context.addInitScript(([key]) => localStorage.setItem(key!, 'zh-CN'), [LANGUAGE_KEY]);
    const page = await context.newPage();
    await page.goto(url);
    const products = sampleProducts();
    const studios = [
      [
        'hetian-1',
        '和田核桃市场一号',
        { 'zh-CN': '和田核桃与红枣专场', ug: 'خوتەن ياڭىقى ۋە چىلان', en: 'Hetian walnuts and dates' },
        products,
      ],
      [
        'moyu-carpets',
        '墨玉地毯直播间',
        { 'zh-CN': '墨玉地毯之夜', ug: 'قاراقاش گىلەم كېچىسى', en: 'Moyu carpet night' },
        products.slice(20),
      ],
      ['pishan-2', '皮山县电商中心', null, []],
    ] as const;
    for (const [studioId, name, titles, own] of studios) {
      const added = await page.request.post(`${origin}/api/studios`, { data: { studioId, name }, headers: { origin } });
      const { secret } = (await added.json()) as { secret: string };
      if (titles) await deliver(origin, studioId, secret, ledgerOf(studioId, titles, own, Date.now()));
    }
    await page.goto(`${origin}/#/board?period=month`);
    await page.locator('[data-ranking=products] tr[data-key]').first().waitFor();
    await page.screenshot({ path: join(folder, 'district-board.png') });
    await page.goto(`${origin}/#/wall`);
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.locator('main ol li').first().waitFor();
    await page.screenshot({ path: join(folder, 'district-wall.png') });
    await context.close();
  } finally {
    child.kill('SIGTERM');
  }
}
