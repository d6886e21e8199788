/** News as text: in three languages, within the platform's limit, with what is past named as such. */
import { describe, expect, it } from 'vitest';
import { refused } from '../../../../native/contract/refusal.ts';
import { locales } from '../../../../native/contract/text.ts';
import type { Summary } from '../../../../native/contract/upstream.ts';
import { composeMessage, headLine, type MessageFacts } from '../../../../native/sync/robots/robot-messages.ts';
import type { RobotNews } from '../../../../native/sync/robots/robot-news.ts';
import { robotTexts } from './robot-desk.ts';

/** 20:00 in China. */
const END = Date.UTC(2026, 10, 24, 12);
const minute = 60_000;

const product = (sku: string, name: string | null, placeCode: string | null, grossFen: number) => ({
  sku,
  name: name === null ? null : { 'zh-CN': name, en: `${name} (en)` },
  placeCode,
  cooperative: null,
  paidUnits: 1,
  grossFen,
  refundedFen: 0,
});
const summary: Summary = {
  studioId: 'hetian-1',
  broadcastId: 'bc-1',
  title: { 'zh-CN': '第一场' },
  rehearsal: false,
  phase: 'prepared',
  startedAtMs: END - 360 * minute,
  atMs: END,
  ledgerSeq: 9,
  grossFen: 1_020_345_678,
  netFen: 999_999_999,
  orderCount: 329_874,
  refundCount: 1234,
  products: [
    product('A', '核桃', 'HTX', 300_000_000),
    product('B', '红枣', 'MY', 350_000_000),
    product('C', '石榴', 'HTX', 200_000_000),
    product('D', null, null, 100_000_000),
    product('E', '地毯', 'LP', 70_000_000),
    product('F', '玫瑰', 'LP', 345_678),
    product('G', '赠品', 'LP', 0),
  ],
};
const facts = (changes: Partial<MessageFacts> = {}): MessageFacts => ({
  locale: 'zh-CN',
  texts: robotTexts(changes.locale ?? 'zh-CN'),
  nowMs: END + minute,
  studioId: 'hetian-1',
  summaryOf: (broadcastId) => (broadcastId === 'bc-1' ? summary : null),
  placeName: (placeCode) => ({ 'zh-CN': placeCode === 'HTX' ? '和田县' : '墨玉县' }),
  waitingEntries: 12_345,
  ...changes,
});
const end: RobotNews = { kind: 'end', atMs: END, broadcastId: 'bc-1', title: summary.title, startedAtMs: END - 360 * minute, toldFen: 0 };
const lines = (news: RobotNews[], changes: Partial<MessageFacts> = {}, limit = 15_000) =>
  composeMessage(news, facts(changes), limit).text.split('\n');

