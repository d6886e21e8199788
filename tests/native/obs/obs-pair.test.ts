/** Two OBS as one: who counts, what is heard of whom, and what the loss of one does. */
import { describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../../native/kernel/clock.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import type { ObsFact } from '../../../native/obs/facts.ts';
import { ObsPair } from '../../../native/obs/obs-pair.ts';
import type { SimulatedObs } from '../../../native/obs/simulated/simulated-obs.ts';
import { eventually, until } from '../../harness/waiting.ts';
import { closeAfterEach, opened, simulated } from './simulated-desk.ts';

closeAfterEach();

const PASSWORD = 'secret-word';

function pairOf(options: { isOnAir?: () => boolean; clock?: Clock } = {}) {
  const { isOnAir, clock = systemClock } = options;
  const pair = new ObsPair({ clock, logger: silentLogger, random: () => 0.5, timing: { retryFirstMs: 5, retryLimitMs: 20 }, isOnAir });
  const facts: ObsFact[] = [];
  pair.onFact((fact) => facts.push(fact));
  opened.push(() => pair.dispose());
  return { pair, facts, kinds: () => facts.map(({ kind }) => kind) };
}

async function readyPair(automatic: boolean) {
  const main = await simulated({ sceneNames: ['A', 'B'] });
  const standby = await simulated({ sceneNames: ['B', 'A', 'C'] });
  const desk = pairOf();
  desk.pair.connect(main.url, PASSWORD);
  await until(desk.pair.state, ({ mirror }) => mirror !== null);
  desk.pair.connectStandby(standby.url, PASSWORD, automatic);
  await eventually(desk.kinds, (kinds) => kinds.includes('standby.ready'));
  return { ...desk, main, standby };
}

const counts = (pair: ObsPair, role: 'main' | 'standby') => until(pair.pair, (state) => state.counts === role);
const program = ({ world }: SimulatedObs) => world.collection.programSceneName;

describe('who counts', () => {
  it('SB1 is the main one at first: state, requests, events and facts are of it alone', async () => {
    const { pair, facts, main, standby } = await readyPair(true);
    const events: unknown[] = [];
    pair.onEvent((eventType, data) => events.push([eventType, data.sceneName]));
    expect(pair.state.get().connection.url).toBe(main.url);
    expect(pair.state.get().mirror?.sceneNames).toEqual(['A', 'B']);
    standby.world.setProgram('C');
    await until(pair.other.state, ({ mirror }) => mirror?.programSceneName === 'C');
    expect(await pair.setProgramScene('B')).toEqual({ ok: true, value: {} });
    await until(pair.state, ({ mirror }) => mirror?.programSceneName === 'B');
    expect(program(standby)).toBe('C');
    expect(facts.filter(({ kind }) => kind === 'scene.changed')).toEqual([
      { kind: 'scene.changed', body: { sceneName: 'B', byStudio: true } },
    ]);
    expect(events).toContainEqual(['CurrentProgramSceneChanged', 'B']);
    expect(events).not.toContainEqual(['CurrentProgramSceneChanged', 'C']);
  });

  it('SB2 is the other one at once when a person says so, and everything begins anew with it', async () => {
    const { pair, facts, main, standby } = await readyPair(false);
    const seen: (string | null)[] = [];
    pair.state.subscribe(({ mirror }) => mirror !== undefined && seen.push(mirror && mirror.programSceneName));
    expect(pair.countOn('standby', 'operator:desk')).toEqual({ ok: true, value: {} });
    expect(seen).toEqual([null, 'B']);
    expect(pair.state.get().connection.url).toBe(standby.url);
    expect(pair.state.get().mirror?.sceneNames).toEqual(['B', 'A', 'C']);
    expect(await pair.setProgramScene('C')).toEqual({ ok: true, value: {} });
    await until(pair.state, ({ mirror }) => mirror?.programSceneName === 'C');
    expect(program(main)).toBe('A');
    expect(facts.slice(-3)).toEqual([
      { kind: 'standby.switched', body: { to: 'standby', reason: 'operator' }, actor: 'operator:desk' },
      { kind: 'scene.changed', body: { sceneName: 'B', byStudio: false } },
      { kind: 'scene.changed', body: { sceneName: 'C', byStudio: true } },
    ]);
  });

  it('SB3 cannot be one that is not ready', async () => {
    const main = await simulated();
    const { pair } = pairOf();
    pair.connect(main.url, PASSWORD);
    await until(pair.state, ({ mirror }) => mirror !== null);
    expect(pair.countOn('standby', 'operator:desk')).toMatchObject({ ok: false, refusal: { code: 'standby-not-ready' } });
    expect(pair.pair.get()).toEqual({ counts: 'main', lastSwitch: null });
  });

  it('SB4 comes back with a restart of the studio, without a word in the ledger', async () => {
    const main = await simulated();
    const standby = await simulated({ sceneNames: ['S'] });
    const { pair, kinds } = pairOf();
    const lastSwitch = { atMs: 1, to: 'standby', reason: 'lost' } as const;
    pair.restore({ counts: 'standby', lastSwitch });
    pair.connect(main.url, PASSWORD);
    pair.connectStandby(standby.url, PASSWORD, true);
    await until(pair.state, ({ mirror }) => mirror?.programSceneName === 'S');
    await eventually(kinds, (all) => all.includes('standby.ready'));
    expect(kinds().toSorted()).toEqual(['obs.ready', 'standby.ready']);
    expect(pair.pair.get()).toEqual({ counts: 'standby', lastSwitch });
  });
});

describe('the loss of the one that counts', () => {
  it('SB5 makes the other count at once, when chosen so; what was under way is refused and not asked of the other', async () => {
    const { pair, facts, main, standby } = await readyPair(true);
    main.faults.replyDelayMs = 1_000_000;
    const pending = pair.setProgramScene('B');
    await new Promise(setImmediate);
    main.dropSockets();
    main.faults.replyDelayMs = 0;
    main.faults.refuseConnections = true;
    expect(await pending).toMatchObject({ ok: false, refusal: { code: 'obs-connection-lost' } });
    await counts(pair, 'standby');
    expect(pair.state.get().mirror?.sceneNames).toEqual(['B', 'A', 'C']);
    expect(program(standby)).toBe('B');
    expect(facts.map(({ kind }) => kind).slice(-3)).toEqual(['obs.lost', 'standby.switched', 'scene.changed']);
    expect(await pair.setProgramScene('C')).toMatchObject({ ok: true });
    expect(program(standby)).toBe('C');
  });

  it('SB5 takes an answer of one that counts no more for no answer', async () => {
    const { pair, main } = await readyPair(false);
    main.faults.replyDelayMs = 50;
    const pending = pair.setProgramScene('B');
    pair.countOn('standby', 'operator:desk');
    expect(await pending).toMatchObject({ ok: false, refusal: { code: 'obs-connection-lost' } });
  });

  it('SB6 changes nothing when it is not chosen so, nor when a person ends the connection', async () => {
    const manual = await readyPair(false);
    manual.main.faults.refuseConnections = true;
    manual.main.dropSockets();
    await until(manual.pair.state, ({ connection }) => connection.state === 'reconnecting');
    expect(manual.pair.pair.get().counts).toBe('main');

    const left = await readyPair(true);
    left.pair.disconnect();
    await until(left.pair.state, ({ connection }) => connection.state === 'off');
    expect(left.pair.pair.get().counts).toBe('main');
  });

  it('SB7 is not undone when the first one comes back: that one is the standby now', async () => {
    const { pair, kinds, main } = await readyPair(true);
    main.dropSockets();
    await counts(pair, 'standby');
    await eventually(kinds, (all) => all.filter((kind) => kind === 'standby.ready').length === 2);
    expect(pair.pair.get().counts).toBe('standby');
    expect(pair.other.state.get().connection.url).toBe(main.url);
    expect(kinds().slice(-3)).toEqual(['standby.switched', 'scene.changed', 'standby.ready']);
  });

  it('SB8 with both lost, whichever is back first counts', async () => {
    const { pair, main, standby } = await readyPair(true);
    for (const server of [standby, main]) server.faults.refuseConnections = true;
    standby.dropSockets();
    await until(pair.other.state, ({ mirror }) => mirror === null);
    main.dropSockets();
    await until(pair.state, ({ connection }) => connection.state === 'reconnecting');
    expect(pair.pair.get().counts).toBe('main');
    standby.faults.refuseConnections = false;
    await counts(pair, 'standby');
    expect(pair.state.get().mirror?.sceneNames).toEqual(['B', 'A', 'C']);
  });

  it('SB9 does not throw the picture to and fro between two bad links: the other must be steady first', async () => {
    const times = { now: 0 };
    const waits: { ms: number; call: () => void }[] = [];
    const clock: Clock = {
      nowMs: () => times.now,
      monotonicMs: () => times.now,
      after(ms, call) {
        if (ms < 1_000) return systemClock.after(ms, call);
        const wait = { ms, call };
        waits.push(wait);
        return { cancel: () => void waits.splice(waits.indexOf(wait), 1) };
      },
    };
    const main = await simulated();
    const standby = await simulated();
    const { pair } = pairOf({ clock });
    pair.connect(main.url, PASSWORD);
    pair.connectStandby(standby.url, PASSWORD, true);
    await until(pair.state, ({ mirror }) => mirror !== null);
    await until(pair.other.state, ({ mirror }) => mirror !== null);
    main.dropSockets();
    await counts(pair, 'standby');
    await until(pair.other.state, ({ mirror }) => mirror !== null);
    standby.faults.refuseConnections = true;
    standby.dropSockets();
    await until(pair.state, ({ connection }) => connection.state === 'reconnecting');
    expect(pair.pair.get().counts).toBe('standby');
    times.now += 5_000;
    for (const wait of waits.filter(({ ms }) => ms === 5_000)) wait.call();
    expect(pair.pair.get().counts).toBe('main');
  });

  it('SB10 a main one that is not found at all is waited for, unless a broadcast is on air', async () => {
    let onAir = false;
    const looks: (() => void)[] = [];
    const times = { now: 0 };
    const clock: Clock = {
      nowMs: () => times.now,
      monotonicMs: () => times.now,
      after(ms, call) {
        if (ms !== 10_000) return systemClock.after(ms, call);
        looks.push(call);
        return { cancel: () => undefined };
      },
    };
    const standby = await simulated();
    const { pair } = pairOf({ clock, isOnAir: () => onAir });
    pair.connect('ws://127.0.0.1:9', PASSWORD);
    pair.connectStandby(standby.url, PASSWORD, true);
    await until(pair.other.state, ({ mirror }) => mirror !== null);
    expect(looks).toHaveLength(1);
    times.now += 10_000;
    looks.at(-1)!();
    expect(pair.pair.get().counts).toBe('main');
    onAir = true;
    looks.at(-1)!();
    expect(pair.pair.get()).toMatchObject({ counts: 'standby', lastSwitch: { reason: 'lost' } });
  });
});
