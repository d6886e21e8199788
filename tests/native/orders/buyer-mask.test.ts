/** Buyers are kept in masked form only, in every script. */
import { describe, expect, it } from 'vitest';
import { maskBuyer } from '../../../native/orders/buyer-mask.ts';

describe('OR5 a buyer is kept only in masked form', () => {
  it.each([
    ['王小明', '王**'],
    ['张三', '张**'],
    ['𠮷田', '𠮷**'],
    ['阿依古丽·买买提', '阿**·买**'],
    ['阿不都 • 热合曼', '阿**·热**'],
    ['ئايگۈل', 'ئ***'],
    ['Aygul Memet', 'A***'],
    ['👨‍👩‍👧‍👦家', '👨‍👩‍👧‍👦***'],
    ['é́abc', 'é́***'],
    ['13812345678', '****5678'],
    ['+86 138-1234-5678', '****5678'],
    ['12345', '****'],
    ['buyer@example.cn', 'b***'],
    ['张***', '张**'],
    ['王', '*'],
    ['·', null],
    ['   ', null],
    ['', null],
    [undefined, null],
  ])('%s → %s', (buyer, masked) => {
    expect(maskBuyer(buyer)).toBe(masked);
  });
});
