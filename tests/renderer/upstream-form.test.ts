/** Destinations set up by a person, and both books compared, in a real browser. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConsoleFixture } from './console-fixture.tsx';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';

let pages: FixturePages;
beforeAll(async () => {
  pages = await startFixturePages('console-fixture');
});
afterAll(async () => {
  await pages.close();
});

const fixture = <T>(page: Page, act: (fixture: ConsoleFixture) => T) => page.evaluate<T>(`(${act.toString()})(window.consoleFixture)`);
/** What was sent since the last look. */
const sent = (page: Page) => fixture(page, ({ client }) => client.sent.splice(0));
const drawer = (page: Page) => page.getByRole('dialog');
const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

async function busyPage(): Promise<Page> {
  const page = await pages.open('?locale=en#/upstream');
  await fixture(page, ({ client, upstream }) => client.patch('sync', upstream.busySync(client.topic('studio').get()!.nowAtMs)));
  await page.locator('[data-destination="environment"]').waitFor();
  return page;
}

async function add(page: Page, kind?: string): Promise<void> {
  await page.getByRole('button', { name: 'Add destination' }).click();
  if (kind === undefined) return;
  await drawer(page).getByLabel('Kind').first().click();
  await page.getByRole('option', { name: kind }).click();
}

async function change(page: Page, id: string): Promise<void> {
  await page
    .locator(`[data-destination="${id}"]`)
    .getByRole('button', { name: /^More for/ })
    .click();
  await page.getByRole('menuitem', { name: 'Change…' }).click();
  await drawer(page).getByLabel('Name').waitFor();
}

