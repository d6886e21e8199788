/** The tab of the gate in a real Chromium: what would be stopped, the rule files, a text tried out, the producer's code. */
import { AxeBuilder } from '@axe-core/playwright';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RuleFile } from '../../native/contract/gate.ts';
import { locales } from '../../native/contract/text.ts';
import { diffOf, nextVersion, readRules, wordsIn } from '../../renderer/console/overlay/gate/rule-draft.ts';
import type { ConsoleFixture } from './console-fixture.tsx';
import { products, segments } from './console-states.ts';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';
import { finding, ruleFiles, verdict, verdictsOf } from './gate-states.ts';

let pages: FixturePages;
let page: Page;
beforeAll(async () => {
  pages = await startFixturePages('console-fixture');
});
afterAll(() => pages.close());
afterEach(() => page?.context().close());

const claims = ruleFiles[0] as Extract<RuleFile, { file: 'claims' }>;
const segment = segments.find(({ guests }) => guests.length > 0)!;
const found = verdictsOf(
  verdict({ kind: 'card', id: products[1]!.productId }, [finding('organic', 'warn', 'name.zh-CN', products[1]!.name['zh-CN'])]),
  verdict({ kind: 'card', id: products[0]!.productId }, [finding('absolute', 'block', 'name.zh-CN', products[0]!.name['zh-CN'])]),
  verdict({ kind: 'lower-third', id: segment.guests[0]!.guestId, within: segment.segmentId }, [
    finding('consent-expired', 'block', '', '', { name: '艾山', untilAtMs: Date.UTC(2020, 3, 1) }),
  ]),
  verdict({ kind: 'segment', id: segments[2]!.segmentId }, [finding('urgency', 'warn')], 'confirmed'),
);

