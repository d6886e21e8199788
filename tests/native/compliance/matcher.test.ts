/** Words are found however they are written, and where they stand is told as it stands. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldText, lookAlikesOf, noLookAlikes } from '../../../native/compliance/folded-text.ts';
import { type ListedWord, Matcher, placeOf } from '../../../native/compliance/matcher.ts';

const WORDS = [
  '第一',
  '最佳',
  '全网最低价',
  '最低价',
  '降血压',
  'best',
  'NO.1',
  'top1',
  '100%',
  'the best',
  'ئەڭ ياخشى',
  'شىپا',
  '最后一波',
];
const ALLOWED = ['第一书记', '第一次', '最后', 'best before'];
const LOOK_ALIKES = lookAlikesOf([
  { from: '苐', to: '第' },
  { from: '壓', to: '压' },
  { from: 'е', to: 'e' },
  { from: '亻圭', to: '佳' },
  { from: '★', to: '一' },
]);
const listed: ListedWord<string>[] = [...WORDS.map((word) => ({ word, group: word })), ...ALLOWED.map((word) => ({ word, group: null }))];
const matcher = new Matcher(listed, LOOK_ALIKES);

function found(text: string): string[] {
  const folded = matcher.fold(text);
  return matcher.find(folded).hits.map((hit) => {
    const { start, end } = placeOf(folded, hit);
    return text.slice(start, end);
  });
}

describe('finding words', () => {
  it.each([
    ['和田第一大枣', ['第一']],
    ['和田第 一大枣', ['第 一']],
    ['第\u200b一', ['第\u200b一']],
    ['最★佳', []],
    ['最·佳', ['最·佳']],
    ['ＮＯ．１ 核桃', ['ＮＯ．１']],
    ['Ｂest of all', ['Ｂest']],
    ['bést', ['bést']],
    ['b.e.s.t', ['b.e.s.t']],
    ['苐一', ['苐一']],
    ['降血壓', ['降血壓']],
    ['bеst', ['bеst']],
    ['最亻圭', ['最亻圭']],
    ['第★', ['第★']],
    ['ئەڭ ياخشى ياڭاق', ['ئەڭ ياخشى']],
    ['ئەڭ يـاخشى', ['ئەڭ يـاخشى']],
    ['ئەڭ ياخشي', ['ئەڭ ياخشي']],
    ['ئهڭ ياخشى', ['ئهڭ ياخشى']],
    ['ەڭ ياخشى', ['ەڭ ياخشى']],
    ['١٠٠%', ['١٠٠%']],
  ])('GT1 folds width, case, spaces, hidden characters, marks and listed look-alikes: %s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it.each([
    ['bestow', []],
    ['the bestseller', []],
    ['BEST!', ['BEST']],
    ['是best的', ['best']],
    ['top10', []],
    ['top1', ['top1']],
    ['No. 12', []],
    ['1100%', []],
    ['1,100%', []],
    ['100 克', []],
    ['纯100%', ['100%']],
  ])('GT2 Latin words and numbers stand by themselves: %s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it.each([
    ['全网最低价', ['全网最低价']],
    ['最低价，全网最低价', ['最低价', '全网最低价']],
    ['最后一波', ['最后一波']],
    ['the best', ['the best']],
  ])('GT3 the longest word wins: %s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it.each([
    ['第一书记', []],
    ['第一书记说第一', ['第一']],
    ['第一次', []],
    ['销量第一，次日达', ['第一']],
    ['best before 2027', []],
    ['the best, before 2027', ['the best']],
    ['最后', []],
  ])('GT4 an allowed phrase goes first, and only where it stands together: %s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  const foldable = fc.constantFrom(
    ' ',
    '\u3000',
    '\u200b',
    '\u200d',
    '\u00ad',
    '.',
    '。',
    '·',
    '-',
    '~',
    '\u0301',
    '\u0640',
    '\ufe0f',
    '，',
  );

  it('GT5 inserting what is folded never hides a word', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...WORDS),
        fc.constantFrom('', '和田', '！', ' 我们 '),
        fc.constantFrom('', '大枣', ' 好', '！'),
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), foldable), { maxLength: 8 }),
        (word, before, after, inserted) => {
          let spread = Array.from(word);
          for (const [where, character] of inserted) {
            const at = Math.round(where * spread.length);
            spread = [...spread.slice(0, at), character, ...spread.slice(at)];
          }
          const text = before + spread.join('') + after;
          const folded = matcher.fold(text);
          expect(matcher.find(folded).hits.map(({ group }) => group)).toContain(word);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('GT6 an allowed phrase hides only itself', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('第一书记', '第一次', '最后'),
        fc.constantFrom('最佳', '降血压', 'شىپا'),
        fc.boolean(),
        (allowed, word, first) => {
          expect(found(first ? `${allowed}，${word}` : `${word}，${allowed}`)).toEqual([word]);
        },
      ),
    );
  });

  it('GT7 any string can be looked at, and what is told lies in it', () => {
    const any = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom('最', '佳', '第', '一', '\ud800', ' ') }),
    );
    fc.assert(
      fc.property(any, (text) => {
        const folded = matcher.fold(text);
        expect(folded.from).toHaveLength(folded.units.length);
        expect(folded.gaps).toHaveLength(folded.units.length + 1);
        for (const hit of matcher.find(folded).hits) {
          const { start, end } = placeOf(folded, hit);
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(text.length);
          expect(start).toBeLessThan(end);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('GT8 finds the same as a search for each word by itself', () => {
    const letters = ['甲', '乙', '丙'];
    const word = fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { minLength: 1, maxLength: 8 }),
        fc.array(fc.constantFrom(...letters), { maxLength: 30 }),
        (words, parts) => {
          const text = parts.join('');
          const each = words.flatMap((one) =>
            Array.from(text, (_, start) => ({ start, end: start + one.length })).filter(({ start }) => text.startsWith(one, start)),
          );
          const expected = each
            .filter((hit) => !each.some((other) => other !== hit && other.start <= hit.start && hit.end <= other.end))
            .toSorted((a, b) => a.start - b.start);
          const { hits } = new Matcher(
            words.map((one) => ({ word: one, group: one })),
            noLookAlikes,
          ).find(foldText(text));
          expect(hits.map(({ start, end }) => ({ start, end }))).toEqual(expected);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
