/** Buyers: names, phones and addresses of every platform stay out of the database and the log. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bodyForOutside } from '../../../native/contract/entry.ts';
import { createLogger } from '../../../native/kernel/logger.ts';
import { temporaryFolder } from '../store/test-storage.ts';
import { platformDesk } from './platform-desk.ts';
import { type Sender, senderOf, senders } from './platform-senders.ts';

const NAME = { first: '古丽娜尔金丝雀', last: '买买提金丝雀' };
const PHONE = '13912345678';
const STREET = '金丝雀路88号';
const MAIL = 'canary@example.cn';
const BUYER_ID = 'buyer-canary-77';
const person = { name: NAME.first, phone: PHONE, mobile: PHONE, email: MAIL, address1: STREET, address_1: STREET, detail: STREET };

/** A buyer in every field in which the platforms have one, and in some where they might. */
const buyers: Partial<Record<Sender['type'], object>> = {
  generic: { buyer: `${NAME.first}·${NAME.last}`, buyerId: BUYER_ID, region: '和田市', ...person },
  shopify: {
    customer: { id: BUYER_ID, first_name: NAME.first, last_name: NAME.last, ...person },
    shipping_address: { province: '新疆', city: '和田市', ...person },
    billing_address: person,
    note: PHONE,
    phone: PHONE,
    email: MAIL,
  },
  woocommerce: {
    customer_id: BUYER_ID,
    billing: { first_name: NAME.first, last_name: NAME.last, city: '和田市', ...person },
    shipping: { first_name: NAME.first, city: '和田市', ...person },
    customer_note: PHONE,
  },
  youzan: {
    buyer_info: { buyer_id: BUYER_ID, fans_nickname: NAME.first, buyer_phone: PHONE },
    address_info: {
      delivery_province: '新疆',
      delivery_city: '和田市',
      delivery_address: STREET,
      receiver_name: NAME.last,
      receiver_tel: PHONE,
    },
  },
};

const CANARIES = [NAME.first, NAME.first.slice(1), NAME.last, PHONE, STREET, MAIL, BUYER_ID];
const bytesOf = (folder: string) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((file) => file.isFile())
    .map(({ name }) => readFileSync(join(folder, name)));
const found = (folder: string) => CANARIES.filter((canary) => bytesOf(folder).some((bytes) => bytes.includes(canary)));

async function takenFrom(sender: Sender, keepBuyers?: boolean) {
  const logs = temporaryFolder();
  const logger = createLogger(join(logs, 'studio.log'), 'debug');
  const desk = await platformDesk(sender, { logger, keepBuyers });
  const content = JSON.stringify(sender.paid('4781320682406083641', buyers[sender.type] ?? { ...person, openid: BUYER_ID }));
  expect(await desk.deliver(sender.push(content))).toMatchObject({ status: 200 });
  expect(await desk.deliver({ ...sender.push(content), headers: {}, query: {} })).toMatchObject({ status: 401 });
  expect((await desk.deliver(sender.push(content.slice(0, -2)))).status).toBeGreaterThanOrEqual(400);
  logger.info({ sender: sender.type }, 'delivered');
  return { ...desk, logs };
}

describe.each(senders)('a buyer in a push of $type', (sender) => {
  it('OR29 leaves no name, phone, address or id in database, settings or log', async () => {
    const { folder, logs, stored, storage } = await takenFrom(sender);
    const body = stored()[0]!.body;
    if (buyers[sender.type]) {
      expect(body).toMatchObject({ buyer: expect.stringMatching(/^古\*\*/u), region: expect.stringContaining('和田市') });
      expect(Object.keys(body['private'] as object)).toEqual(['buyerKey']);
    } else expect(body).toMatchObject({ buyer: null });
    await storage.close();
    expect(bytesOf(folder).some((bytes) => bytes.includes('4781320682406083641'))).toBe(true);
    expect(found(folder)).toEqual([]);
    expect(found(logs)).toEqual([]);
    expect(readFileSync(join(logs, 'studio.log'), 'utf8')).toContain('delivered');
  });
});

describe('buyers', () => {
  it('OR46 are kept in full only by a feed that is set up so, and never leave this computer', async () => {
    const { stored, logs, folder, storage } = await takenFrom(senderOf('shopify'), true);
    const body = stored()[0]!.body;
    expect(body).toMatchObject({ buyer: '古**', private: { buyer: `${NAME.first} ${NAME.last}` } });
    const outside = JSON.stringify(bodyForOutside(body));
    expect(CANARIES.filter((canary) => outside.includes(canary))).toEqual([]);
    expect(outside).not.toContain('buyerKey');
    await storage.close();
    expect(found(folder)).toEqual([NAME.first, NAME.first.slice(1), NAME.last]);
    expect(found(logs)).toEqual([]);
  });

  it('OR47 are told apart by a digest under a key of this studio, the same for one buyer, another at another shop', async () => {
    const generic = senderOf('generic');
    const desk = await platformDesk(generic);
    desk.feeds.save({ source: 'other', type: 'generic', secret: generic.secret });
    const send = async (orderId: string, buyerId: string, source = 'shop') => {
      await desk.ingest.accept({
        ...generic.push(JSON.stringify(generic.paid(orderId, { buyerId }))),
        source,
        sentence: ({ code }) => code,
      });
      return (desk.stored().at(-1)!.body['private'] as { buyerKey: string }).buyerKey;
    };
    const first = await send('1', 'a');
    expect(first).toMatch(/^[0-9a-f]{16}$/u);
    expect(await send('2', 'a')).toBe(first);
    const others = [await send('3', 'b'), await send('4', 'a', 'other')];
    expect(new Set([first, ...others]).size).toBe(3);
    const elsewhere = await platformDesk(generic);
    await elsewhere.deliver(generic.push(JSON.stringify(generic.paid('1', { buyerId: 'a' }))));
    expect(elsewhere.stored()[0]!.body['private']).not.toEqual({ buyerKey: first });
  });
});
