/** Feeds from file, environment and console, and what is said of a bad configuration. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../native/kernel/clock.ts';
import { Feeds } from '../../../native/orders/feeds.ts';
import { newSecret } from '../../../native/orders/standard-webhooks.ts';
import { openFileSecrets } from '../../../native/store/file-secrets.ts';
import { temporaryFolder } from '../store/test-storage.ts';

function openFeeds(folder: string, environment: Record<string, string> = {}) {
  const secrets = openFileSecrets(join(folder, 'secrets.json'));
  if (!secrets.ok) throw new Error(secrets.refusal.code);
  return Feeds.open({ path: join(folder, 'feeds.json'), secrets: secrets.value, environment, clock: systemClock });
}
function feedsIn(folder: string, environment?: Record<string, string>): Feeds {
  const feeds = openFeeds(folder, environment);
  if (!feeds.ok) throw new Error(JSON.stringify(feeds.refusal));
  return feeds.value;
}
const readiness = (feeds: Feeds) => feeds.state.get().feeds.map(({ source, ready }) => [source, ready]);

describe('feeds', () => {
  it('OR6 are configured by a file, with their secrets from the environment', () => {
    const folder = temporaryFolder();
    const configs = [
      { source: 'district-shop', type: 'generic', secretEnv: 'SHOP_SECRET' },
      { source: 'no-secret', type: 'generic', secretEnv: 'NOWHERE' },
      { source: 'bad-secret', type: 'generic', secretEnv: 'BAD' },
    ];
    writeFileSync(join(folder, 'feeds.json'), `\uFEFF${JSON.stringify(configs)}`);
    const feeds = feedsIn(folder, { SHOP_SECRET: ` ${newSecret()}\n`, BAD: 'letmein' });
    expect(readiness(feeds)).toEqual([
      ['district-shop', true],
      ['no-secret', false],
      ['bad-secret', false],
    ]);
    expect(feeds.find('no-secret')?.adapter).toMatchObject({ refusal: { code: 'feed-secret-missing', context: { source: 'no-secret' } } });
    expect(feeds.find('bad-secret')?.adapter).toMatchObject({ refusal: { code: 'feed-secret-invalid' } });
    expect(feeds.find('toString')).toBeNull();
  });

  it.each([
    ['{', ''],
    ['{}', ''],
    ['[{"source":"Shop 1","type":"generic"}]', '0.source'],
    ['[{"source":"a","type":"generic"},{"source":"b","type":"magic"}]', '1.type'],
    ['[{"source":"a","type":"generic"},{"source":"a","type":"generic"}]', '1.source'],
  ])('OR7 a file that cannot be understood is refused with its place: %s', (text, at) => {
    const folder = temporaryFolder();
    const path = join(folder, 'feeds.json');
    writeFileSync(path, text);
    const feeds = openFeeds(folder);
    expect(feeds).toMatchObject({ ok: false, refusal: { code: 'config-invalid', context: { file: path, at } } });
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('OR8 added and removed in the console last, and the secret stays out of the file', () => {
    const folder = temporaryFolder();
    const feeds = feedsIn(folder);
    const secret = newSecret();
    const shop = { source: 'shop', type: 'generic' } as const;
    expect(feeds.save(shop)).toMatchObject({ ok: false, refusal: { code: 'feed-secret-missing' } });
    expect(feeds.save({ ...shop, secret: 'letmein' })).toMatchObject({ ok: false, refusal: { code: 'feed-secret-invalid' } });
    expect(existsSync(join(folder, 'feeds.json'))).toBe(false);
    expect(feeds.save({ ...shop, secret }).ok).toBe(true);
    expect(feeds.save(shop).ok).toBe(true);
    expect(readFileSync(join(folder, 'feeds.json'), 'utf8')).not.toContain(secret);
    const again = feedsIn(folder);
    expect(readiness(again)).toEqual([['shop', true]]);
    expect(again.remove('shop').ok).toBe(true);
    expect(again.remove('shop')).toMatchObject({ ok: false, refusal: { code: 'feed-unknown', context: { source: 'shop' } } });
    expect(readiness(feedsIn(folder))).toEqual([]);
    expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).not.toContain(secret);
  });

  it('a secret given in the console wins over the environment, and the counts go on', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'feeds.json'), '[{"source":"shop","type":"generic","secretEnv":"NOWHERE"}]');
    const feeds = feedsIn(folder);
    feeds.count('shop', { accepted: 2, duplicate: 1, refused: 0, lastRefusal: null });
    expect(feeds.save({ source: 'shop', type: 'generic', secret: newSecret() }).ok).toBe(true);
    expect(feeds.state.get().feeds).toMatchObject([{ source: 'shop', ready: true, acceptedCount: 2, duplicateCount: 1 }]);
    expect(JSON.parse(readFileSync(join(folder, 'feeds.json'), 'utf8'))).toEqual([{ source: 'shop', type: 'generic' }]);
  });
});

describe('feeds of platforms', () => {
  const shop = { source: 'shop', type: 'shopify' } as const;

  it('OR32 have both secrets in store or environment, and say what they lack', () => {
    const folder = temporaryFolder();
    const configs = [
      { source: 'shop', type: 'shopify', secretEnv: 'SHOP' },
      { source: 'wechat', type: 'wechat-shop', appId: 'wx1', secretEnv: 'SHOP', secondSecretEnv: 'AES' },
      { source: 'no-key', type: 'wechat-shop', appId: 'wx1', secretEnv: 'SHOP' },
      { source: 'no-id', type: 'youzan', secretEnv: 'SHOP' },
      { source: 'files', type: 'file' },
    ];
    writeFileSync(join(folder, 'feeds.json'), JSON.stringify(configs));
    const feeds = feedsIn(folder, { SHOP: 'any text', AES: 'a'.repeat(43) });
    expect(feeds.state.get().feeds.map(({ source, ready, notReady }) => [source, ready, notReady])).toEqual([
      ['shop', true, undefined],
      ['wechat', true, undefined],
      ['no-key', false, 'feed-secret-missing'],
      ['no-id', false, 'feed-app-id-missing'],
      ['files', true, undefined],
    ]);
  });

  it('OR38 a change keeps what is not given anew, and leaves no secret behind when the feed goes', () => {
    const folder = temporaryFolder();
    const feeds = feedsIn(folder);
    const secrets = ['new-secret', 'former-secret', 'pull-secret'] as const;
    feeds.save({ ...shop, secret: secrets[0], secondSecret: secrets[1], pullSecret: secrets[2] });
    expect(feeds.save({ ...shop, keepBuyers: true, pullUrl: 'https://relay.example' }).ok).toBe(true);
    const kept = () => readFileSync(join(folder, 'secrets.json'), 'utf8');
    for (const secret of secrets) expect(kept()).toContain(secret);
    expect(feeds.state.get().feeds).toMatchObject([{ ...shop, keepBuyers: true, pullUrl: 'https://relay.example' }]);
    const file = readFileSync(join(folder, 'feeds.json'), 'utf8');
    for (const secret of secrets) expect(file).not.toContain(secret);
    feeds.remove('shop');
    for (const secret of secrets) expect(kept()).not.toContain(secret);
  });
});
