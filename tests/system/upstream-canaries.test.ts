/** Secrets of results upstream: keys, logins, robots' addresses and the database's password are found nowhere but where they are kept. */
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { newSecret } from '../../native/orders/standard-webhooks.ts';
import { argumentsOf, findCanaries, type Place, placesIn } from '../harness/canary-search.ts';
import { HostileLine } from '../harness/hostile-line.ts';
import { newFolder, ROOT } from '../harness/test-host.ts';
import { STUDIO_ID, UpstreamRig } from '../harness/upstream-rig.ts';

const LIMIT_MS = 60_000;

/** A group robot's platform that is not content with anything, and says so with what it was asked. */
async function grumpyPlatform(): Promise<{ origin: string; requests: () => number }> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' }).end(`{"code":19001,"errcode":93000,"msg":"invalid ${request.url}"}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests: () => requests };
}

it('SC2 keys, logins and robots’ addresses are in no file, state, answer, page, output or argument but the secret store', async () => {
  const rig = await UpstreamRig.prepare(newFolder());
  const line = new HostileLine({ targetPort: rig.districtPort, random: () => 0.5 });
  await line.open();
  const platform = await grumpyPlatform();
  onTestFinished(async () => {
    await rig.stop();
    await line.close();
  });
  const robotKeys = { feishu: 'canary-feishu-hook-10', dingtalk: 'canary-dingtalk-token-11', wecom: 'canary-wecom-key-12' };
  const addresses = {
    feishu: `${platform.origin}/open-apis/bot/v2/hook/${robotKeys.feishu}`,
    dingtalk: `${platform.origin}/robot/send?access_token=${robotKeys.dingtalk}`,
    wecom: `${platform.origin}/cgi-bin/webhook/send?key=${robotKeys.wecom}`,
  };
  const wrongKey = newSecret();
  const canaries = {
    key: rig.secret.slice('whsec_'.length),
    wrongKey: wrongKey.slice('whsec_'.length),
    natsPassword: 'canary-nats-password-13',
    natsToken: 'canary-nats-token-14',
    natsInAddress: 'canary-nats-address-15',
    robotSecret: 'canary-robot-secret-16',
    ...robotKeys,
  };
  const districtAddress = `http://127.0.0.1:${line.port}`;
  rig.setDestinations([{ type: 'https', destinationId: 'district', baseUrl: districtAddress, secretEnv: UpstreamRig.SECRET_ENV }]);
  await rig.startDistrict();
  await rig.startStudio({ STUDIO_LANG: 'en' });
  const answers: unknown[] = [];
  const { desk } = rig;
  const studio = desk.watch('studio');
  const save = async (...setup: Parameters<typeof desk.send<'saveDestination'>>[1][]) => {
    for (const each of setup) answers.push(await desk.send('saveDestination', each));
  };
  const nats = { type: 'nats', server: 'nats://127.0.0.1:9' } as const;
  await save(
    // Right, wrong, and wrong in ways that are said.
    { destination: { type: 'https', destinationId: 'wrong', baseUrl: `${districtAddress}/elsewhere` }, secret: wrongKey },
    {
      destination: { type: 'https', destinationId: 'bad', baseUrl: `http://user:${canaries.natsInAddress}@127.0.0.1:9` },
      secret: wrongKey,
    },
    { destination: { ...nats, destinationId: 'password', user: 'studio' }, secret: wrongKey, login: canaries.natsPassword },
    { destination: { ...nats, destinationId: 'token', server: 'nats://127.0.0.1:10' }, secret: wrongKey, login: canaries.natsToken },
    {
      destination: { ...nats, destinationId: 'bad-nats', server: `nats://u:${canaries.natsInAddress}@127.0.0.1:9` },
      secret: wrongKey,
      login: canaries.natsToken,
    },
    { destination: { type: 'feishu', destinationId: 'feishu' }, secret: canaries.robotSecret, login: addresses.feishu },
    { destination: { type: 'dingtalk', destinationId: 'dingtalk' }, secret: canaries.robotSecret, login: addresses.dingtalk },
    { destination: { type: 'wecom', destinationId: 'wecom' }, login: addresses.wecom },
    // Another platform's address, and none at all.
    { destination: { type: 'wecom', destinationId: 'other' }, login: `https://open.feishu.cn/hook/${robotKeys.wecom}` },
    { destination: { type: 'feishu', destinationId: 'none' }, login: `not an address ${robotKeys.feishu}` },
  );
  await desk.send('startBroadcast', {});
  await rig.shop.sell(200);
  const ended = await desk.send('endBroadcast', {});
  if (!ended.ok) throw new Error(ended.refusal.code);
  await expect.poll(() => platform.requests(), { timeout: LIMIT_MS }).toBeGreaterThanOrEqual(3);
  await rig.until(({ destinations }) => destinations.length > 5, LIMIT_MS);
  for (const { destinationId } of rig.sync!.destinations) answers.push(await desk.send('testDestination', { destinationId }));
  await rig.until(({ destinations }) => destinations.find((one) => one.destinationId === 'district')?.state === 'idle', LIMIT_MS);
  answers.push(await desk.send('reconcile', { destinationId: 'district' }));
  await rig.until(({ reconciliation }) => reconciliation?.state === 'done', LIMIT_MS);
  answers.push(await desk.send('exportBroadcast', { broadcastId: ended.value.broadcastId }), await desk.send('backUp', {}));
  answers.push(rig.sync, studio(), await rig.health(), await rig.board());

  const places: Place[] = [
    ['answers', JSON.stringify(answers)],
    ['page', await pageOf(rig.studio.url)],
    ['output', `${rig.studio.output()}${rig.studio.errors()}${rig.district.output()}${rig.district.errors()}`],
    argumentsOf(rig.studio.pid),
    argumentsOf(rig.district.pid),
    ...placesIn(rig.folder),
  ];
  // The search finds what is there: what was tried stands in places, and the secrets stand where they are kept.
  expect(places.find(([place]) => place === 'page')![1]).toContain(districtAddress);
  const kept = places.filter(([place]) => place.endsWith('secrets.json')).map(([, text]) => text);
  const { natsInAddress: _, ...all } = canaries;
  expect(Object.values(all).filter((canary) => !kept.some((text) => text.includes(canary)))).toEqual([]);
  expect(rig.sync!.destinations.map(({ destinationId }) => destinationId)).toContain('feishu');
  expect(findCanaries(places, canaries, (place) => place.endsWith('secrets.json'))).toEqual([]);
});

