/** Takes the picture of the page upstream: a studio on air with a backlog, an office that receives it, and a stick that is missing. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';

const ROOT = join(import.meta.dirname, '..');
const STUDIO_ID = 'hetian-market-1';
/** As many orders as a quarter of an hour of a good day brings. */
const ORDERS = 15_000;
const BATCH = 500;
/** So low that the backlog is seen on its way. */
const CAP_KBPS = 96;
const SHOP_SECRET = 'whsec_aGV0aWFuLXN0dWRpby1leGFtcGxlLWtleS0zMmJ5dGU=';

export async function takeUpstreamPicture(browser: Browser, path: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hetian-upstream-picture-'));
  const office = join(folder, 'office');
  const secret = /whsec_\S+/u.exec(await outputOf('district', ['studios', 'add', STUDIO_ID, '和田市场一号', '--data', office]))![0];
  const district = start('district', ['--data', office, '--port', '0'], {});
  const children = [district];
  try {
    const receiver = new URL(await readyAddress(district, 'district')).origin;
    const data = join(folder, 'studio');
    mkdirSync(data);
    writeFileSync(join(data, 'feeds.json'), JSON.stringify([{ source: 'district-shop', type: 'generic', secretEnv: 'SHOP_SECRET' }]));
    writeFileSync(
      join(data, 'upstream.json'),
      JSON.stringify({
        destinations: [
          { type: 'https', destinationId: 'district', name: '和田地区办公室', baseUrl: receiver, secretEnv: 'OFFICE_SECRET' },
          { type: 'folder', destinationId: 'usb-stick', name: 'U 盘', folder: '/media/usb/results', secretEnv: 'OFFICE_SECRET' },
        ],
        uplink: { capKbps: CAP_KBPS },
      }),
    );
    const studio = start('studio', ['--simulated-obs', '--data', data, '--port', '0'], {
      STUDIO_ID,
      SHOP_SECRET,
      OFFICE_SECRET: secret,
    });
    children.push(studio);
    const address = await readyAddress(studio, 'studio');
    const { origin } = new URL(address);
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
    await context.addInitScript(() => localStorage.setItem('studio.locale', 'zh-CN'));
    const page = await context.newPage();
    await page.goto(address);
    await page.goto(`${origin}/console/#/air`);
    await page.getByRole('button', { name: '载入示例' }).click();
    await page.getByRole('button', { name: '开始直播' }).click();
    await page.getByRole('button', { name: '仍然开播' }).click();
    await page.getByRole('button', { name: '开始推流' }).click();
    await page.goto(`${origin}/console/#/upstream`);
    await page.locator('[data-destination]').first().waitFor();
    for (let from = 0; from < ORDERS; from += BATCH) await sendOrders(origin, from);
    // Long enough for the line's picture to fill and the pace to be known.
    await page.waitForTimeout(60_000);
    await page.locator('[data-destination="district"]').getByRole('button', { name: '测试连接' }).click();
    await page.locator('[data-tested]').waitFor();
    // The button comes to rest.
    await page.waitForTimeout(1000);
    await page.screenshot({ path });
    await context.close();
  } finally {
    for (const child of children) child.kill('SIGTERM');
  }
}

function start(program: 'studio' | 'district', args: string[], environment: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [join(ROOT, 'scripts', `${program}.ts`), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
}

function readyAddress(child: ChildProcess, program: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const found = new RegExp(`^${program} ready (\\S+)$`, 'mu').exec(output)?.[1];
      if (found) resolve(found);
    });
    child.on('exit', (code) => reject(new Error(`${program} ended with ${code}`)));
  });
}

function outputOf(program: 'district', args: string[]): Promise<string> {
  const child = start(program, args, {});
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => (code === 0 ? resolve(output) : reject(new Error(`${program} ended with ${code}`))));
  });
}

async function sendOrders(origin: string, from: number): Promise<void> {
  const lines = Array.from({ length: BATCH }, (_, index) => {
    const number = from + index;
    const quantity = (number % 3) + 1;
    return JSON.stringify({
      id: randomUUID(),
      type: 'order.paid',
      occurredAt: new Date().toISOString(),
      orderId: String(6_921_349_875_012_000_000n + BigInt(number)),
      lines: [{ sku: 'HT-HTX-003-12X240', title: '和田核桃乳', quantity, amountFen: quantity * 4990 }],
    });
  });
  const body = lines.join('\n');
  const id = randomUUID();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const key = Buffer.from(SHOP_SECRET.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  const answer = await fetch(`${origin}/ingest/district-shop`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-ndjson',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    },
    body,
  });
  if (!answer.ok) throw new Error(`the studio answered ${answer.status}: ${await answer.text()}`);
}
