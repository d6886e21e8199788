/** What leads buyers elsewhere is found; numbers of the market's own business are left alone. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contactsIn } from '../../../native/compliance/contacts.ts';

const kindsIn = (text: string) => [...new Set(contactsIn(text).map(({ kind }) => kind))];

describe('contacts', () => {
  it.each([
    '电话13812345678',
    '138 1234 5678',
    '138-1234-5678',
    '138.1234.5678',
    '１３８１２３４５６７８',
    '一三八一二三四五六七八',
    '幺三八一二三四五六七八',
    '1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣',
    '1 3 8 1 2 3 4 5 6 7 8',
    '138\u200b1234\u200b5678',
    '+86 138 1234 5678',
    '0903-2022222',
    '(0903) 2022222',
    '010-88888888',
    '0 9 0 3 2 0 2 2 2 2 2',
    '4001234567',
    '400-123-4567',
    '投诉电话：2022222',
    'Tel0903-2022222',
    'تېلېفون 2022222',
  ])('GT10 a telephone number is found: %s', (text) => {
    expect(kindsIn(text)).toContain('phone');
  });

  it.each([
    'www.hetian.com',
    'ｗｗｗ．ａｂｃ．ｃｏｍ',
    'https://a.b/c',
    'hetian点com',
    'taobao . com',
    'shop.hetian.vip',
    '和田.中国',
    'a@b.com',
    '微信 hetian_123',
    'vx:hetao666',
    'QQ12345678',
    '加微信',
  ])('GT11 a link, an address of mail or an account elsewhere is found: %s', (text) => {
    expect(kindsIn(text)).toContain('link');
  });

  it.each(['北京路12号', '玉龙喀什镇团结街3号', '3号楼2单元501室', '12 Walnut Road', '邮编 848000'])(
    'GT12 a street address is found: %s',
    (text) => {
      expect(kindsIn(text)).toContain('address');
    },
  );

  it.each(['data:image/png;base64,AAAA', `${'iVBORw0KGgo'.repeat(7)}==`, '██▀▀█▄▄█▀█▀', '￥AbCd12345678￥', '<img src=x>'])(
    'GT13 a code that only a machine reads is found: %s',
    (text) => {
      expect(kindsIn(text)).toContain('code');
    },
  );

  it.each([
    'HT-HTX-003-12X240',
    '¥12,800.00',
    '39.00 元/箱',
    '12 × 240 毫升/箱',
    '20:00-22:00',
    '2026-05-01 20:00',
    '2026.05.01-2026.05.08',
    '2026-01-15 2026-01-20',
    '第 138 号',
    'SC10165320100012',
    'JY16532210012345',
    '91653201MA12345678',
    '19.90 25.00 128.00 5',
    '编号 123 456',
    '400 克',
    'Oasis Walnut Cooperative, Hotan County',
    'Sun dried. Top quality',
    '3.5 kg',
    '1000 件 2000 件',
    'No. 12',
    '满 100 减 20',
    '和田县玉龙喀什镇',
    '已售 13812 件',
    '抖音 2026-05-01',
    '33,000,000',
    '投诉请拨 12315',
  ])('GT14 what is none is left alone: %s', (text) => {
    expect(contactsIn(text)).toEqual([]);
  });

  it('GT15 product numbers, prices, SKUs and times are never taken for a contact, and any string can be looked at', () => {
    const pad = (value: number) => String(value).padStart(2, '0');
    const shape = fc.oneof(
      fc.integer({ min: 1, max: 999 }).map((number) => `${number} 号`),
      fc.integer({ min: 1, max: 100_000_000 }).map((fen) => `¥${(fen / 100).toFixed(2)}`),
      fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 })).map(([hour, minute]) => `${pad(hour)}:${pad(minute)}`),
      fc
        .tuple(fc.constantFrom('HTX', 'PS', 'LP'), fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 5000 }))
        .map(([place, number, grams]) => `HT-${place}-${String(number).padStart(3, '0')}-${grams}G`),
    );
    fc.assert(
      fc.property(fc.array(shape, { minLength: 1, maxLength: 4 }), (parts) => {
        expect(contactsIn(parts.join('，'))).toEqual([]);
      }),
      {
        numRuns: 1000,
      },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const { start, end } of contactsIn(text)) expect(text.slice(start, end)).not.toBe('');
      }),
    );
  });
});
