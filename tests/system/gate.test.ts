/** A card of real life that claims too much: refused over the real socket, overridden, on air, and the ledger tells it all after a restart. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Evidence } from '../../native/contract/gate.ts';
import type { Result } from '../../native/contract/refusal.ts';
import type { Host } from '../../native/host.ts';
import { newSecret } from '../../native/orders/standard-webhooks.ts';
import { deliver, newFolder, openDesk, paidOrder, startTestHost, type Desk } from '../harness/test-host.ts';

const CODE = 'producer-2026';
const PDF = Buffer.from('%PDF-1.7\n%evidence\n');

describe('the gate before air, over the real socket', () => {
  const folder = newFolder();
  const secret = newSecret();
  let host: Host;
  let desk: Desk;

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    host = await startTestHost(folder);
    desk = openDesk(host);
    expect(await desk.send('loadSamplePlan', {})).toMatchObject({ ok: true });
    await desk.send('saveFeed', { source: 'shop', type: 'generic', secret });
  });
  afterAll(async () => {
    desk?.close();
    await host?.stop();
  });

  const entries = () => host.desk.ledger.playoutEntries(host.desk.playout.broadcastId);
  const headers = () => ({
    authorization: `Bearer ${new URL(host.url).searchParams.get('token')}`,
    cookie: `hetian-studio=${new URL(host.url).searchParams.get('token')}`,
  });
  /** As a local page says it: https://51chatu.com tells that snow chrysanthemum removes illness. */
  const claimed = () => {
    const product = host.desk.catalogue.state.get().products.find(({ number }) => number === 18)!;
    return { ...product, sellingPoints: [{ 'zh-CN': '昆仑雪菊，降血压、降血脂' }] };
  };

  it('GT73 a take of a blocked card is refused, told on the topic, and nothing of it is on air', async () => {
    const product = claimed();
    const gate = desk.watch('gate');
    expect(await desk.send('saveProduct', product)).toMatchObject({ ok: true });
    const key = `card:${product.productId}`;
    await vi.waitFor(() => expect(gate()?.verdicts[key]).toMatchObject({ severity: 'block', decision: null }), { timeout: 10_000 });
    await desk.send('prepare', { segmentId: null, productId: product.productId, guest: null });
    expect(await desk.send('take', { parts: ['card'] })).toEqual({
      ok: false,
      refusal: { code: 'gate-blocked', context: { name: '雪菊', found: '降血压', subject: key } },
    });
    expect(host.desk.playout.state.get().cardOnAir).toBeNull();
    expect(entries().filter(({ kind }) => kind === 'card.shown')).toEqual([]);
  });

  it('GT74 a producer overrides it with a paper, it goes on air, and the ledger tells the whole story, also after a restart', async () => {
    const { productId } = claimed();
    const subject = { kind: 'card' as const, id: productId };
    expect(await desk.send('setProducerCode', { code: CODE })).toMatchObject({ ok: true });
    const sent = await fetch(`${host.origin}/evidence?name=${encodeURIComponent('检验报告.pdf')}`, {
      method: 'POST',
      body: PDF,
      headers: headers(),
    });
    const paper = (await sent.json()) as Result<Evidence>;
    if (!paper.ok) throw new Error(paper.refusal.code);
    const verdict = await desk.send('inspect', { subject });
    if (!verdict.ok) throw new Error(verdict.refusal.code);
    const override = {
      subject,
      digest: verdict.value.digest,
      exemption: 'other' as const,
      evidence: '依检验报告',
      evidenceId: paper.value.evidenceId,
    };
    expect(await desk.send('overrideFindings', { ...override, producerCode: 'wrong-code' })).toMatchObject({
      refusal: { code: 'producer-code-wrong' },
    });
    expect(await desk.send('overrideFindings', { ...override, producerCode: CODE })).toMatchObject({ ok: true });
    expect(await desk.send('showCard', { productId })).toMatchObject({ ok: true });
    expect(host.desk.playout.state.get().cardOnAir?.productId).toBe(productId);
    const story = entries().filter(({ kind }) => kind.startsWith('gate.') || kind === 'card.shown' || kind === 'evidence.added');
    expect(story.map(({ kind }) => kind)).toEqual(['gate.judged', 'evidence.added', 'gate.overridden', 'gate.judged', 'card.shown']);
    expect(story[2]).toMatchObject({
      body: { rules: ['medical'], exemption: 'other', evidence: '依检验报告', evidenceDigest: paper.value.digest },
    });

    desk.close();
    await host.stop();
    expect(readFileSync(join(folder, 'studio.db')).includes(CODE)).toBe(false);
    host = await startTestHost(folder);
    desk = openDesk(host);
    expect(entries().filter(({ kind }) => kind.startsWith('gate.'))).toHaveLength(3);
    expect(await desk.send('inspect', { subject })).toMatchObject({ value: { severity: 'block', decision: 'overridden' } });
    await desk.send('clear', {});
    expect(await desk.send('showCard', { productId })).toMatchObject({ ok: true });
    expect(host.desk.playout.state.get().cardOnAir?.productId).toBe(productId);
    const got = await fetch(`${host.origin}/evidence/${paper.value.evidenceId}`, { headers: headers() });
    expect(Buffer.from(await got.arrayBuffer())).toEqual(PDF);
    expect(got.headers.get('content-disposition')).toContain('attachment');
  });

  it('GT75 a struck price goes on air only once our own ledger proves it', async () => {
    const product = { ...host.desk.catalogue.state.get().products[0]!, struckPrice: { priceFen: 2990, proof: 'deals' as const } };
    await desk.send('saveProduct', product);
    expect(await desk.send('showCard', { productId: product.productId })).toMatchObject({ refusal: { code: 'gate-blocked' } });
    expect(await deliver(host, 'shop', secret, paidOrder('1', product.sku, 2, 5980))).toMatchObject({ status: 200 });
    expect(await desk.send('showCard', { productId: product.productId })).toMatchObject({ ok: true });
    expect(host.desk.playout.state.get().cardOnAir).toMatchObject({ struckPrice: { priceFen: 2990 } });
    expect(await deliver(host, 'shop', secret, paidOrder('2', product.sku, 1, 2600))).toMatchObject({ status: 200 });
    expect(await desk.send('showCard', { productId: product.productId })).toMatchObject({ refusal: { code: 'gate-blocked' } });
  });

  it('GT76 a title of a shop that may not be shown does not come onto the ticker', async () => {
    const overlay = desk.watch('overlay');
    await deliver(host, 'shop', secret, paidOrder('3', 'UNKNOWN-1', 1, 100).replace('薄皮核桃', '加微信 hetao666 全网最低'));
    await deliver(host, 'shop', secret, paidOrder('4', 'UNKNOWN-2', 1, 100).replace('薄皮核桃', '手工馕'));
    await vi.waitFor(() => expect(overlay()?.ticker.map(({ productName }) => productName['zh-CN'])).toContain('手工馕'), {
      timeout: 15_000,
    });
    await vi.waitFor(() => expect(overlay()?.ticker).toHaveLength(3), { timeout: 15_000 });
    expect(JSON.stringify(overlay()?.ticker)).not.toContain('hetao666');
  });
});
