/** From the sending of one signed order to the painted overlay in a real browser, beside a bare socket echo to a blank page. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium, type Page } from 'playwright-core';
import { WebSocketServer } from 'ws';
import { loadSampleProducts } from '../../native/catalogue/sample.ts';
import type { ReadyProcess } from '../harness/ready-process.ts';
import { deliver, openDesk, paidOrder, ROOT } from '../harness/test-host.ts';
import { type Figure, ms, percentile, times } from './figures.ts';
import { benchFolder, SECRET, SOURCE, startHostProcess, writeFeed } from './host-process.ts';

const RATES = [
  { id: 'P3', perSecond: 20, forMs: 15_000 },
  { id: 'P4', perSecond: 100, forMs: 10_000 },
] as const;
const WARM_UP = { perSecond: 20, forMs: 2_000 } as const;
const SETTLE_MS = 1_000;
/** The product on the card is the one that is sold. */
const PRODUCT = loadSampleProducts(join(ROOT, 'resources'))[0]!;

interface Rate {
  perSecond: number;
  forMs: number;
}
/** A number that was sent and when; one that was painted and when. Epoch milliseconds of one clock. */
type Moment = [number: number, atMs: number];

// Both pages keep `[number, painted at]` pairs in `window.painted`. The overlay marks a state after the frame that shows it.
const NOTE_MARKS = `
  window.painted = [];
  addEventListener('DOMContentLoaded', () => new MutationObserver(() =>
    window.painted.push([Number(document.documentElement.dataset.ledgerSeq), Date.now()])
  ).observe(document.documentElement, { attributeFilter: ['data-painted'] }));`;
// The same frame and message as the overlay's own mark, so that both end at the same moment.
const ECHO_PAGE = `<!doctype html><p id="text"></p><script>
  window.painted = [];
  new WebSocket(location.href.replace('http', 'ws')).onmessage = ({ data }) => {
    document.getElementById('text').textContent = data;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.painted.push([Number(data), Date.now()]);
      channel.port2.postMessage(null);
    });
  };
</script>`;

export async function measureOverlay(say: (line: string) => void): Promise<Figure[]> {
  const folder = benchFolder();
  writeFeed(folder);
  const host = await startHostProcess(['--data', folder, '--simulated-obs']);
  const echo = await startEcho();
  const browser = await chromium.launch({
    executablePath: process.env['STUDIO_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  try {
    const size = { viewport: { width: 1920, height: 1080 } };
    const overlay = await browser.newPage(size);
    await overlay.addInitScript(NOTE_MARKS);
    await overlay.goto(await dressedOverlay(host));
    await overlay.waitForFunction('window.painted.length > 0');
    const blank = await browser.newPage(size);
    await blank.goto(echo.url);

    const figures: Figure[] = [];
    let orders = 0;
    const sendOrder = async () => {
      orders += 1;
      const answer = await deliver(host, SOURCE, SECRET, paidOrder(`69${String(orders).padStart(17, '0')}`, PRODUCT.sku, 1, 2990));
      if (answer.status !== 200) throw new Error(`an order was answered ${answer.status}`);
      return Number(answer.answer['seq']);
    };
    await measure(overlay, WARM_UP, sendOrder);
    for (const rate of RATES) {
      say(`orders to pixels at ${rate.perSecond} a second …`);
      await overlay.bringToFront();
      const studio = await measure(overlay, rate, sendOrder);
      await blank.bringToFront();
      const bare = await measure(blank, rate, () => echo.send());
      const both = (values: number[]) => `median ${ms(percentile(values, 0.5))}, p99 ${ms(percentile(values, 0.99))}`;
      figures.push({
        id: rate.id,
        what: `Order sent → painted in the overlay page, ${rate.perSecond} orders/s`,
        ratio: `${times(percentile(studio, 0.5) / percentile(bare, 0.5))} median, ${times(percentile(studio, 0.99) / percentile(bare, 0.99))} p99`,
        studio: both(studio),
        beside: both(bare),
        limit: '–',
        met: true,
        meaning:
          `${studio.length} single signed orders, from just before the POST to just after the frame that shows them in a real Chromium at 1920×1080 with card, ` +
          'ticker and total on: signature, validation, durable commit, projection, socket, React, layout, paint. Beside it a bare WebSocket message to a blank ' +
          'page of the same browser that sets one text and waits for its frame. Without a GPU, on the machine that also sends the orders.',
      });
    }
    return figures;
  } finally {
    await browser.close();
    echo.stop();
    await host.stop();
  }
}

/** Puts a card on air and gives the overlay's address. */
async function dressedOverlay(host: ReadyProcess): Promise<string> {
  const desk = openDesk(host);
  const loaded = await desk.send('loadSamplePlan', {});
  if (!loaded.ok) throw new Error(`the sample plan was refused: ${loaded.refusal.code}`);
  const token = new URL(host.url).searchParams.get('token');
  const page = `${host.origin}/overlays/?token=${token}`;
  const shown = await desk.send('showCard', { productId: PRODUCT.productId });
  desk.close();
  if (!shown.ok) throw new Error(`the card was refused: ${shown.refusal.code}`);
  return page;
}

/** Milliseconds from sending to paint of everything that was sent; the first paint of a later number counts for an earlier one. */
async function measure(page: Page, { perSecond, forMs }: Rate, send: () => Promise<number>): Promise<number[]> {
  await page.evaluate('void (window.painted.length = 0)');
  const count = Math.round((perSecond * forMs) / 1000);
  const beganMs = performance.now();
  const sent: Promise<Moment>[] = [];
  for (let at = 0; at < count; at += 1) {
    // Not in step with the screen's frames.
    await pause(Math.max(0, beganMs + (at * 1000) / perSecond - performance.now()));
    const atMs = Date.now();
    sent.push(send().then((number): Moment => [number, atMs]));
  }
  const moments = await Promise.all(sent);
  await pause(SETTLE_MS);
  const painted = await page.evaluate<Moment[]>('window.painted');
  return moments.map(([number, atMs]) => {
    const paint = painted.find(([shown]) => shown >= number);
    if (!paint) throw new Error(`number ${number} was never painted`);
    return paint[1] - atMs;
  });
}

async function startEcho() {
  const server = createServer((_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(ECHO_PAGE));
  const sockets = new WebSocketServer({ server });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  let number = 0;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    send() {
      number += 1;
      for (const socket of sockets.clients) socket.send(String(number));
      return Promise.resolve(number);
    },
    stop() {
      for (const socket of sockets.clients) socket.terminate();
      server.close();
    },
  };
}
