/** Product and guest forms: struck price, certificates, selling points, consents, and what the gate says while they are written. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Finding } from '../../native/contract/gate.ts';
import { locales } from '../../native/contract/text.ts';
import { finding } from './gate-states.ts';
import { startFixturePages, type FixturePages } from './fixture-pages.ts';

let browser: FixturePages;
let page: Page;
beforeAll(async () => {
  browser = await startFixturePages('plan-fixture');
});
afterAll(() => browser.close());
afterEach(() => page.context().close());

const inputsOf = (name: string) =>
  page.evaluate((wanted) => window.fixture.client.sent.filter((each) => each.name === wanted).map(({ input }) => input), name);

/** Finds one word, in whatever text it is asked about. */
const findBest = () =>
  page.evaluate(() =>
    window.fixture.client.findWith(({ text, isFood }) =>
      Object.entries(text).flatMap(([locale, written]) =>
        written?.includes('最好')
          ? [
              {
                rule: isFood ? 'on-food' : 'absolute',
                severity: 'block' as const,
                at: `text.${locale}`,
                found: '最好',
                law: '',
                context: {},
              },
            ]
          : [],
      ),
    ),
  );

async function seriousFaults(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`));
}

describe('the form of a product', () => {
  it('GU15 keeps what is said of a product on the card: selling points, struck price with its proof, certificates, food or not', async () => {
    page = await browser.open('?page=catalogue&locale=en#/catalogue/p1');
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('Is food').uncheck();
    await drawer.getByLabel('Struck out (yuan)').fill('45.00');
    await drawer.getByText('A paper', { exact: true }).click();
    await drawer.getByRole('combobox', { name: 'Paper that proves it' }).click();
    await page.getByRole('option', { name: /price-list/u }).click();
    await drawer.getByRole('button', { name: 'Add selling point' }).click();
    await drawer.getByRole('button', { name: 'Add selling point' }).click();
    const second = drawer.getByRole('group', { name: 'Selling point 2' });
    await second.getByLabel('2 · English').fill('Thin shell');
    await drawer.getByRole('button', { name: 'Add certificate' }).click();
    await drawer.getByRole('button', { name: 'Save' }).click();
    expect(await second.getByText('Fill this in.').count()).toBe(1);
    expect(await drawer.getByRole('group', { name: 'Certificate 1' }).getByText('Fill this in.').count()).toBe(1);
    await second.getByLabel('2 · 中文').fill('壳薄');
    await drawer.getByLabel('Number').last().fill('ORG-2026-7');
    await drawer.getByLabel('Holds until').fill('2027-03-31');
    await drawer.getByRole('button', { name: 'Save' }).click();
    await vi.waitFor(async () => expect(await inputsOf('saveProduct')).toHaveLength(1));
    expect(await inputsOf('saveProduct')).toMatchObject([
      {
        productId: 'p1',
        isFood: false,
        struckPrice: { priceFen: 4500, proof: 'document', evidenceId: 'ev-2' },
        sellingPoints: [{ 'zh-CN': '壳薄', en: 'Thin shell' }],
        certificates: [{ kind: 'organic', number: 'ORG-2026-7', untilAtMs: Date.UTC(2027, 2, 31, 15, 59, 59, 999) }],
      },
    ]);
  });

  it('GU16 what the gate would say stands beside the field while it is written, and stops neither typing nor saving', async () => {
    page = await browser.open('?page=catalogue&locale=en#/catalogue/p1');
    await findBest();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('Name · 中文').fill('最好的核桃');
    await drawer.getByText('"最好" is in the group "on-food".').waitFor();
    await drawer.getByLabel('Is food').uncheck();
    await drawer.getByText(/^"最好" is an absolute word/u).waitFor();
    await drawer.getByLabel('Name · 中文').press('End');
    await drawer.getByLabel('Name · 中文').pressSequentially('仁');
    await drawer.getByRole('button', { name: 'Save' }).click();
    await vi.waitFor(async () => expect(await inputsOf('saveProduct')).toMatchObject([{ name: { 'zh-CN': '最好的核桃仁' } }]));
  });

  it('GU17 a certificate that has run out says so in amber', async () => {
    page = await browser.open('?page=catalogue&locale=en#/catalogue/p1');
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('button', { name: 'Add certificate' }).click();
    await drawer.getByLabel('Holds until').fill('2030-01-01');
    expect(await drawer.locator('[data-expired]').count()).toBe(0);
    await drawer.getByLabel('Holds until').fill('2019-12-31');
    await drawer.locator('[data-expired]').waitFor();
  });
});

describe('a struck price', () => {
  it('GU20 says what our own ledger proves of it, once it is kept', async () => {
    page = await browser.open('?page=catalogue&locale=en');
    const prove = (findings: Finding[]) =>
      page.evaluate((found) => {
        const { client } = window.fixture;
        const { products } = client.topic('catalogue').get()!;
        client.patch('catalogue', {
          products: products.map((each) => (each.productId === 'p1' ? { ...each, struckPrice: { priceFen: 4500, proof: 'deals' } } : each)),
        });
        const subject = { kind: 'card' as const, id: 'p1' };
        const verdict = { subject, severity: 'block' as const, findings: found, digest: 'd', rulesVersion: 'r', decision: null };
        client.patch('gate', { verdicts: found.length > 0 ? { 'card:p1': verdict } : {} });
      }, findings);
    await prove([finding('price-struck-above-proof', 'block', 'struckPrice', '', { struckFen: 4500, provenFen: 3990, days: 7 })]);
    await page.evaluate(() => location.assign('#/catalogue/p1'));
    const proof = page.locator('[data-ledger-proof]');
    await proof.getByText('The struck price ¥45.00 is above ¥39.90, the lowest deal of the last 7 days.').waitFor();
    await prove([]);
    await proof.getByText('The ledger proves this struck price.').waitFor();
    await page.getByRole('dialog').getByLabel('Struck out (yuan)').fill('46');
    await page.getByText('Once it is saved, what the ledger proves stands here.').waitFor();
    expect(await proof.count()).toBe(0);
  });
});

describe('the guests of a segment', () => {
  const guests = () => page.evaluate(() => window.fixture.rundown()!.segments.flatMap((segment) => segment.guests));

  it('GU18 a consent is kept with its days, for replays or not, and with its paper; a minor has a parent’s', async () => {
    page = await browser.open('?page=rundown&locale=en');
    const target = await page.evaluate(() => window.fixture.rundown()!.segments.find((segment) => segment.guests.length > 0)!);
    const { guestId, name } = target.guests[0]!;
    await page.evaluate((segmentId) => location.assign(`#/rundown/${segmentId}`), target.segmentId);
    const card = page.getByRole('group', { name: name.en ?? name['zh-CN'], exact: true });
    const guest = async () => (await guests()).find((each) => each.guestId === guestId)!;
    await card.getByLabel('Sells in the broadcast').check();
    await card.getByRole('checkbox', { name: 'Consent signed', exact: true }).check();
    await card.getByLabel('Signed on').fill('2020-04-01');
    await card.getByLabel('Holds until').fill('2020-04-30');
    await card.locator('[data-expired]').waitFor();
    await card.getByLabel('Holds until').fill('2021-04-30');
    await card.getByLabel('Also for replays').check();
    await card.getByRole('combobox', { name: 'Paper' }).click();
    await page.getByRole('option').first().click();
    await vi.waitFor(async () =>
      expect(await guest()).toMatchObject({
        hosts: true,
        consent: {
          signedAtMs: Date.UTC(2020, 2, 31, 16),
          untilAtMs: Date.UTC(2021, 3, 30, 15, 59, 59, 999),
          replay: true,
          evidenceId: 'ev-1',
        },
      }),
    );
    expect(await card.getByRole('checkbox', { name: "Guardian's consent signed", exact: true }).count()).toBe(0);
    await card.getByRole('combobox', { name: 'Class of guest' }).click();
    await page.getByRole('option', { name: 'Minor' }).click();
    await card.getByRole('checkbox', { name: "Guardian's consent signed", exact: true }).check();
    await vi.waitFor(async () => expect((await guest()).guardianConsent).toMatchObject({ replay: false }));
    await card.getByRole('checkbox', { name: 'Consent signed', exact: true }).uncheck();
    await vi.waitFor(async () => expect(await guest()).not.toHaveProperty('consent'));
  });
});

describe.each(locales)('in %s', (locale) => {
  it('GU19 both forms are accessible and nothing is cut off', async () => {
    page = await browser.open(`?page=catalogue&locale=${locale}#/catalogue/p1`, { width: 1024, height: 768 });
    await findBest();
    const drawer = page.getByRole('dialog');
    for (const adder of await drawer.locator('button', { has: page.locator('.tabler-icon-plus') }).all()) await adder.click();
    await drawer.locator('input').nth(2).fill('最好的核桃');
    await drawer.locator('[data-severity]').first().waitFor();
    expect(await seriousFaults()).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });
});
