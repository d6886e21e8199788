/** What the page upstream decides without a browser: sentences of the line, units, ids, faults of the form and its commands. */
import { readFileSync } from 'node:fs';
import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { commands } from '../../native/contract/commands.ts';
import { locales } from '../../native/contract/text.ts';
import { destinationTypes, uplinkReasons, usualMilestonesFen } from '../../native/contract/upstream.ts';
import {
  commandOf,
  type DestinationDraft,
  draftFields,
  draftOf,
  idFor,
  milestonesFen,
  newDraft,
  problemsOf,
} from '../../renderer/console/upstream/destination-draft.ts';
import { rangesOf } from '../../renderer/console/upstream/ReconciledRow.tsx';
import { byteSize, kbitRate, lineRate, waitLength } from '../../renderer/console/upstream/units.ts';
import { busySync } from './upstream-states.ts';

const DAY = 24 * 3_600_000;
const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const nothingKept = { keptSecret: false, keptLogin: false };
const draft = (changes: Partial<DestinationDraft>): DestinationDraft => ({ ...newDraft(), secret: SECRET, ...changes });

describe('the line in one sentence', () => {
  it.each(locales)('UP1 every reason is one sentence of its own with its figures in %s', async (locale) => {
    const i18n = i18next.createInstance();
    const upstream = JSON.parse(readFileSync(`resources/locales/${locale}/upstream.json`, 'utf8')) as object;
    await i18n.init({ lng: locale, defaultNS: 'upstream', interpolation: { escapeValue: false }, resources: { [locale]: { upstream } } });
    const values = { rate: '192 kbit/s', cap: '2.0 Mbit/s', congestion: '14%' };
    const sentences = uplinkReasons.map((reason) => i18n.t(`uplink.reason.${reason}`, values));
    for (const sentence of sentences) expect(sentence).toMatch(/^[^{}]{8,}[.。]$/u);
    expect(new Set(sentences).size).toBe(uplinkReasons.length);
    const told = (reason: (typeof uplinkReasons)[number]) => sentences[uplinkReasons.indexOf(reason)]!;
    expect(told('cap')).toContain('2.0 Mbit/s');
    expect(told('congestion')).toContain('14%');
    for (const reason of ['congestion', 'frames-skipped', 'slow-answers', 'growing', 'steady', 'output-silent', 'obs-away'] as const)
      expect(told(reason), reason).toContain('192 kbit/s');
  });

  it('UP1 bytes, rates and waits keep to three digits and to units that need no translation', () => {
    expect([0, 999, 1000, 99_950, 1_240_832, 52_000_000_000].map(byteSize)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '100.0 kB',
      '1.2 MB',
      '52.0 GB',
    ]);
    expect([0, 1000, 24_000, 125_000, 12_500_000].map(lineRate)).toEqual([
      '0 kbit/s',
      '8 kbit/s',
      '192 kbit/s',
      '1.0 Mbit/s',
      '100 Mbit/s',
    ]);
    expect(kbitRate(2000)).toBe('2.0 Mbit/s');
    expect(waitLength(252_000)).toEqual({ text: '4:12' });
    expect(waitLength(3)).toEqual({ text: '0:01' });
    expect(waitLength(3 * DAY)).toEqual({ days: 3 });
  });
});

