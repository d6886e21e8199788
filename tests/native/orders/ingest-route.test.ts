/** The way in by HTTP: methods, queries and answers as platforms send and read them. */
import Fastify from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sha1Prefixed } from '../../../native/orders/platform-signatures.ts';
import { registerIngest } from '../../../native/server/ingest-route.ts';
import { loadSentences } from '../../../native/server/sentences.ts';
import { platformDesk } from './platform-desk.ts';
import { type Sender, senderOf, WECHAT, wechatSignature } from './platform-senders.ts';

async function door(sender: Sender) {
  const { ingest, stored } = await platformDesk(sender);
  const app = Fastify();
  onTestFinished(() => app.close());
  registerIngest(app, ingest, loadSentences('resources', 'en'));
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const send = async (query: string, init: RequestInit = {}) => {
    const answer = await fetch(`${address}/ingest/shop${query}`, init);
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
  };
  return { send, stored };
}

describe('the way in by HTTP', () => {
  it("OR35 WeChat's check comes by GET and is answered as plain text, never as a page", async () => {
    const { send } = await door(senderOf('wechat-shop'));
    const { timestamp, nonce } = WECHAT;
    const query = new URLSearchParams({ signature: wechatSignature(), timestamp, nonce, echostr: '<b>+a b</b>' });
    expect(await send(`?${query.toString()}`)).toEqual({ status: 200, type: 'text/plain; charset=utf-8', text: '<b>+a b</b>' });
    expect(await send('?echostr=a')).toMatchObject({ status: 401, text: 'fail' });
  });

  it('OR35 an encrypted push comes with its signature in the query', async () => {
    const sender = senderOf('wechat-shop');
    const { send, stored } = await door(sender);
    const { query, rawBody } = sender.push(JSON.stringify(sender.paid('3705115058471208928')));
    const post = { method: 'POST', body: Buffer.from(rawBody), headers: { 'content-type': 'application/json' } };
    expect(await send(`?${new URLSearchParams(query).toString()}`, post)).toMatchObject({ status: 200, text: 'success' });
    expect(stored()).toMatchObject([{ body: { orderId: '3705115058471208928' } }]);
  });

  it('OR33 a challenge of 19 digits leaves with all of them', async () => {
    const sender = senderOf('douyin-open');
    const { send } = await door(sender);
    const body = '{"event":"verify_webhook","client_key":"abc","content":{"challenge":4781320682406083641}}';
    const headers = { 'content-type': 'application/json', 'x-douyin-signature': sha1Prefixed(sender.secret, Buffer.from(body)) };
    expect(await send('', { method: 'POST', body, headers })).toEqual({
      status: 200,
      type: 'application/json; charset=utf-8',
      text: '{"challenge":4781320682406083641}',
    });
  });

  it("OR45 WooCommerce's ping comes as a form and gets its 200", async () => {
    const { send } = await door(senderOf('woocommerce'));
    expect(await send('', { method: 'POST', body: new URLSearchParams({ webhook_id: '3' }) })).toMatchObject({ status: 200 });
  });

  it('OR24 a packed push is refused with 415, in words of its platform', async () => {
    const sender = senderOf('douyin-shop');
    const { send } = await door(sender);
    const headers = { 'content-encoding': 'gzip', 'content-type': 'application/json' };
    const answer = await send('', { method: 'POST', body: Buffer.alloc(1000), headers });
    expect([answer.status, JSON.parse(answer.text)]).toEqual([415, { code: 415, msg: expect.stringContaining('content-encoding') }]);
  });
});
