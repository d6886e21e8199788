/** Group robots and their platforms: real requests to servers that check everything and misbehave. */
import { Writable } from 'node:stream';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { type RobotType, robotTypes } from '../../../../native/contract/upstream.ts';
import { KNOCK_MS } from '../../../../native/sync/knocking.ts';
import { dingtalkSign } from '../../../../native/sync/robots/dingtalk.ts';
import { feishuSign } from '../../../../native/sync/robots/feishu.ts';
import { paid } from '../../store/test-storage.ts';
import type { Platform } from './platform.ts';
import { idle, platform, RECOVERED, SECRET, setUp, stateOf, studio, waitFor } from './robot-desk.ts';

describe('group robots', () => {
  it('RB1 signatures are those of the documents', () => {
    expect(feishuSign(1_599_360_473, 'demo-secret-feishu')).toBe('JCls4btGH0rRyHdLdujXiGNWu0lK5pAKm7pN9vQLSZo=');
    expect(dingtalkSign(1_599_360_473_123, 'SECdemo-secret-dingtalk')).toBe('wi/Qitzb8EX3GnRtEjg0jcDiKOqaGm6F/tpdV+BW4ys=');
  });

  it.each(robotTypes)('RB1 %s takes what is told, in one message with what came together', async (type) => {
    const { group, login } = await platform(type);
    const { sync, ledger, open, add, taken } = await studio();
    await open();
    expect(setUp(sync, type, login)).toMatchObject({ ok: true });
    await idle(sync, ledger.headSeq);
    await add('broadcast.started', {});
    await ledger.append([paid('o-1', { lines: [{ sku: 'A', title: '<at user_id="all">', quantity: 1, amountFen: 15_000_000 }] })]);
    await waitFor(() => expect(group.texts).toHaveLength(1));
    expect(group.texts[0]).toMatch(/^Hetian Studio \(hetian-1\)\nGross sales have reached ¥100,000 \(.*\)\.$/u);
    await idle(sync, ledger.headSeq);
    expect(group.requests).toBe(1);
    expect(stateOf(sync)).toMatchObject({ line: 'online', problem: null, address: new URL(login).origin });
    expect(taken.reduce((sum, bytes) => sum + bytes, 0)).toBeGreaterThan(100);
  });

  it.each(robotTypes)('RB19 a test of %s says so in the group', async (type) => {
    const { group, login } = await platform(type);
    const { sync, open } = await studio();
    await open();
    setUp(sync, type, login);
    expect(await sync.test('group')).toMatchObject({ ok: true, value: { acknowledgedSeq: null, accepts: [] } });
    expect(group.texts).toEqual(['Hetian Studio (hetian-1)\nConnection test']);
  });

  const wrongs: [RobotType, string, (group: Platform) => { login?: string; secret?: string | null }, string, string][] = [
    ['feishu', 'secret', () => ({ secret: 'another' }), '19021', 'sign match fail or timestamp is not within one hour from current time'],
    [
      'feishu',
      'missing secret',
      () => ({ secret: null }),
      '19021',
      'sign match fail or timestamp is not within one hour from current time',
    ],
    [
      'feishu',
      'key',
      (group) => ({ login: group.address('wrong-key-123') }),
      '19001',
      'param invalid: incoming webhook access token invalid',
    ],
    ['dingtalk', 'secret', () => ({ secret: 'another' }), '310000', 'sign not match'],
    ['dingtalk', 'key', (group) => ({ login: group.address('wrong-key-123') }), '300005', 'token … is not exist'],
    ['wecom', 'key', (group) => ({ login: group.address('wrong-key-123') }), '93000', 'invalid webhook url, key …'],
  ];
  it.each(wrongs)('RB2 a wrong %s %s stops it with what the platform said, and nothing is lost', async (type, _, wrong, code, message) => {
    const { group, login } = await platform(type);
    const { sync, open, add, ledger } = await studio();
    await open();
    const given = wrong(group);
    const secret = given.secret === undefined ? SECRET : given.secret;
    setUp(sync, type, given.login ?? login, {}, secret);
    await idle(sync, ledger.headSeq);
    await add('storage.recovered', RECOVERED);
    await waitFor(() => expect(stateOf(sync).state).toBe('stopped'));
    expect(stateOf(sync).problem).toEqual({ code: 'upstream-robot-refused', context: { code, message } });
    await add('note.added', { text: 'tea' });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(group.requests).toBe(1);
    setUp(sync, type, login);
    await waitFor(() => expect(group.texts).toHaveLength(1));
  });

  it.each(['feishu', 'dingtalk'] as const)('RB2 a keyword that %s misses stops it, and the head of each message is one', async (type) => {
    const { group, login } = await platform(type);
    group.keyword = 'walnut';
    const { sync, open, add } = await studio();
    await open();
    setUp(sync, type, login);
    expect(await sync.test('group')).toMatchObject({ ok: false, refusal: { code: 'upstream-robot-refused' } });
    group.keyword = 'Hetian Studio';
    await add('storage.recovered', RECOVERED);
    await waitFor(() => expect(group.texts).toHaveLength(1));
  });

  it.each(robotTypes)('RB3 %s that was written to too often gets its pause, then all in one message', async (type) => {
    const { group, login } = await platform(type);
    const { sync, open, add, clock, ledger } = await studio();
    await open();
    setUp(sync, type, login);
    await idle(sync, ledger.headSeq);
    group.faults = ['too-often'];
    await add('storage.recovered', RECOVERED);
    await waitFor(() => expect(clock.waitsMs).toContain(type === 'dingtalk' ? 600_000 : 60_000));
    await waitFor(() => expect(group.texts).toHaveLength(1));
    await idle(sync, ledger.headSeq);
  });

  it.each(robotTypes)('RB4 only the own yes of %s counts; after anything else it is told again', async (type) => {
    const { group, login } = await platform(type);
    const { sync, open, add, ledger } = await studio();
    await open();
    setUp(sync, type, login);
    await idle(sync, ledger.headSeq);
    group.faults = ['html', 'redirect', 'cut', 'empty', 'busy', 'unavailable', 'other-json', 'html'];
    const lines: (string | null)[] = [];
    sync.state.subscribe(() => lines.push(stateOf(sync).problem?.code ?? null));
    await add('storage.recovered', RECOVERED);
    await waitFor(() => expect(group.texts).toHaveLength(1));
    expect(group.requests).toBe(9);
    expect(new Set(lines)).toEqual(
      new Set([
        null,
        'upstream-captive',
        'upstream-redirected',
        'upstream-unreachable',
        'upstream-not-acknowledged',
        'upstream-robot-refused',
        'upstream-refused',
      ]),
    );
    await idle(sync, ledger.headSeq);
  });

  it('RB24 a robot out of reach knocks, and is written to as soon as the line is back', async () => {
    const { group, login } = await platform('feishu');
    const { sync, open, add, ledger, clock } = await studio();
    await open();
    setUp(sync, 'feishu', login);
    await idle(sync, ledger.headSeq);
    await group.stop();
    // Only a knock ends a wait now.
    clock.longestMs = KNOCK_MS;
    await add('storage.recovered', RECOVERED);
    await waitFor(() => expect(clock.waitsMs.some((waitMs) => waitMs > KNOCK_MS)).toBe(true));
    const knocks = clock.waitsMs.length;
    await waitFor(() => expect(clock.waitsMs.length).toBeGreaterThan(knocks + 2));
    expect(stateOf(sync)).toMatchObject({ state: 'waiting', line: 'offline' });
    await group.start();
    await waitFor(() => expect(group.texts).toHaveLength(1));
  });

  it('RB5 only the platform itself by https is an address, and a missing one is asked for', async () => {
    const { sync } = await studio();
    const code = (type: RobotType, login: string | null) => {
      const way = sync.open({ type, destinationId: 'group' }, { secret: null, login });
      return way.ok ? way.value.address : way.refusal.code;
    };
    expect(code('feishu', null)).toBe('secret-missing');
    expect(code('feishu', 'https://open.feishu.cn/open-apis/bot/v2/hook/abcd-1234-efgh')).toBe('https://open.feishu.cn');
    expect(code('feishu', 'https://open.larksuite.com/open-apis/bot/v2/hook/abcd-1234-efgh')).toBe('https://open.larksuite.com');
    expect(code('dingtalk', 'https://oapi.dingtalk.com/robot/send?access_token=abc')).toBe('https://oapi.dingtalk.com');
    expect(code('wecom', 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc')).toBe('https://qyapi.weixin.qq.com');
    for (const bad of [
      'nonsense',
      'http://open.feishu.cn/open-apis/bot/v2/hook/abcd-1234-efgh',
      'https://open.feishu.cn/open-apis/bot/v2/hook/',
      'https://open.feishu.cn.evil.example/open-apis/bot/v2/hook/abcd-1234-efgh',
      'https://user:password@open.feishu.cn/open-apis/bot/v2/hook/abcd-1234-efgh',
      'https://oapi.dingtalk.com/robot/send?access_token=abc',
    ])
      expect(code('feishu', bad), bad).toBe('secret-invalid');
    expect(code('dingtalk', 'https://oapi.dingtalk.com/robot/send')).toBe('secret-invalid');
    expect(code('wecom', 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=')).toBe('secret-invalid');
  });

  it.each(robotTypes)('RB5 address and secret of %s are in no log, state or refusal', async (type) => {
    const { group, login } = await platform(type);
    const logged: string[] = [];
    const stream = new Writable({ write: (chunk: Buffer, _, done) => (logged.push(chunk.toString()), done()) });
    const { sync, open, add, store } = await studio({ logger: pino({ level: 'debug' }, stream) });
    const seen: string[] = [];
    sync.state.subscribe(() => seen.push(JSON.stringify(sync.state.get())));
    await open();
    setUp(sync, type, login);
    group.faults = ['html', 'redirect', 'cut', 'busy', 'too-often'];
    await add('storage.recovered', RECOVERED);
    await waitFor(() => expect(group.texts).toHaveLength(1));
    setUp(sync, type, group.address('canary-key-of-another'));
    seen.push(JSON.stringify(await sync.test('group')), JSON.stringify(setUp(sync, type, `${login}#canary`)));
    seen.push(JSON.stringify(store.reader.all('SELECT * FROM setting')));
    expect(logged.length).toBeGreaterThan(3);
    expect(logged.join('') + seen.join('')).not.toMatch(/canary/u);
  });
});
