/** A refused take in a real Chromium: the dialog, its decisions, and the second press that it takes. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Verdict } from '../../native/contract/gate.ts';
import { locales } from '../../native/contract/text.ts';
import type { ConsoleFixture } from './console-fixture.tsx';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';
import { finding, verdict, verdictsOf } from './gate-states.ts';
import { products } from './console-states.ts';

let pages: FixturePages;
let page: Page;
beforeAll(async () => {
  pages = await startFixturePages('console-fixture');
});
afterAll(() => pages.close());
afterEach(() => page.context().close());

const product = products[4]!;
const warned = verdict({ kind: 'card', id: product.productId }, [
  finding('organic', 'warn', 'name.zh-CN', product.name['zh-CN'].slice(0, 2)),
]);
const blocked = verdict({ kind: 'card', id: product.productId }, [
  finding('absolute', 'block', 'name.zh-CN', product.name['zh-CN'].slice(0, 2)),
  finding('price-without-unit', 'block'),
]);

/** Every take is refused by the gate, as long as nobody has decided. */
async function open(found: Verdict, locale = 'en'): Promise<Page> {
  page = await pages.open(`?locale=${locale}#/air`);
  await page.evaluate(
    ([about, verdicts]) => {
      const { client, refuse } = (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture;
      client.patch('gate', { verdicts });
      let decided = false;
      client.answerWith((name) => {
        if (name === 'inspect') return { ok: true, value: { ...about, decision: decided ? 'confirmed' : null } };
        if (name === 'confirmFindings' || name === 'overrideFindings') decided = true;
        if (name !== 'take' || decided) return { ok: true, value: {} };
        const code = about.severity === 'block' ? 'gate-blocked' : 'gate-warned';
        return refuse(code, { name: 'p', found: 'f', subject: `card:${about.subject.id}` });
      });
    },
    [found, verdictsOf(found)] as const,
  );
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

async function faults(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include('[role=dialog]').analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
}

describe('a take that is refused', () => {
  it('GU1 opens a dialog with what was to go on air, the word marked in its text, and the law; no toast', async () => {
    await open(blocked);
    await page.keyboard.press('Space');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Not on air: blocked').waitFor();
    expect(await dialog.innerText()).toContain(product.name.en ?? '');
    expect(await dialog.locator('mark').innerText()).toBe(product.name['zh-CN'].slice(0, 2));
    expect(await dialog.locator('q').innerText()).toBe(product.name['zh-CN']);
    expect(await dialog.innerText()).toContain('广告法 §9(3)');
    expect(await page.locator('.mantine-Notification-root').count()).toBe(0);
  });

  it('GU2 pressing the take again confirms nothing; the key of the dialog does, and the take is a press of its own', async () => {
    await open(warned);
    await page.keyboard.press('Space');
    await page.getByRole('dialog').getByText('confirm it first').waitFor();
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    expect(await sent('confirmFindings')).toEqual([]);
    await page.keyboard.press('c');
    await page.getByText('Nothing has gone on air yet').waitFor();
    expect(await sent('confirmFindings')).toEqual([{ subject: warned.subject, digest: warned.digest }]);
    expect(await sent('take')).toHaveLength(1);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await sent('take')).toHaveLength(2);
  });

  it('GU3 no key of the desk works behind the dialog, and Escape leaves it with nothing decided', async () => {
    await open(warned);
    await page.keyboard.press('Space');
    await page.getByRole('dialog').waitFor();
    for (const key of ['h', 'b', 'ArrowDown', '7']) await page.keyboard.press(key);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await sent('confirmFindings')).toEqual([]);
    expect(await sent('holdSlate')).toEqual([]);
    expect(await sent('prepare')).toEqual([]);
    expect(await sent('clear')).toEqual([]);
  });

  it('GU4 a block is overridden only with exemption, evidence and the code of a producer, which is not kept', async () => {
    await open(blocked);
    await page.keyboard.press('Space');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('blocked').first().waitFor();
    await page.keyboard.press('c');
    expect(await sent('confirmFindings')).toEqual([]);
    await dialog.getByRole('button', { name: 'Override as producer' }).click();
    await dialog.getByRole('button', { name: 'Override', exact: true }).click();
    await dialog.getByText('Choose a reason.').waitFor();
    await dialog.getByText('Enter the code.').waitFor();
    await dialog.getByRole('combobox', { name: 'Why the law allows it' }).click();
    await page.getByRole('option', { name: 'Registered name or trademark' }).click();
    await dialog.getByLabel('Evidence').fill('商标注册 12345');
    await dialog.getByLabel("Producer's code").fill('secret-code');
    await dialog.getByRole('button', { name: 'Override', exact: true }).click();
    await dialog.getByText('Overridden and on record').waitFor();
    expect(await sent('overrideFindings')).toEqual([
      {
        subject: blocked.subject,
        digest: blocked.digest,
        exemption: 'registered-name',
        evidence: '商标注册 12345',
        producerCode: 'secret-code',
      },
    ]);
    expect(await sent('take')).toHaveLength(1);
    await dialog.getByRole('button', { name: /^Do it now/u }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await sent('take')).toHaveLength(2);
    expect(await page.content()).not.toContain('secret-code');
  });

  it('GU5 a paper is attached with its progress, can be broken off, and goes with the override', async () => {
    await open(blocked);
    await page.keyboard.press('Space');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Override as producer' }).click();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const asked: string[] = [];
    await page.route('**/evidence?*', async (route) => {
      asked.push(new URL(route.request().url()).searchParams.get('name') ?? '');
      if (asked.length === 1) await held;
      await route.fulfill({ json: { ok: true, value: { evidenceId: 'ev-2' } } }).catch(() => {});
    });
    const paper = { name: '证书.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') };
    await dialog.locator('input[type=file]').setInputFiles(paper);
    await dialog.getByRole('button', { name: 'Stop sending' }).click();
    await dialog.getByRole('button', { name: 'Stop sending' }).waitFor({ state: 'detached' });
    release();
    expect(await dialog.getByRole('combobox', { name: 'Paper' }).inputValue()).toBe('');
    await dialog.locator('input[type=file]').setInputFiles(paper);
    await dialog.getByText('Open the paper').waitFor();
    expect(asked).toEqual(['证书.pdf', '证书.pdf']);
    expect(await dialog.getByRole('combobox', { name: 'Paper' }).inputValue()).toContain('price-list.jpg');
  });

  it('GU6 the way to the text leads to the very product', async () => {
    await open(blocked);
    await page.keyboard.press('Space');
    await page.getByRole('dialog').getByRole('link', { name: 'Change the text' }).click();
    await page.getByRole('dialog').getByText(`Edit product ${product.number}`).waitFor();
    expect(await page.evaluate('location.hash')).toBe(`#/catalogue/${product.productId}`);
  });

  it.each(locales)('GU7 the dialog has no accessibility fault and is not cut off in %s', async (locale) => {
    await open(blocked, locale);
    await page.setViewportSize({ width: 1024, height: 768 });
    await page.keyboard.press('Space');
    await page.locator('[data-gate-dialog]').waitFor();
    await page.locator('[data-gate-dialog] mark').waitFor();
    expect(await faults()).toEqual([]);
    await page.locator('[data-gate-dialog] button').last().click();
    await page.locator('[data-gate-dialog] form').waitFor();
    expect(await faults()).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });
});
