/** What the office does at the receiver's page: studios and their keys, and files of a stick. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureReceiver, fixtureReceiver } from './district-receiver.ts';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';

let pages: FixturePages;
beforeAll(async () => {
  pages = await startFixturePages('district-fixture');
});
afterAll(async () => {
  await pages.close();
});

const open = (receiver: FixtureReceiver, address: string) =>
  pages.open(address, { width: 1366, height: 768 }, (page) => receiver.attach(page, 'en'));
const row = (page: Page, id: string) => page.locator(`tr[data-studio="${id}"]`);

describe('keys', () => {
  it('BD13 a studio is added with an id that is right, and its secret is shown once, to be copied', async () => {
    const receiver = fixtureReceiver('empty');
    const page = await open(receiver, '#/studios');
    await page.getByText('There is no studio yet.').waitFor();
    await page.getByLabel('Name on the board').fill('Walnut market');
    await page.getByLabel('Id of the studio').fill('has spaces');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Latin letters, digits').waitFor();
    expect(receiver.asked.filter((each) => each.startsWith('POST'))).toEqual([]);
    await page.getByLabel('Id of the studio').fill('hetian-9');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await expect.poll(() => dialog.getByLabel('Key', { exact: true }).inputValue()).toMatch(/^whsec_/u);
    await dialog.getByRole('button', { name: 'Copy: Key' }).click();
    expect(
      await dialog.getByLabel('Key', { exact: true }).evaluate((field: HTMLInputElement) => field.selectionEnd! - field.selectionStart!),
    ).toBeGreaterThan(20);
    // Escape and a click beside it do not take away what cannot be shown again.
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'I have copied it' }).click();
    await dialog.waitFor({ state: 'detached' });
    await row(page, 'hetian-9').waitFor();
    expect(await page.content()).not.toContain('whsec_');
    await page.context().close();
  });

  it('BD14 a new key and a revocation ask first, and say what they do', async () => {
    const receiver = fixtureReceiver();
    const page = await open(receiver, '#/studios');
    await row(page, 'hetian-1').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('What has arrived stays.').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(receiver.asked.filter((each) => each.startsWith('POST'))).toEqual([]);
    await row(page, 'hetian-1').getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await expect.poll(() => row(page, 'hetian-1').innerText()).toContain('revoked');
    await row(page, 'pishan-2').getByRole('button', { name: 'New key' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'New key' }).click();
    await expect.poll(() => page.getByLabel('Key', { exact: true }).inputValue()).toMatch(/^whsec_/u);
    await page.getByRole('button', { name: 'I have copied it' }).click();
    await expect.poll(() => row(page, 'pishan-2').innerText()).not.toContain('revoked');
    await page.context().close();
  });

  it('BD14 a refusal is said in words and changes nothing', async () => {
    const receiver = fixtureReceiver();
    const page = await open(receiver, '#/studios');
    receiver.refuse = { error: 'studio-exists', message: 'raw', context: { studioId: 'hetian-1' } };
    await page.getByLabel('Name on the board').fill('Twice');
    await page.getByLabel('Id of the studio').fill('hetian-1');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('There is a studio "hetian-1" already.').waitFor();
    expect(await page.getByLabel('Name on the board').inputValue()).toBe('Twice');
    await page.context().close();
  });
});

describe('sticks', () => {
  const file = (name: string) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.alloc(2000, 7) });
  const sent = (receiver: FixtureReceiver) => receiver.asked.filter((each) => each.startsWith('POST import'));

  it('BD15 files are taken in one after another by the numbers in their names, and each says what came of it', async () => {
    const receiver = fixtureReceiver();
    const page = await open(receiver, '#/import');
    await page.locator('input[type=file]').setInputFiles([file('a-10001-15000.entries'), file('a-5001-10000.entries')]);
    await expect.poll(() => page.locator('li[data-state=done]').count()).toBe(2);
    expect(sent(receiver)).toEqual(['POST import?file=a-5001-10000.entries', 'POST import?file=a-10001-15000.entries']);
    expect(await page.locator('li[data-file="a-5001-10000.entries"]').innerText()).toMatch(
      /hetian-1.*, entries 1 to 5000: 4,990 new, 10 known/su,
    );
    expect(await page.getByRole('status').first().innerText()).toBe('2 of 2 taken in, 9,980 new entries');
    await page.context().close();
  });

  it('BD15 dropped files are taken in too, and a file that is refused says why by its name while the rest goes on', async () => {
    const receiver = fixtureReceiver();
    const page = await open(receiver, '#/import');
    receiver.refuse = { error: 'entries-file-invalid', message: 'raw', context: { file: '', problem: 'cut off' } };
    await page.locator('main').evaluate((main) => {
      const dataTransfer = new DataTransfer();
      for (const name of ['1.entries', '2.entries']) dataTransfer.items.add(new File(['x'], name));
      main.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true }));
    });
    await expect.poll(() => page.locator('li[data-state=done]').count()).toBe(1);
    expect(await page.locator('li[data-file="1.entries"]').innerText()).toContain('"1.entries" is not a whole file of entries: cut off.');
    receiver.lost = true;
    await page.locator('input[type=file]').setInputFiles([file('3.entries')]);
    await expect.poll(() => page.locator('li[data-file="3.entries"]').innerText()).toContain('The receiver does not answer.');
    await page.context().close();
  });
});
