/** All pulls of a studio: begun by the configuration, kept going by the loop, said when they fail. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Refusal } from '../../../../native/contract/refusal.ts';
import type { FeedConfig } from '../../../../native/contract/settings.ts';
import { silentLogger } from '../../../../native/kernel/logger.ts';
import { PullLoop } from '../../../../native/orders/pull/pull-loop.ts';
import { failedPull, type Pulled } from '../../../../native/orders/pull/pull-request.ts';
import { Pulls } from '../../../../native/orders/pull/pulls.ts';
import { manualClock } from '../../manual-clock.ts';
import { eventually } from '../../../harness/waiting.ts';
import { paid } from '../../store/test-storage.ts';
import { type Answer, startPlatform } from './platform.ts';
import { NOW_MS, order, pullDesk, SECRET, stored } from './pull-desk.ts';

const url = new URL('https://relay.example');
const failed = (retryAfterMs: number | null = null): Pulled<never> => ({ ...failedPull('shop', url, 'HTTP 500'), retryAfterMs });

function loopOf(answers: (Pulled<{ more: boolean }> | Error)[]) {
  const clock = manualClock();
  const roundsAtMs: number[] = [];
  const problems: (string | null)[] = [];
  const loop = new PullLoop({
    source: 'shop',
    async round() {
      roundsAtMs.push(clock.nowMs());
      const answer = answers.shift() ?? { ok: true, value: { more: false } };
      if (answer instanceof Error) throw answer;
      return answer;
    },
    everyMs: 60_000,
    paceMs: 100,
    onProblem: (problem) => problems.push(problem && problem.code),
    clock,
    random: () => 0.5,
    logger: silentLogger,
  });
  onTestFinished(() => loop.stop());
  loop.start();
  return { clock, loop, roundsAtMs, problems };
}

const more: Pulled<{ more: boolean }> = { ok: true, value: { more: true } };
const done: Pulled<{ more: boolean }> = { ok: true, value: { more: false } };

describe('pulls', () => {
  it('OP6 goes on at its pace while there is work, then waits; news end the wait', async () => {
    const { clock, loop, roundsAtMs } = loopOf([more, more, done]);
    await clock.advance(30_000);
    expect(roundsAtMs).toEqual([0, 100, 200]);
    loop.wake();
    await clock.advance(0);
    expect(roundsAtMs).toEqual([0, 100, 200, 30_000]);
    await clock.advance(60_000);
    expect(roundsAtMs).toHaveLength(5);
  });

  it('OP6 after failures the pauses grow, news do not shorten them, and a success begins anew', async () => {
    const { clock, loop, roundsAtMs, problems } = loopOf([failed(), failed(), new Error('a bug'), more, failed(), done]);
    await clock.advance(100);
    loop.wake();
    await clock.advance(20_000);
    expect(roundsAtMs).toEqual([0, 750, 2250, 5250, 5350, 6100]);
    expect(problems).toEqual(['pull-failed', 'pull-failed', 'internal', null, 'pull-failed', null]);
  });

  it('OP6 what the other side asks for with Retry-After is kept, and 0 is no reason to hurry', async () => {
    const { clock, roundsAtMs } = loopOf([failed(42_000), failed(0), done]);
    await clock.advance(50_000);
    expect(roundsAtMs).toEqual([0, 42_000, 43_000]);
  });

  it('OP6 a stop ends the wait, and nothing is asked afterwards', async () => {
    const { clock, loop, roundsAtMs } = loopOf([done]);
    await clock.advance(0);
    await loop.stop();
    await clock.advance(600_000);
    expect(roundsAtMs).toEqual([0]);
  });

  async function running(answer: () => Answer, feed: Partial<FeedConfig> = {}, secrets = {}) {
    const platform = await startPlatform(answer);
    const desk = await pullDesk({ feed: { pullUrl: platform.url, ...feed }, secrets });
    const problems = new Map<string, Refusal>();
    const pulls = new Pulls({
      ...desk,
      reader: desk.storage.reader,
      entries: desk.storage.ledger,
      onProblem: (name, problem) => (problem ? problems.set(name, problem) : problems.delete(name)),
      logger: silentLogger,
    });
    onTestFinished(() => pulls.stop());
    pulls.start();
    return { platform, desk, pulls, problems };
  }

  it('OP5 a feed with an address is pulled; a failing relay is a standing problem until it works', async () => {
    let answer: Answer = { status: 500 };
    const { platform, desk, problems } = await running(() => answer);
    await eventually(() => problems.size > 0, Boolean);
    expect([...problems.values()]).toMatchObject([{ code: 'pull-failed', context: { source: 'shop', problem: 'HTTP 500' } }]);
    answer = { body: `${stored('1', order('o1'))}\n` };
    await eventually(() => desk.paidOrders().length === 1, Boolean);
    await eventually(() => problems.size === 0, Boolean);
    expect(JSON.stringify(platform.asked)).not.toContain(SECRET.slice(6));
  });

  it('OP5 thin orders wake the question for their details as they come', async () => {
    const { platform, desk } = await running(() => ({ body: '' }));
    platform.answer = ({ method }) => ({ body: method === 'POST' ? JSON.stringify(order('o1')) : '' });
    await eventually(() => platform.asked.length > 0, Boolean);
    await desk.storage.ledger.append([paid('o1', { lines: [], amountFen: 1, stateAtMs: NOW_MS - 1 })]);
    await eventually(() => desk.paidOrders()[0]?.thin === 0, Boolean);
    expect(desk.paidOrders()).toMatchObject([{ orderId: 'o1', amountFen: 3990 }]);
  });

  it('OP5 a feed that is taken away is not asked any more, and its problems go', async () => {
    const { platform, desk, problems } = await running(() => ({ status: 500 }));
    await eventually(() => problems.size > 0, Boolean);
    desk.feeds.remove('shop');
    await eventually(() => problems.size === 0, Boolean);
    expect(platform.asked.length).toBeGreaterThan(0);
  });

  it('OP5 a shop that cannot be asked, or lacks a key, says so; one that can is asked by its own interface', async () => {
    const refusalOf = async (feed: Partial<FeedConfig>, secrets: Record<string, string> = {}) => {
      const { problems } = await running(() => ({}), { pullFrom: 'shop', ...feed }, secrets);
      return [...problems.values()].map(({ code }) => code);
    };
    const pull = { 'feed:shop:pull': 'key' };
    expect(await refusalOf({ type: 'shopify' }, pull)).toEqual(['pull-not-offered']);
    expect(await refusalOf({ type: 'douyin-shop' }, pull)).toEqual(['feed-app-id-missing']);
    expect(await refusalOf({ type: 'woocommerce' })).toEqual(['feed-secret-missing']);
    const asked: string[] = [];
    for (const type of ['woocommerce', 'douyin-shop', 'wechat-shop'] as const) {
      const { platform } = await running(() => ({}), { type, appId: 'app', pullFrom: 'shop' }, pull);
      asked.push((await eventually(() => platform.asked[0], Boolean))!.path);
    }
    expect(asked).toEqual(['/wp-json/wc/v3/orders', '/order/searchList', '/cgi-bin/stable_token']);
  });

  it('OP5 without a usable secret nothing is asked, and the feed says so', async () => {
    const { platform, problems } = await running(() => ({}), {}, { 'feed:shop:pull': 'not-a-webhook-secret' });
    expect([...problems.values()]).toMatchObject([{ code: 'feed-secret-invalid', context: { source: 'shop' } }]);
    expect(platform.asked).toEqual([]);
  });
});