async function open(locale = 'en', size?: { width: number; height: number }): Promise<Page> {
  page = await pages.open(`?locale=${locale}#/overlay/gate`, size);
  await page.evaluate((verdicts) => {
    const { client } = (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture;
    client.patch('gate', { verdicts });
    client.findWith(({ text }) =>
      text['zh-CN'].includes('第一')
        ? [{ rule: 'absolute', severity: 'block', at: 'text.zh-CN', found: '第一', law: '广告法 §9(3)', context: {} }]
        : [],
    );
  }, found);
  await page.locator('li[data-stop]').first().waitFor();
  return page;
}

const sent = (name: string) =>
  page.evaluate(
    (wanted) =>
      (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture.client.sent
        .filter((each) => each.name === wanted)
        .map(({ input }) => input),
    name,
  );
const rules = () => page.getByRole('region', { name: 'Rules' });

describe('what would be stopped now', () => {
  it('GU25 lists it with what is blocked first; each is mended where it stands, or decided here', async () => {
    await open();
    const rows = page.locator('li[data-stop]');
    expect(await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-stop')))).toEqual(['block', 'block', 'warn']);
    const panel = page.getByRole('region', { name: 'What would be stopped now' });
    expect(await panel.innerText()).toMatch(/Blocked 2\s+To confirm 1/u);
    expect(await panel.getByRole('listitem').count()).toBe(4);
    const guest = rows.filter({ hasText: 'Lower third' });
    await guest.getByRole('button').first().click();
    expect(await guest.innerText()).toContain('ran out on 2020-04-01');
    expect(await guest.getByRole('link', { name: 'Change the text' }).getAttribute('href')).toBe(`#/rundown/${segment.segmentId}`);
    const warned = rows.filter({ hasText: products[1]!.name.en ?? '' });
    await warned.getByRole('button').first().click();
    await warned.getByRole('button', { name: 'Confirm' }).click();
    await vi.waitFor(async () => expect(await sent('confirmFindings')).toMatchObject([{ digest: `digest-${products[1]!.productId}` }]));
  });

  it('GU26 a text is tried out at once, and nothing of it is kept', async () => {
    await open();
    await page.getByLabel('Text to try').fill('全网第一的核桃');
    await page.locator('q mark').getByText('第一').waitFor();
    await page.getByLabel('Text to try').fill('薄皮核桃');
    await page.getByText('Nothing found.').waitFor();
  });
});

describe('rule files', () => {
  it('GU27 words are found, added one by one or as a pasted list, and removed; the file is saved as a whole under a new version', async () => {
    await open();
    await rules().getByRole('button', { name: 'Illness and health' }).click();
    const words = rules().getByRole('group', { name: 'Illness and health' });
    await words.getByRole('button', { name: 'Remove "cures"' }).click();
    await words.getByRole('textbox').fill('降血脂');
    await page.keyboard.press('Enter');
    await words.getByRole('textbox').focus();
    await page.evaluate(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text', '排毒\n养颜\n治疗');
      document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    });
    await words.getByText('Added 2, left aside 1').waitFor();
    await rules().getByRole('searchbox').fill('第一');
    expect(
      await rules()
        .getByRole('button', { name: /^(?:Blocks )?(?:Absolute words|Allowed phrases|Illness)/u })
        .allInnerTexts(),
    ).toHaveLength(2);
    // What is not saved stays while one looks elsewhere.
    await page.getByRole('tab', { name: 'Themes' }).click();
    await page.getByRole('tab', { name: 'Gate before air' }).click();
    await rules().getByRole('button', { name: 'Save as new version' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.locator('[data-diff=medical]').innerText()).toMatch(/Illness and health\s+3\s+1\s+—/u);
    await dialog.getByLabel('New version').fill('2026-01');
    await dialog.getByText('must differ').waitFor();
    expect(await dialog.getByRole('button', { name: 'Save as new version' }).isDisabled()).toBe(true);
    await dialog.getByLabel('New version').fill('2026-02');
    await dialog.getByRole('button', { name: 'Save as new version' }).click();
    await dialog.waitFor({ state: 'detached' });
    const [saved] = (await sent('saveRuleFile')) as (typeof claims)[];
    expect(saved).toMatchObject({ file: 'claims', version: '2026-02', owner: claims.owner });
    expect(saved!.groups[1]!.words.toSorted()).toEqual(['治疗', '降血压', 'شىپا', '降血脂', '排毒', '养颜'].toSorted());
    expect(await rules().getByRole('button', { name: 'Save as new version' }).isDisabled()).toBe(true);
  });

  it('GU28 groups are added and removed, a group that people added goes by its own name', async () => {
    await open();
    await rules().getByRole('button', { name: 'our-own-words' }).waitFor();
    await rules().getByRole('textbox', { name: 'New group' }).fill('Bad name');
    await rules().getByText('Small letters, digits and hyphens only.').waitFor();
    await rules().getByRole('textbox', { name: 'New group' }).fill('harvest-words');
    await rules().getByRole('button', { name: 'Add group' }).click();
    await rules().getByRole('group', { name: 'harvest-words' }).waitFor();
    await rules().getByRole('button', { name: 'Remove the group "harvest-words"' }).click();
    expect(await rules().getByRole('button', { name: 'harvest-words', exact: true }).count()).toBe(0);
    await rules().getByRole('button', { name: 'Look-alikes' }).click();
    await rules().getByLabel('Seen').fill('莪');
    await rules().getByLabel('Read as').fill('我');
    await page.keyboard.press('Enter');
    expect(await rules().getByRole('listitem').filter({ hasText: '→' }).allTextContents()).toEqual(['莪 → 我', '苐 → 第']);
  });

  it('GU29 a file goes out as JSON and comes in again; one that cannot be used names its first fault and changes nothing', async () => {
    await open();
    const download = page.waitForEvent('download');
    await rules().getByRole('button', { name: 'Export' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('claims-2026-01.json');
    const written = readRules(await readFile(await file.path(), 'utf8'));
    expect(written).toEqual({ ok: true, rules: claims });
    const input = rules().locator('input[type=file]');
    const asFile = (value: unknown) => ({ name: 'rules.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(value)) });
    await input.setInputFiles(asFile({ ...claims, groups: [{ ...claims.groups[0]!, severity: 'forbidden' }] }));
    await rules().getByRole('alert').getByText('groups.0.severity').waitFor();
    expect(await rules().getByRole('button', { name: 'Save as new version' }).isDisabled()).toBe(true);
    const prices = ruleFiles[1] as Extract<RuleFile, { file: 'prices' }>;
    await input.setInputFiles(asFile({ ...prices, version: '2026-09', comparedDays: 14 }));
    expect(await rules().getByLabel('Days a struck price is compared with').inputValue()).toBe('14');
    await rules().getByRole('button', { name: 'Save as new version' }).click();
    expect(await page.getByRole('dialog').getByLabel('New version').inputValue()).toBe('2026-09');
  });

  it('GU30 going back to the program’s own file and discarding changes ask first', async () => {
    await open();
    await rules().getByRole('button', { name: "Back to the program's own" }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(await sent('resetRuleFile')).toEqual([]);
    await rules().getByRole('button', { name: "Back to the program's own" }).click();
    await page.getByRole('dialog').getByRole('button', { name: "Back to the program's own" }).click();
    await vi.waitFor(async () => expect(await sent('resetRuleFile')).toEqual([{ file: 'claims' }]));
  });

  it('GU31 a difference is counted by part, an order alone is none, and a version of today counts on', () => {
    const [first, second, ...rest] = claims.groups;
    expect(diffOf(claims, { ...claims, groups: [second!, first!, ...rest], version: 'x' })).toEqual([]);
    const changed = {
      ...claims,
      groups: [{ ...first!, severity: 'warn' as const, words: [...first!.words.slice(1), '顶尖', '巅峰'] }, ...rest],
    };
    // A group that is gone takes its words and its own values with it.
    const own = Object.keys(second!).length - 1;
    expect(diffOf(claims, { ...changed, allowed: [...claims.allowed, '第一产业'] })).toEqual([
      { part: 'absolute', added: 2, removed: 1, changed: 1 },
      { part: 'medical', added: 0, removed: second!.words.length + own, changed: 0 },
      { part: 'allowed', added: 1, removed: 0, changed: 0 },
    ]);
    expect([
      nextVersion('2026-01', '2026-11-25'),
      nextVersion('2026-11-25', '2026-11-25'),
      nextVersion('2026-11-25-2', '2026-11-25'),
    ]).toEqual(['2026-11-25', '2026-11-25-2', '2026-11-25-3']);
    expect(wordsIn(' 最好，第一、best ; best\nشىپا، ')).toEqual(['最好', '第一', 'best', 'شىپا']);
  });
});

describe('the producer’s code', () => {
  it('GU32 is set twice alike, asks for the former one, and is not kept on the page', async () => {
    await open();
    const panel = page.getByRole('region', { name: "Producer's code" });
    await panel.getByLabel('New code').fill('abc');
    await panel.getByRole('button', { name: 'Change' }).click();
    for (const words of ['Enter the former code.', 'At least 6 characters.', 'The two differ.']) await panel.getByText(words).waitFor();
    await panel.getByLabel('Former code').fill('old-code-1');
    await panel.getByLabel('New code').fill('new-code-1');
    await panel.getByLabel('Once more').fill('new-code-1');
    await panel.getByRole('button', { name: 'Change' }).click();
    await panel.getByText('Saved.').waitFor();
    expect(await sent('setProducerCode')).toEqual([{ code: 'new-code-1', former: 'old-code-1' }]);
    expect(await panel.locator('input').evaluateAll((all) => all.map((input) => (input as HTMLInputElement).value))).toEqual(['', '', '']);
  });
});

describe.each(locales)('in %s', (locale) => {
  it('GU33 the tab is accessible with every file, and does not scroll sideways on a small screen', async () => {
    await open(locale, { width: 1024, height: 768 });
    for (const file of [0, 1, 2, 3]) {
      await page.locator('.mantine-SegmentedControl-root label').nth(file).click();
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`))).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    }
  });
});