describe('messages of a robot', () => {
  it('RB7 the end is told with length, gross and net cut off downwards, orders, best sellers, place and what still waits', () => {
    expect(lines([end])).toEqual([
      '和田直播间（hetian-1）',
      '直播“第一场”已于 20:00 结束，时长 6 小时 0 分钟。',
      '成交总额 ¥1020.34万，扣除退款后 ¥999.99万',
      '订单 329,874 笔，退款 1,234 笔',
      '成交额最高的商品：',
      '1. 红枣 ¥350万',
      '2. 核桃 ¥300万',
      '3. 石榴 ¥200万',
      '4. D ¥100万',
      '5. 地毯 ¥70万',
      '成交最多的产地：和田县 ¥500万',
      '尚待上报的条目：12,345',
    ]);
    expect(lines([end], { locale: 'en', waitingEntries: 0 })).toContain('Gross ¥10,203,456, net ¥9,999,999');
    expect(lines([end], { summaryOf: () => null, waitingEntries: 0 })).toHaveLength(2);
  });

  it.each(locales)('RB7 every kind of news is a whole sentence in %s', (locale) => {
    const problem = refused('disk-low', { folder: '/data', freeMb: 900 }).refusal;
    const at = END - minute;
    const all: RobotNews[] = [
      end,
      { kind: 'milestone', grossFen: 100_000_000, atMs: at },
      ...(['obs', 'stream'] as const).flatMap((of): RobotNews[] => [
        { kind: 'outage', of, atMs: at, untilMs: null },
        { kind: 'outage', of, atMs: at, untilMs: END },
        { kind: 'outage', of, atMs: at - 50 * minute, untilMs: at - 49.5 * minute },
      ]),
      { kind: 'recovered', atMs: at, missing: true },
      { kind: 'recovered', atMs: at, missing: false },
      ...[null, END].flatMap((untilMs): RobotNews[] => [
        { kind: 'problem', key: 'disk-low', name: null, problem, atMs: at, untilMs },
        { kind: 'problem', key: 'destination:x', name: '县里', problem, atMs: at, untilMs },
      ]),
    ];
    for (const news of all) {
      const [head, ...rest] = lines([news], { locale });
      expect(head).toBe(headLine({ texts: robotTexts(locale), studioId: 'hetian-1' }));
      expect(rest.length, JSON.stringify(news)).toBeGreaterThan(0);
      // A key that has no text comes back as it is.
      for (const line of rest) expect(line).not.toMatch(/\{\{|undefined|NaN|^[a-zA-Z]+$/u);
    }
  });

  it('RB13 alarms older than half an hour stand under what is past, with the day when it was another', () => {
    const outage = (atMs: number): RobotNews => ({ kind: 'outage', of: 'obs', atMs, untilMs: atMs + minute });
    const news = [outage(END - 600 * minute), outage(END - 1440 * minute), outage(END - 5 * minute), end];
    const told = lines(news, { locale: 'en', summaryOf: () => null, waitingEntries: 0 });
    expect(told).toEqual([
      'Hetian Studio (hetian-1)',
      'OBS was away on air from 19:55 to 19:56 (1 min) and is back.',
      'The broadcast "第一场" ended at 20:00 after 6 h 0 min.',
      'Earlier:',
      'OBS was away on air from 10:00 to 10:01 (1 min) and is back.',
      'OBS was away on air from 11-23 20:00 to 11-23 20:01 (1 min) and is back.',
    ]);
  });

  it('RB18 a message holds what fits, the rest comes with the next, and half a character never leaves', () => {
    const outage: RobotNews = { kind: 'outage', of: 'obs', atMs: END, untilMs: END + minute };
    const many = Array.from({ length: 100 }, () => outage);
    const first = composeMessage(many, facts(), 2048);
    expect(first.told).toBeGreaterThan(10);
    expect(first.told).toBeLessThan(100);
    expect(Buffer.byteLength(first.text)).toBeLessThanOrEqual(2048);
    expect(composeMessage(many.slice(0, first.told + 1), facts(), 2048).told).toBe(first.told);
    const long = { ...summary, products: summary.products.map((one) => ({ ...one, name: { 'zh-CN': '𠮷'.repeat(200) } })) };
    const cut = composeMessage([end, end], facts({ summaryOf: () => long }), 2048);
    expect(cut.told).toBe(1);
    expect(Buffer.byteLength(cut.text)).toBeLessThanOrEqual(2048);
    expect(cut.text.endsWith('𠮷…')).toBe(true);
    expect(cut.text.isWellFormed()).toBe(true);
  });

  it('RB20 of very much that happened at most a hundred is told at once', () => {
    const news = Array.from({ length: 3000 }, (): RobotNews => ({ kind: 'recovered', atMs: END, missing: false }));
    let sentences = 0;
    const texts = robotTexts('en');
    const counted = { ...texts, text: (...args: Parameters<typeof texts.text>) => ((sentences += 1), texts.text(...args)) };
    expect(composeMessage(news, facts({ texts: counted }), 15_000).told).toBeLessThanOrEqual(100);
    expect(sentences).toBeLessThan(12_000);
  });
});
