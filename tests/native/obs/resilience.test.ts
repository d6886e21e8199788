/** What the connection to OBS withstands: dead sockets, late answers, hangs, flapping links. */
import { connect as connectSocket, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../../native/kernel/clock.ts';
import type { silentLogger } from '../../../native/kernel/logger.ts';
import { Obs } from '../../../native/obs/obs.ts';
import type { SimulatedObs } from '../../../native/obs/simulated/simulated-obs.ts';
import { freePort } from '../../harness/real-obs.ts';
import { eventually, until } from '../../harness/waiting.ts';
import { closeAfterEach, connected, opened, problem, ready, simulated } from './simulated-desk.ts';

closeAfterEach();

describe('calls', () => {
  it('OB5 fails a call that is under way when the socket dies, at once', async () => {
    const server = await simulated();
    const { obs } = connected(server.url);
    await ready(obs);
    server.faults.replyDelayMs = 1_000_000;
    const calls = ['GetStats', 'GetSceneList', 'GetVersion'].map((request) => obs.request(request, {}, { timeoutMs: 1_000_000 }));
    await eventually(
      () => server.sessionCount,
      (count) => count === 1,
    );
    server.dropSockets();
    for (const answer of await Promise.all(calls)) expect(answer).toMatchObject({ ok: false, refusal: { code: 'obs-connection-lost' } });
  });

  it('OB5 leaves no call open over 200 deaths in mid-call', async () => {
    const server = await simulated();
    const { obs } = connected(server.url);
    const codes = new Set<string>();
    for (let death = 0; death < 200; death += 1) {
      await ready(obs);
      server.faults.replyDelayMs = 1_000_000;
      const calls = Array.from({ length: 3 }, () => obs.request('GetSceneList', {}, { timeoutMs: 1_000_000 }));
      server.dropSockets();
      for (const answer of await Promise.all(calls)) codes.add(answer.ok ? 'answered' : answer.refusal.code);
      server.faults.replyDelayMs = 0;
    }
    expect([...codes]).toEqual(['obs-connection-lost']);
  });

  it('OB5 ends a call at its deadline, and nobody hears the late answer', async () => {
    const server = await simulated();
    const { obs } = connected(server.url);
    await ready(obs);
    server.faults.replyDelayMs = 60;
    const answer = await obs.request('SetCurrentProgramScene', { sceneName: 'B' }, { timeoutMs: 10 });
    expect(answer).toEqual({ ok: false, refusal: { code: 'obs-timeout', context: { request: 'SetCurrentProgramScene', limitMs: 10 } } });
    server.faults.replyDelayMs = 0;
    // The late answer comes before this one, on the same socket, and must not be taken for it.
    expect(await obs.request('GetStudioModeEnabled')).toEqual({ ok: true, value: { studioModeEnabled: false } });
  });

  it('OB6 refuses a command while OBS is away, and never sends it later', async () => {
    const seen: string[] = [];
    const port = await freePort();
    const url = `ws://127.0.0.1:${port}`;
    const { obs } = connected(url);
    await problem(obs, 'obs-unreachable');
    expect(await obs.setProgramScene('B')).toMatchObject({ ok: false, refusal: { code: 'obs-not-connected' } });
    expect(await obs.request('StartStream')).toMatchObject({ ok: false, refusal: { code: 'obs-not-connected' } });
    const server = await simulated({ port, onRequest: (requestType) => seen.push(requestType) });
    await ready(obs);
    await obs.request('GetStats');
    expect(seen).not.toContain('SetCurrentProgramScene');
    expect(seen).not.toContain('StartStream');
    expect(server.world.collection.programSceneName).toBe('A');
  });

  it('OB33 leaves nothing on its way on a line that it gives up', async () => {
    const server = await simulated();
    const ends: string[] = [];
    const sockets = new Set<Socket>();
    const port = Number(new URL(server.url).port);
    const cable = createServer((near) => {
      const far = connectSocket({ host: '127.0.0.1', port });
      for (const socket of [near, far]) sockets.add(socket);
      near.on('error', (error: NodeJS.ErrnoException) => ends.push(String(error.code)));
      near.on('end', () => ends.push('end'));
      near.pipe(far).pipe(near);
    });
    await new Promise<void>((resolve) => cable.listen(0, '127.0.0.1', resolve));
    opened.push(() => {
      for (const socket of sockets) socket.destroy();
      cable.close();
    });
    const address = cable.address() as { port: number };
    const { obs } = connected(`ws://127.0.0.1:${address.port}`, { heartbeatEveryMs: 10, heartbeatLimitMs: 30, connectMs: 200 });
    await ready(obs);
    server.faults.hang = true;
    await until(obs.state, ({ connection }) => connection.state === 'reconnecting');
    // A reset, for which the system throws away what was not delivered; after a mere goodbye it would go on delivering it.
    await eventually(
      () => ends,
      (all) => all.length > 0,
    );
    expect(ends[0]).toBe('ECONNRESET');
    server.wake();
  });

  it('OB6 refuses a command while the mirror is still being read', async () => {
    const server = await simulated();
    server.faults.notReady = true;
    const { obs, states } = connected(server.url);
    await eventually(
      () => server.sessionCount,
      (count) => count === 1,
    );
    expect(await obs.setProgramScene('B')).toMatchObject({ ok: false, refusal: { code: 'obs-not-connected' } });
    server.faults.notReady = false;
    await ready(obs);
    expect(states).toEqual(['off', 'connecting', 'ready']);
  });
});

describe('a connection over time', () => {
  it('OB8 finds an OBS that hangs without closing anything, and is back when it wakes', async () => {
    const server = await simulated();
    const { obs, facts } = connected(server.url, { heartbeatEveryMs: 20, heartbeatLimitMs: 100, connectMs: 200 });
    await ready(obs);
    server.faults.hang = true;
    await until(obs.state, ({ connection }) => connection.state === 'reconnecting');
    expect(facts.at(-1)).toMatchObject({ kind: 'obs.lost', body: { reason: 'obs-unresponsive' } });
    expect(obs.state.get().mirror).toBeNull();
    server.wake();
    await ready(obs);
    expect(facts.at(-1)).toMatchObject({ kind: 'obs.ready', body: { outageMs: expect.any(Number) } });
  });

  it('OB25 tells a killed, a hanging and an unplugged OBS apart, also on record', async () => {
    const reasons: unknown[] = [];
    for (const [line, hurt] of [
      ['accepted', (server: SimulatedObs) => server.dropSockets()],
      ['accepted', (server: SimulatedObs) => void (server.faults.hang = true)],
      ['no-answer', (server: SimulatedObs) => void (server.faults.hang = true)],
    ] as const) {
      const server = await simulated();
      const timing = { heartbeatEveryMs: 20, heartbeatLimitMs: 60, retryFirstMs: 60_000, retryLimitMs: 60_000 };
      const { obs, facts } = connected(server.url, timing, systemClock, { probe: async () => line });
      await ready(obs);
      hurt(server);
      const { connection } = await until(obs.state, ({ connection: { state } }) => state === 'reconnecting');
      reasons.push([connection.problem?.code, facts.at(-1)?.kind === 'obs.lost' && facts.at(-1)?.body]);
      server.wake();
    }
    expect(reasons).toEqual(
      ['obs-connection-lost', 'obs-unresponsive', 'obs-unplugged'].map((code) => [code, expect.objectContaining({ reason: code })]),
    );
  });

  it('OB25 goes on saying that OBS hangs while new connections to it are silent', async () => {
    const server = await simulated();
    const timing = { heartbeatEveryMs: 20, heartbeatLimitMs: 60, connectMs: 60 };
    const { obs } = connected(server.url, timing);
    await ready(obs);
    server.faults.hang = true;
    const codes = new Set<string>();
    obs.state.subscribe(({ connection }) => connection?.problem && codes.add(connection.problem.code));
    // Two more tries, each of them silent.
    await eventually(
      () => server.sessionCount,
      () => codes.size > 0 && obs.state.get().connection.nextTryAtMs !== null,
    );
    await eventually(
      () => obs.state.get().connection.nextTryAtMs,
      (atMs) => atMs !== null && atMs > systemClock.nowMs() - 10,
    );
    server.wake();
    await ready(obs);
    expect([...codes]).toEqual(['obs-unresponsive']);
  });

  it('OB26 is patient with an OBS that is not ready yet, and does not hammer it', async () => {
    const asked: string[] = [];
    const server = await simulated({ onRequest: (requestType) => asked.push(requestType) });
    server.faults.notReady = true;
    const { obs, states } = connected(server.url, { retryFirstMs: 20, retryLimitMs: 40 });
    await eventually(
      () => asked.filter((requestType) => requestType === 'GetVersion').length,
      (tries) => tries >= 4,
    );
    expect(states).not.toContain('reconnecting');
    server.faults.notReady = false;
    await ready(obs);
    expect(server.sessionCount).toBe(1);
  });

  it('OB4 knows after a reconnect what was changed meanwhile, and tells it as made by hand', async () => {
    const server = await simulated();
    const { obs, facts } = connected(server.url);
    await ready(obs);
    facts.length = 0;
    server.faults.refuseConnections = true;
    server.dropSockets();
    await until(obs.state, ({ connection }) => connection.state === 'reconnecting');
    server.world.addScene('C');
    server.world.setProgram('B');
    server.outputs.stream.start();
    await eventually(
      () => server.outputs.stream.active,
      (active) => active,
    );
    server.faults.refuseConnections = false;
    const { mirror } = await ready(obs);
    expect(mirror).toMatchObject({ sceneNames: ['A', 'B', 'C'], programSceneName: 'B', stream: { active: true } });
    expect(facts).toMatchObject([
      { kind: 'obs.lost', body: { reason: 'obs-connection-lost' } },
      { kind: 'obs.ready', body: { outageMs: expect.any(Number) } },
      { kind: 'scene.changed', body: { sceneName: 'B', byStudio: false } },
    ]);
  });

  it('OB4 knows the file of a recording that went on through the outage', async () => {
    const server = await simulated();
    const { obs } = connected(server.url);
    await ready(obs);
    await obs.request('StartRecord');
    await until(obs.state, (state) => state.mirror?.record.active === true);
    const { path } = obs.state.get().mirror!.record;
    expect(path).toMatch(/mkv$/u);
    server.dropSockets();
    await until(obs.state, ({ connection }) => connection.state === 'reconnecting');
    const { mirror } = await ready(obs);
    expect(mirror?.record).toMatchObject({ active: true, path });
  });

  it('OB4 follows a stream that looks for its server, as active and reconnecting', async () => {
    const server = await simulated();
    const { obs } = connected(server.url);
    await ready(obs);
    await obs.request('StartStream');
    await until(obs.state, ({ mirror }) => mirror?.stream.active === true);
    server.outputs.loseStreamServer();
    const away = await until(obs.state, ({ mirror }) => mirror?.stream.reconnecting === true);
    expect(away.mirror?.stream.active).toBe(true);
    server.outputs.regainStreamServer();
    await until(obs.state, ({ mirror }) => mirror?.stream.reconnecting === false);
  });

  it('OB8 survives 200 flaps with one connection, one heartbeat and no doubled event', async () => {
    const server = await simulated();
    const { obs, facts } = connected(server.url);
    for (let flap = 0; flap < 200; flap += 1) {
      await ready(obs);
      server.dropSockets();
      await until(obs.state, ({ connection }) => connection.state !== 'ready');
    }
    await ready(obs);
    expect(server.sessionCount).toBe(1);
    expect(facts.filter(({ kind }) => kind === 'obs.ready')).toHaveLength(201);
    expect(facts.filter(({ kind }) => kind === 'obs.lost')).toHaveLength(200);
    facts.length = 0;
    await obs.setProgramScene('B');
    await until(obs.state, ({ mirror }) => mirror?.programSceneName === 'B');
    expect(facts).toEqual([{ kind: 'scene.changed', body: { sceneName: 'B', byStudio: true } }]);
  });

  it('OB8 leaves no timer, socket or listener of an ended life behind', async () => {
    let pending = 0;
    const counting: Clock = {
      ...systemClock,
      after(delayMs, callback) {
        pending += 1;
        let open = true;
        const over = () => {
          if (open) pending -= 1;
          open = false;
        };
        const timer = systemClock.after(delayMs, () => {
          over();
          callback();
        });
        return {
          cancel: () => {
            over();
            timer.cancel();
          },
        };
      },
    };
    const server = await simulated();
    const { obs } = connected(server.url, {}, counting);
    for (let life = 0; life < 10; life += 1) {
      await ready(obs);
      obs.connect(server.url, 'secret-word');
      await ready(obs);
      server.dropSockets();
      await until(obs.state, ({ connection }) => connection.state !== 'ready');
    }
    await obs.dispose();
    await eventually(
      () => server.sessionCount,
      (count) => count === 0,
    );
    expect(pending).toBe(0);
  });

  it('OB14 shows the password nowhere', async () => {
    const lines: string[] = [];
    const keep = (...words: unknown[]) => void lines.push(JSON.stringify(words));
    const logger = { debug: keep, info: keep, warn: keep, error: keep, child: () => logger } as unknown as typeof silentLogger;
    const server = await simulated();
    const obs = new Obs({ clock: systemClock, logger, timing: { heartbeatEveryMs: 10, heartbeatLimitMs: 20, connectMs: 100 } });
    opened.push(() => obs.dispose());
    obs.onFact((fact) => keep(fact));
    obs.state.subscribe((patch) => keep(patch));
    obs.connect(server.url, 'secret-word');
    await ready(obs);
    server.faults.hang = true;
    await until(obs.state, ({ connection }) => connection.state === 'reconnecting');
    server.wake();
    await ready(obs);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join('\n')).not.toContain('secret-word');
  });
});