describe('the form', () => {
  it('UP11 the id comes from the name as far as it is Latin, else from the kind, and is never one that is taken', () => {
    expect(idFor({ type: 'https', name: 'District Office 2' }, [])).toBe('district-office-2');
    expect(idFor({ type: 'https', name: ' Köln–Süd! ' }, [])).toBe('ko-ln-su-d');
    expect(idFor({ type: 'folder', name: '和田 U 盘' }, [])).toBe('u');
    expect(idFor({ type: 'folder', name: '和田 2020' }, ['folder', 'folder-2'])).toBe('folder-3');
    expect(idFor({ type: 'wecom', name: '' }, ['wecom'])).toBe('wecom-2');
    expect(idFor({ type: 'https', name: 'x'.repeat(60) }, [])).toHaveLength(40);
  });

  it('UP12 only an address that is safe is taken: encrypted, or of this computer', () => {
    const problem = (baseUrl: string) => problemsOf(draft({ baseUrl }), nothingKept).baseUrl;
    expect(
      ['https://results.example.cn', 'https://10.0.0.9:8443/x', 'http://127.0.0.1:4600', 'http://localhost:1', 'http://[::1]:2'].map(
        problem,
      ),
    ).toEqual(Array.from({ length: 5 }));
    expect(['', 'results.example.cn', 'ftp://x', 'https://a:b@x.cn', 'https://x.cn/?key=1', 'https://x.cn/#y'].map(problem)).toEqual([
      'required',
      ...Array.from({ length: 5 }, () => 'address'),
    ]);
    expect(['http://results.example.cn', 'http://192.168.1.5'].map(problem)).toEqual(['secureAddress', 'secureAddress']);
    const server = (text: string) => problemsOf(draft({ type: 'nats', server: text }), nothingKept).server;
    expect(['tls://n.example.cn:4222', 'nats://127.0.0.1:4222', 'nats://n.example.cn', 'https://n.example.cn'].map(server)).toEqual([
      undefined,
      undefined,
      'secureServer',
      'server',
    ]);
    const folder = (text: string) => problemsOf(draft({ type: 'folder', folder: text }), nothingKept).folder;
    expect(['/media/usb', 'E:\\results', '\\\\office\\results', 'results', ''].map(folder)).toEqual([
      undefined,
      undefined,
      undefined,
      'folder',
      'required',
    ]);
  });

  it('UP12 a secret is asked for where none is kept, and must be one', () => {
    const https = (secret: string, keptSecret: boolean) =>
      problemsOf(draft({ baseUrl: 'https://x.cn', secret }), { keptSecret, keptLogin: false });
    expect([https('', false), https('', true), https('abc', true), https(SECRET, false)]).toEqual([
      { secret: 'required' },
      {},
      { secret: 'signingSecret' },
      {},
    ]);
    const robot = (login: string, keptLogin: boolean) =>
      problemsOf(draft({ type: 'dingtalk', login, secret: 'SEC12' }), { keptSecret: false, keptLogin }).login;
    expect([
      robot('', false),
      robot('', true),
      robot('oapi.dingtalk.com', false),
      robot('https://oapi.dingtalk.com.evil.cn/robot/send?access_token=1', false),
      robot('https://oapi.dingtalk.com/robot/send?access_token=1', false),
    ]).toEqual(['required', undefined, 'robotAddress', 'robotAddress', undefined]);
    expect(problemsOf(draft({ type: 'feishu', login: 'https://open.feishu.cn/x', secret: '', tells: [] }), nothingKept)).toEqual({
      tells: 'tellsNothing',
    });
    expect(problemsOf(draft({ baseUrl: 'https://x.cn', name: 'a\u202eb' }), nothingKept)).toEqual({ name: 'unshowable' });
  });

  it('UP11 a robot that names no milestones has the usual ones, and one that has none keeps none', () => {
    const setup = { type: 'wecom' as const, destinationId: 'w' };
    expect(milestonesFen(draftOf({ setup }).milestones)).toEqual(usualMilestonesFen);
    expect(draftOf({ setup: { ...setup, milestonesFen: [] } }).milestones).toBe('');
  });

  it('UP11 milestones are read as yuan, one a line, and rise', () => {
    expect(milestonesFen('5,000,000\n1000000 元\n1000000.50；12')).toEqual([1200, 100_000_000, 100_000_050, 500_000_000]);
    expect(milestonesFen('')).toEqual([]);
    expect(milestonesFen('a million')).toBeNull();
    expect(milestonesFen('0')).toBeNull();
    expect(milestonesFen(Array.from({ length: 41 }, (_, index) => String(index + 1)).join('\n'))).toBeNull();
  });

  it.each(destinationTypes)('UP11 the command of a new %s is one that the studio takes, with nothing that this kind has not', (type) => {
    const filled = draft({
      type,
      name: 'Office',
      baseUrl: 'https://x.cn',
      server: 'tls://x.cn',
      user: 'u',
      folder: '/media/usb',
      login: 'https://open.feishu.cn/x',
      secret: type === 'wecom' ? '' : SECRET,
    });
    const command = commandOf(filled, { destinationId: 'office' });
    expect(commands.saveDestination.input.parse(command)).toEqual(command);
    expect(command.destination).toMatchObject({ type, destinationId: 'office', name: 'Office' });
    expect(command.destination).not.toHaveProperty('paused');
    expect('login' in command).toBe(draftFields[type].includes('login'));
    expect('secret' in command).toBe(type !== 'wecom');
  });

  it('UP13 a destination that is opened and saved unchanged stays as it was, secrets and pause included', () => {
    for (const destination of busySync(0).destinations) {
      const { setup } = destination;
      const command = commandOf(draftOf(destination), setup);
      const { destination: saved, ...secrets } = command;
      const defaults = { ...(setup.type === 'https' || setup.type === 'nats' ? { order: 'auto' } : {}) };
      expect(saved).toEqual({ ...defaults, ...setup });
      expect(secrets).toEqual({});
    }
  });

  it('UP13 a secret of the environment stays until another is entered', () => {
    const setup = { type: 'nats' as const, destinationId: 'n', server: 'tls://x.cn', secretEnv: 'KEY', loginEnv: 'LOGIN' };
    const saved = (typed: Partial<DestinationDraft>) => commandOf({ ...draftOf({ setup }), ...typed }, setup);
    expect(saved({}).destination).toMatchObject({ secretEnv: 'KEY', loginEnv: 'LOGIN' });
    expect(saved({ secret: SECRET }).destination).not.toHaveProperty('secretEnv');
    expect(saved({ login: 'token' })).toMatchObject({ destination: { secretEnv: 'KEY' }, login: 'token' });
    expect(saved({ login: 'token' }).destination).not.toHaveProperty('loginEnv');
  });
});

it('UP16 numbers that follow each other stand together', () => {
  expect(rangesOf([])).toEqual([]);
  expect(rangesOf([7, 3, 2, 1, 9])).toEqual([
    [1, 3],
    [7, 7],
    [9, 9],
  ]);
});