describe('setting up', () => {
  it('UP17 with nothing set up the page says what upstream is for and adds the first', async () => {
    const page = await pages.open('?locale=en&state=empty#/upstream');
    await page.getByText("never at the picture's expense").waitFor();
    await page.getByText('Nothing is lost while there is none').waitFor();
    await add(page);
    await drawer(page).getByLabel('Name').fill('District office');
    await drawer(page).getByLabel('Address').fill('https://results.example.cn');
    await drawer(page).getByLabel('Signing secret', { exact: true }).fill(SECRET);
    await drawer(page).getByRole('button', { name: 'Add', exact: true }).click();
    await expect
      .poll(() => sent(page))
      .toEqual([
        {
          name: 'saveDestination',
          input: {
            destination: {
              type: 'https',
              destinationId: 'district-office',
              name: 'District office',
              baseUrl: 'https://results.example.cn',
              order: 'auto',
            },
            secret: SECRET,
          },
        },
      ]);
    await drawer(page).waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('UP11 each kind asks for what it needs and no more, and its id follows from the name', async () => {
    const page = await busyPage();
    await add(page);
    const labels = () => drawer(page).locator('label').allInnerTexts();
    expect(await labels()).toEqual(['Kind', 'Name', 'Address', 'Signing secret', 'Order of sending']);
    await drawer(page).getByLabel('Name').fill('U 盘 2');
    await drawer(page).getByText('Its id in files and logs: u-2').waitFor();
    await drawer(page).getByLabel('Name').fill('District');
    await drawer(page).getByText('Its id in files and logs: district-2').waitFor();
    for (const [kind, asked] of [
      ['NATS JetStream', ['Server', 'User', 'Login', 'Signing secret', 'Order of sending']],
      ['Folder, USB stick', ['Folder', 'Signing secret']],
      [
        'WeCom robot',
        ["Robot's address", 'End of broadcast', 'Milestones', 'Alarms', 'Milestones of gross sales, in yuan', 'Language of its messages'],
      ],
    ] as const) {
      await drawer(page).getByLabel('Kind').first().click();
      await page.getByRole('option', { name: kind }).click();
      expect((await labels()).filter((label) => label !== 'What it tells')).toEqual(['Kind', 'Name', ...asked]);
    }
    await page.context().close();
  });

  it('UP11 a robot is given its address, what it tells, its milestones and its language', async () => {
    const page = await busyPage();
    await add(page, 'DingTalk robot');
    await drawer(page).getByText('It tells what happens from now on, nothing of before.').waitFor();
    await drawer(page).getByLabel("Robot's address", { exact: true }).fill('https://oapi.dingtalk.com/robot/send?access_token=1');
    await drawer(page).getByLabel("Robot's secret", { exact: true }).fill('SEC123');
    await drawer(page).getByLabel('Alarms').uncheck();
    await drawer(page).getByLabel('Milestones of gross sales').fill('2,000,000\n500000');
    await drawer(page).getByLabel('Language of its messages').first().click();
    await page.getByRole('option', { name: 'ئۇيغۇرچە' }).click();
    await drawer(page).getByRole('button', { name: 'Add', exact: true }).click();
    await expect
      .poll(() => sent(page))
      .toEqual([
        {
          name: 'saveDestination',
          input: {
            destination: {
              type: 'dingtalk',
              destinationId: 'dingtalk',
              tells: ['end', 'milestones'],
              milestonesFen: [50_000_000, 200_000_000],
              locale: 'ug',
            },
            secret: 'SEC123',
            login: 'https://oapi.dingtalk.com/robot/send?access_token=1',
          },
        },
      ]);
    await page.context().close();
  });

  it('UP12 faults stand beside their fields, the first gets the focus, and nothing is sent', async () => {
    const page = await busyPage();
    await add(page);
    const address = drawer(page).getByLabel('Address');
    await address.fill('http://results.example.cn');
    expect(await drawer(page).getByText('Over the network only https:// is safe.').count()).toBe(0);
    await drawer(page).getByRole('button', { name: 'Add', exact: true }).click();
    await drawer(page).getByText('Over the network only https:// is safe.').waitFor();
    await drawer(page).getByText('Fill this in.').waitFor();
    expect(await address.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await address.getAttribute('aria-invalid')).toBe('true');
    expect(await sent(page)).toEqual([]);
    await fixture(page, ({ client, refuse }) => client.answerWith(() => refuse('destination-exists', { destinationId: 'x' })));
    await address.fill('https://results.example.cn');
    await drawer(page).getByLabel('Signing secret', { exact: true }).fill(SECRET);
    await drawer(page).getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('There is a destination "x" of another kind already.').waitFor();
    expect(await address.inputValue()).toBe('https://results.example.cn');
    await page.context().close();
  });

  it('UP13 a secret never comes back: an empty field keeps it, a new one replaces it', async () => {
    const page = await busyPage();
    await change(page, 'district');
    const secret = drawer(page).getByLabel('Signing secret', { exact: true });
    expect(await secret.inputValue()).toBe('');
    await drawer(page).getByText('Kept in the secret store; enter a new one to change it.').waitFor();
    expect(await drawer(page).getByLabel('Kind').first().isDisabled()).toBe(true);
    await drawer(page).getByLabel('Name').fill('Office');
    await drawer(page).getByRole('button', { name: 'Save' }).click();
    const setup = { type: 'https', destinationId: 'district', name: 'Office', baseUrl: 'https://results.hetian.example.cn', order: 'auto' };
    await expect.poll(() => sent(page)).toEqual([{ name: 'saveDestination', input: { destination: setup } }]);
    await drawer(page).waitFor({ state: 'detached' });
    await change(page, 'group-feishu');
    expect(await drawer(page).getByLabel('Milestones of gross sales').inputValue()).toBe('1,000,000\n5,000,000');
    expect(await drawer(page).getByLabel('Alarms').isChecked()).toBe(false);
    await drawer(page).getByLabel("Robot's address", { exact: true }).fill('https://open.feishu.cn/open-apis/bot/v2/hook/new');
    await drawer(page).getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => sent(page)).toMatchObject([{ input: { login: 'https://open.feishu.cn/open-apis/bot/v2/hook/new' } }]);
    await page.context().close();
  });

  it('UP14 what is typed outlives a lost line, and the button says why it rests', async () => {
    const page = await busyPage();
    await add(page, 'NATS JetStream');
    const login = drawer(page).getByLabel('Login');
    await drawer(page).getByLabel('Server').fill('tls://nats.example.cn:4222');
    await login.fill('line one\nline two');
    expect(await login.evaluate((element) => getComputedStyle(element).getPropertyValue('-webkit-text-security'))).toBe('disc');
    await fixture(page, ({ client, upstream }) => {
      client.setLink('connecting');
      client.patch('sync', upstream.busySync(client.topic('studio').get()!.nowAtMs));
    });
    expect(await drawer(page).getByRole('button', { name: 'Add', exact: true }).isDisabled()).toBe(true);
    await drawer(page).getByRole('status').waitFor();
    await fixture(page, ({ client }) => client.setLink('open'));
    expect(await drawer(page).getByLabel('Server').inputValue()).toBe('tls://nats.example.cn:4222');
    expect(await login.inputValue()).toBe('line one\nline two');
    await drawer(page).getByLabel('Signing secret', { exact: true }).fill(SECRET);
    await drawer(page).getByRole('button', { name: 'Add', exact: true }).click();
    await expect
      .poll(() => sent(page))
      .toMatchObject([{ input: { destination: { type: 'nats', destinationId: 'nats' }, login: 'line one\nline two' } }]);
    await page.context().close();
  });
});

describe('comparing', () => {
  it('UP16 a receiver and the newest broadcasts or one are chosen and compared', async () => {
    const page = await busyPage();
    const panel = page.getByRole('region', { name: 'Compare with the receiver' }).first();
    await panel.getByRole('button', { name: 'Compare' }).click();
    await expect.poll(() => sent(page)).toEqual([{ name: 'reconcile', input: { destinationId: 'district' } }]);
    await panel.getByLabel('Receiver', { exact: true }).first().click();
    await expect
      .poll(() => page.getByRole('option').filter({ visible: true }).allInnerTexts())
      .toEqual(['和田地区办公室', 'second-office', 'environment']);
    await page.getByRole('option', { name: 'second-office' }).click();
    await panel.getByLabel('Broadcasts', { exact: true }).first().click();
    await page.getByRole('option', { name: /Trial broadcast/ }).click();
    await panel.getByRole('button', { name: 'Compare' }).click();
    await expect.poll(() => sent(page)).toEqual([{ name: 'reconcile', input: { destinationId: 'second-office', broadcastId: 'bc-0' } }]);
    await page.context().close();
  });

  it('UP16 its progress is seen and it can be stopped', async () => {
    const page = await busyPage();
    await fixture(page, ({ client, upstream }) =>
      client.patch('sync', {
        reconciliation: upstream.comparison(client.topic('studio').get()!.nowAtMs, {
          state: 'running',
          done: 3,
          total: 30,
          broadcasts: [],
        }),
      }),
    );
    const found = page.getByRole('region', { name: 'Result of the comparison' });
    await found.getByText('3 of 30 compared').waitFor();
    expect(await found.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('10');
    expect(await page.getByRole('button', { name: 'Compare', exact: true }).isDisabled()).toBe(true);
    expect(await found.getByRole('button', { name: 'Send differences again' }).count()).toBe(0);
    await found.getByRole('button', { name: 'Stop' }).click();
    await expect.poll(() => sent(page)).toEqual([{ name: 'cancelReconciliation', input: {} }]);
    await page.context().close();
  });

  it('UP16 each broadcast is told in words with its differences by number, and they go again on a press', async () => {
    const page = await busyPage();
    const compared = (id: string) => page.locator(`[data-compared="${id}"]`);
    expect(await compared('bc-1').innerText()).toMatch(/still waits[\s\S]*here 340,000 · there 301,224/u);
    expect(await compared('bc-8').innerText()).toContain('the same');
    expect(await compared('bc-9').innerText()).toContain('The receiver has nothing of it. Send it again from its first number');
    await compared('bc-0').getByText('4 entries missing there').click();
    expect(await compared('bc-0').locator('[data-numbers="missing"] p').innerText()).toBe('4,021–4,023, 6,100');
    await compared('bc-0').getByText('1 entry with another content').waitFor();
    await page.getByText('did not answer within 30 s').waitFor();
    await fixture(page, ({ client }) => client.answerWith(() => ({ ok: true, value: { entries: 1212 } })));
    await page.getByRole('button', { name: 'Send differences again' }).click();
    await page.getByText('1,212 entries go again.').waitFor();
    expect(await sent(page)).toEqual([{ name: 'resendDifferences', input: {} }]);
    await fixture(page, ({ client, upstream }) =>
      client.patch('sync', {
        reconciliation: upstream.comparison(client.topic('studio').get()!.nowAtMs, {
          startedAtMs: 5,
          broadcasts: [
            { broadcastId: 'inbox', state: 'same', entries: 1, theirEntries: 1, missing: [], extra: [], differing: [] },
            {
              broadcastId: 'bc-0',
              state: 'differs',
              entries: 1,
              theirEntries: 1500,
              missing: [],
              extra: Array.from({ length: 1000 }, (_, index) => index * 2),
              differing: [],
            },
          ],
        }),
      }),
    );
    await expect.poll(() => page.getByRole('button', { name: 'Send differences again' }).count()).toBe(0);
    expect(await page.getByText('go again.').count()).toBe(0);
    // What is only there cannot be mended from here.
    await compared('bc-0').getByText('1,000+ entries that are not here').click();
    await compared('bc-0').getByText('and 988 more').waitFor();
    expect(await compared('inbox').innerText()).toMatch(/^Inbox/u);
    await page.context().close();
  });
});

it('UP18 every control of the page is reached by Tab, and the keys of the on-air page alone do nothing here', async () => {
  const page = await busyPage();
  const wanted = await page.evaluate(
    () => document.querySelectorAll('main button:not(:disabled), main input:not([type=hidden]):not(:disabled), main summary').length,
  );
  await page.locator('main').evaluate((main) => {
    main.tabIndex = -1;
    main.focus();
  });
  const reached = new Set<number>();
  for (let press = 0; press < wanted + 12; press += 1) {
    await page.keyboard.press('Tab');
    reached.add(
      await page.evaluate(() =>
        [...document.querySelectorAll('main button:not(:disabled), main input:not([type=hidden]):not(:disabled), main summary')].indexOf(
          document.activeElement!,
        ),
      ),
    );
  }
  reached.delete(-1);
  expect(reached.size).toBe(wanted);
  await page.locator('main').focus();
  for (const key of ['l', 'ArrowDown', '5', 'Escape']) await page.keyboard.press(key);
  expect(await sent(page)).toEqual([]);
  await page.context().close();
});
