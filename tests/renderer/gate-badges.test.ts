/** What the gate found, shown beside products, segments and guests, and in the health light before the segment comes. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Verdict } from '../../native/contract/gate.ts';
import { type HealthInput, findingsOf } from '../../renderer/console/shell/health.ts';
import type { ConsoleFixture } from './console-fixture.tsx';
import { consoleStates, products, segments } from './console-states.ts';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';
import { finding, gateState, verdict, verdictsOf } from './gate-states.ts';

let pages: FixturePages;
beforeAll(async () => {
  pages = await startFixturePages('console-fixture');
});
afterAll(() => pages.close());

const card = (index: number, severity: 'block' | 'warn' | 'note', decision: Verdict['decision'] = null) =>
  verdict({ kind: 'card', id: products[index]!.productId }, [finding('any', severity, 'name.zh-CN', '最好')], decision);
const withGuest = segments.find(({ guests }) => guests.length > 0)!;
const thirdOf = (decision: Verdict['decision'] = null) =>
  verdict({ kind: 'lower-third', id: withGuest.guests[0]!.guestId, within: withGuest.segmentId }, [finding('any', 'block')], decision);

async function show(address: string, ...verdicts: Verdict[]): Promise<Page> {
  const page = await pages.open(address);
  await page.evaluate(
    (next) => {
      (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture.client.patch('gate', { verdicts: next });
    },
    verdictsOf(...verdicts),
  );
  await page.locator('[data-gate]').first().waitFor();
  return page;
}

describe('badges', () => {
  it('GU10 the deck and the rundown show what would be stopped, with the reason for eyes and for screen readers', async () => {
    const page = await show('?locale=en#/air', card(0, 'block'), card(1, 'warn'), card(2, 'note'), card(3, 'warn', 'confirmed'), thirdOf());
    const badge = (index: number) => page.locator(`[data-product="${products[index]!.productId}"] [data-gate]`);
    expect(await Promise.all([0, 1, 2, 3].map((index) => badge(index).getAttribute('data-gate')))).toEqual([
      'block',
      'warn',
      'note',
      'decided',
    ]);
    expect(await badge(0).getAttribute('aria-label')).toBe('Would be blocked on a take. "最好" is in the group "any".');
    expect(await badge(3).getAttribute('aria-label')).toMatch(/^Confirmed/u);
    expect(await page.locator('[data-product] [data-gate]').count()).toBe(4);
    expect(await page.locator(`[data-segment="${withGuest.segmentId}"] [data-gate]`).getAttribute('data-gate')).toBe('block');
    await badge(0).hover();
    await page.getByRole('tooltip').getByText('Would be blocked').waitFor();
    await page.context().close();
  });

  it('GU10 the catalogue and the plan of a segment show them too', async () => {
    const catalogue = await show('?locale=en#/catalogue', card(1, 'warn'));
    expect(await catalogue.locator(`tr[data-product-id="${products[1]!.productId}"] [data-gate=warn]`).count()).toBe(1);
    await catalogue.context().close();
    const rundown = await show(`?locale=en#/rundown/${withGuest.segmentId}`, thirdOf(), card(0, 'block'));
    const guest = rundown.getByRole('group', { name: withGuest.guests[0]!.name.en ?? withGuest.guests[0]!.name['zh-CN'] });
    expect(await guest.locator('[data-gate=block]').count()).toBe(1);
    await rundown.context().close();
  });
});

describe('health', () => {
  const { playout, rundown } = consoleStates('en');
  const nothing: HealthInput = { link: 'open', studio: undefined, obs: undefined, playout, rundown, sales: undefined, sync: undefined };
  const said = (...verdicts: Verdict[]) =>
    findingsOf({ ...nothing, gate: { ...gateState, verdicts: verdictsOf(...verdicts) } }).flatMap(
      ({ part, level, say, values, next, tab }) => (part === 'gate' ? [`${level} ${say} ${values['count']} ${next}/${tab}`] : []),
    );

  it('GU11 the health light tells of what the gate would stop on air and in the segments that come, until it is decided', () => {
    const at = segments.findIndex(({ segmentId }) => segmentId === playout!.segmentOnAir!.segmentId);
    const cardOf = (segment: number, severity: 'block' | 'warn', decision: Verdict['decision'] = null) =>
      card(
        products.findIndex(({ productId }) => productId === segments[segment]!.productIds.at(-1)),
        severity,
        decision,
      );
    expect(said()).toEqual([]);
    expect(said(cardOf(at + 2, 'block'))).toEqual(['trouble gate.blocked 1 overlay/gate']);
    expect(said(cardOf(at + 1, 'warn'))).toEqual(['notice gate.warned 1 overlay/gate']);
    expect(said(cardOf(at + 2, 'block', 'overridden'), cardOf(at + 1, 'warn', 'confirmed'))).toEqual([]);
    expect(said(cardOf(at + 4, 'block'))).toEqual([]);
  });
});