it('SC3 a district tells neither its database’s password nor a studio’s key, whatever goes wrong', async () => {
  const rig = await UpstreamRig.prepare(newFolder());
  onTestFinished(() => rig.stop());
  const canaries = { key: rig.secret.slice('whsec_'.length), databasePassword: 'canary-database-password-17' };
  const run = (args: readonly string[], environment: Record<string, string>) => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [join(ROOT, 'scripts/district.ts'), ...args], {
      encoding: 'utf8',
      env: { ...process.env, DISTRICT_LANG: 'en', ...environment },
    });
    return { text: `${stdout}${stderr}`, status };
  };
  const folder = ['--data', join(rig.folder, 'other')];
  const password = { DISTRICT_DATABASE_PASSWORD: canaries.databasePassword };
  const failed = [
    run([...folder, '--database', 'postgres://office@127.0.0.1:9/district'], password),
    run([...folder, '--database', `nonsense://office:${canaries.databasePassword}@127.0.0.1:9/district`], {}),
    run([...folder, '--database', `postgres://office:${canaries.databasePassword}@127.0.0.1:9/district`], {}),
    run([...folder], { DISTRICT_DATABASE: `postgres://office:${canaries.databasePassword}@127.0.0.1:9/district` }),
  ];
  expect(failed.map(({ status, text }) => [status, text !== ''])).toEqual(failed.map(() => [1, true]));

  await rig.startDistrict();
  const address = `${rig.district.origin}/v1/studios/${STUDIO_ID}/entries`;
  const answers: string[] = [];
  for (const signature of ['', 'v1,AAAA', `v1,${canaries.key}`]) {
    const headers = { 'webhook-id': 'a', 'webhook-timestamp': String(Math.floor(Date.now() / 1000)), 'webhook-signature': signature };
    answers.push(await (await fetch(address, { method: 'POST', headers, body: '{' })).text());
  }
  const token = new URL(rig.district.url).searchParams.get('token')!;
  for (const path of ['/', '/healthz', '/api/studios', '/api/board', '/api/broadcasts?studio=hetian-1', '/api/export.csv?what=studios']) {
    answers.push(await (await fetch(`${rig.district.origin}${path}${path.includes('?') ? '&' : '?'}token=${token}`)).text());
  }
  expect(answers.some((text) => text.includes(STUDIO_ID))).toBe(true);
  const places: Place[] = [
    ['failed starts', failed.map(({ text }) => text).join('\n')],
    ['answers', answers.join('\n')],
    ['output', `${rig.district.output()}${rig.district.errors()}`],
    argumentsOf(rig.district.pid),
    ...placesIn(rig.folder),
  ];
  expect(findCanaries(places, canaries, (place) => place.endsWith('district-secrets.json'))).toEqual([]);
});

/** The console's pages on results upstream and on settings, with every destination's form open in turn: text and fields. */
async function pageOf(url: string): Promise<string> {
  const browser = await chromium.launch({ executablePath: process.env['STUDIO_CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1366, height: 900 } });
    const seen: string[] = [];
    const look = async () => {
      seen.push(await page.content());
      for (const field of await page.locator('input, textarea').all()) seen.push(await field.inputValue());
    };
    await page.goto(url);
    await page.goto(`${new URL(url).origin}/#/upstream`);
    const menus = page.getByRole('button', { name: /^More/u });
    await menus.first().waitFor({ timeout: LIMIT_MS });
    const count = await menus.count();
    for (let at = 0; at < count; at += 1) {
      await menus.nth(at).click();
      await page.getByRole('menuitem', { name: 'Change…' }).click();
      await page.getByRole('dialog').waitFor();
      await look();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.goto(`${new URL(url).origin}/#/settings`);
    await look();
    return seen.join('\n');
  } finally {
    await browser.close();
  }
}
