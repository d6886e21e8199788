/** A group robot of the whole studio: set up as the console does it, told of a broadcast, and its address kept secret. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { newSecret } from '../../native/orders/standard-webhooks.ts';
import { deliver, newFolder, openDesk, paidOrder, startTestHost } from '../harness/test-host.ts';
import { Platform } from '../native/sync/robots/platform.ts';

const SHOP = newSecret();
const SIGNING = 'SECcanary-of-the-group-robot';

function filesOf(folder: string): { name: string; text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => ({ name, text: readFileSync(join(folder, name)).toString('latin1') }));
}

it(
  'RB23 a studio tells its group of a broadcast, with products and places by name, and keeps the address secret',
  { timeout: 120_000 },
  async () => {
    const group = new Platform('dingtalk', SIGNING);
    const login = await group.start();
    onTestFinished(() => group.stop());
    const folder = newFolder();
    writeFileSync(join(folder, 'feeds.json'), JSON.stringify([{ source: 'shop', type: 'generic', secretEnv: 'SHOP' }]));
    const host = await startTestHost(folder, { environment: { SHOP } });
    onTestFinished(() => host.stop());
    const desk = openDesk(host);
    onTestFinished(() => desk.close());
    expect(await desk.send('loadSamplePlan', {})).toMatchObject({ ok: true });
    const destination = { type: 'dingtalk' as const, destinationId: 'crew', name: '现场群', milestonesFen: [10_000] };
    expect(await desk.send('saveDestination', { destination, login: 'https://oapi.dingtalk.com/wrong', secret: SIGNING })).toMatchObject({
      ok: false,
      refusal: { code: 'secret-invalid', context: { destinationId: 'crew' } },
    });
    expect(await desk.send('saveDestination', { destination, login, secret: SIGNING })).toMatchObject({ ok: true });
    expect(await desk.send('testDestination', { destinationId: 'crew' })).toMatchObject({ ok: true });
    expect(await desk.send('startBroadcast', {})).toMatchObject({ ok: true });

    const { products, places } = host.desk.catalogue.state.get();
    const [dear, cheap] = products as [(typeof products)[0], (typeof products)[0]];
    expect((await deliver(host, 'shop', SHOP, paidOrder('o-1', cheap.sku, 1, 100))).status).toBe(200);
    expect((await deliver(host, 'shop', SHOP, paidOrder('o-2', dear.sku.toLowerCase(), 2, 12_345_678))).status).toBe(200);
    await vi.waitFor(() => expect(group.texts).toHaveLength(2), { timeout: 20_000 });
    expect(await desk.send('endBroadcast', {})).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(group.texts).toHaveLength(3), { timeout: 20_000 });

    const [test, milestone, end] = group.texts.map((text) => text.split('\n'));
    const place = places.find(({ placeCode }) => placeCode === dear.placeCode)!.name['zh-CN'];
    expect(test).toEqual([expect.stringMatching(/^和田直播间（.+）$/u), '连接测试']);
    expect(milestone![1]).toMatch(/^成交总额已达 ¥100\.00（\d\d:\d\d）。$/u);
    expect(end).toEqual([
      test![0],
      expect.stringMatching(/已于 \d\d:\d\d 结束，时长 \d+ 秒。$/u),
      '成交总额 ¥12.34万，扣除退款后 ¥12.34万',
      '订单 2 笔，退款 0 笔',
      '成交额最高的商品：',
      `1. ${dear.name['zh-CN']} ¥12.34万`,
      `2. ${cheap.name['zh-CN']} ¥1.00`,
      expect.stringMatching(new RegExp(`^成交最多的产地：${place} ¥12\\.34万$`, 'u')),
    ]);
    expect(JSON.stringify([host.upstream.state.get(), host.health()])).not.toMatch(/canary/u);
    expect(
      filesOf(folder)
        .filter(({ text }) => text.includes('canary'))
        .map(({ name }) => name),
    ).toEqual(['secrets.json']);
    expect(await desk.send('removeDestination', { destinationId: 'crew' })).toMatchObject({ ok: true });
    expect(filesOf(folder).filter(({ text }) => text.includes('canary'))).toEqual([]);
  },
);
