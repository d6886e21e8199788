/** Secrets and people: what must stay secret is found nowhere but in the secret store, whatever is done with the studio. */
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { newSecret } from '../../native/orders/standard-webhooks.ts';
import { startSimulatedObs, type SimulatedObs } from '../../native/obs/simulated/simulated-obs.ts';
import { argumentsOf, findCanaries, type Place, placesIn } from '../harness/canary-search.ts';
import { deliver, type Desk, newFolder, openDesk, paidOrder, ROOT } from '../harness/test-host.ts';

const feedSecret = newSecret();
const upstreamSecret = newSecret();
const canaries = {
  feedSecret: feedSecret.slice('whsec_'.length),
  upstreamSecret: upstreamSecret.slice('whsec_'.length),
  obsPassword: 'canary-obs-password-7391',
  consoleSecret: newSecret().slice('whsec_'.length),
  buyer: '阿依古丽·吐尔逊江·卡纳里',
  buyerId: 'canary-buyer-id-555123',
  phone: '13987654321',
};

describe('canaries', () => {
  const folder = newFolder();
  let child: ChildProcess;
  let url = '';
  let origin = '';
  let output = '';
  let obs: SimulatedObs;
  let desk: Desk;

  beforeAll(async () => {
    writeFileSync(join(folder, 'feeds.json'), JSON.stringify([{ source: 'shop', type: 'generic', secretEnv: 'SHOP_SECRET' }]));
    obs = await startSimulatedObs({ port: 0, password: canaries.obsPassword });
    const env = { ...process.env, SHOP_SECRET: feedSecret, STUDIO_OBS_PASSWORD: canaries.obsPassword, STUDIO_LANG: 'en' };
    child = spawn(process.execPath, [join(ROOT, 'scripts/studio.ts'), '--data', folder, '--port', '0', '--obs', obs.url], {
      env: { ...env, STUDIO_UPSTREAM_URL: 'http://127.0.0.1:9', STUDIO_UPSTREAM_SECRET: upstreamSecret },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout!.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (output += text));
    await vi.waitFor(() => expect(output).toMatch(/studio ready \S+/u), { timeout: 30_000 });
    url = /studio ready (\S+)/u.exec(output)![1]!;
    origin = new URL(url).origin;
    desk = openDesk({ url });
  });
  afterAll(async () => {
    desk?.close();
    child?.kill('SIGKILL');
    await obs?.stop();
  });

  it('SC1 secrets and buyers are found in no file, answer, output or argument of a studio that has been through everything', async () => {
    const order = { ...(JSON.parse(paidOrder('o-1', 'HT-1', 1, 3990)) as object), buyer: canaries.buyer, buyerId: canaries.buyerId };
    const phone = { ...(JSON.parse(paidOrder('o-2', 'HT-1', 1, 3990)) as object), buyer: canaries.phone };
    for (const body of [order, phone]) {
      expect((await deliver({ origin }, 'shop', feedSecret, JSON.stringify(body))).status).toBe(200);
    }
    // Wrong in every way that is logged: signature, body, password, address, secret.
    const wrong = await deliver({ origin }, 'shop', newSecret(), JSON.stringify(order));
    const broken = await deliver({ origin }, 'shop', feedSecret, JSON.stringify({ ...order, lines: 'none' }));
    expect([wrong.status, broken.status]).toEqual([401, 422]);
    const consoleSecret = `whsec_${canaries.consoleSecret}`;
    expect(await desk.send('saveFeed', { source: 'mall', type: 'generic', secret: consoleSecret })).toMatchObject({ ok: true });
    const addresses = [`http://user:${canaries.obsPassword}@127.0.0.1:9/`, 'nonsense'];
    for (const baseUrl of addresses) {
      await desk.send('saveDestination', { destination: { type: 'https', destinationId: 'wrong', baseUrl }, secret: upstreamSecret });
    }
    await desk.send('connectObs', { url: obs.url, password: `${canaries.obsPassword}-wrong` });
    await desk.send('connectObs', { url: obs.url, password: canaries.obsPassword });
    await desk.send('startBroadcast', {});
    const ended = await desk.send('endBroadcast', {});
    if (!ended.ok) throw new Error(ended.refusal.code);
    expect(await desk.send('exportBroadcast', { broadcastId: ended.value.broadcastId })).toMatchObject({ ok: true });
    expect(await desk.send('backUp', {})).toMatchObject({ ok: true });

    const answers = [JSON.stringify([wrong, broken]), await (await fetch(`${origin}/healthz`)).text(), await (await fetch(url)).text()];
    const places: Place[] = [['answers', answers.join('\n')], ['output', output], argumentsOf(child.pid!), ...placesIn(folder)];
    // The search itself finds what is there.
    expect(places.some(([, text]) => text.includes('阿**·吐**·卡**'))).toBe(true);
    expect(places.filter(([place]) => place.includes('exports')).length).toBeGreaterThan(0);
    expect(places.filter(([place]) => place.includes('backups')).length).toBeGreaterThan(0);
    const found = findCanaries(places, canaries, (place) => place.endsWith('secrets.json'));
    expect(found).toEqual([]);
    // The token is what the ready line is for; nothing keeps it but the secret store.
    const token = new URL(url).searchParams.get('token') ?? '';
    expect(places.filter(([place, text]) => text.includes(token) && !place.endsWith('secrets.json')).map(([place]) => place)).toEqual([
      'output',
    ]);
  });
});
