/** What the studio says about whatever answers at the address it was given for OBS. */
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { freePort } from '../../harness/real-obs.ts';
import { until } from '../../harness/waiting.ts';
import { closeAfterEach, connected, opened, problem, ready, simulated } from './simulated-desk.ts';

closeAfterEach();

/** A server of the test's own on a free port; its sockets are cut at the end. */
async function listening(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('what answers at the address', () => {
  it('OB7 names a port that is silent after the connection', async () => {
    const { obs } = connected(await listening(createServer()), { connectMs: 30 });
    const { connection } = await problem(obs, 'obs-silent');
    expect(connection.state).toBe('reconnecting');
  });

  it('OB7 names a server that accepts the WebSocket and then says nothing', async () => {
    const silent = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'obswebsocket.json' });
    await new Promise((resolve) => silent.once('listening', resolve));
    opened.push(() => {
      for (const client of silent.clients) client.terminate();
      silent.close();
    });
    const { obs } = connected(`ws://127.0.0.1:${(silent.address() as AddressInfo).port}`, { connectMs: 60 });
    await problem(obs, 'obs-silent');
  });

  it.each([
    ['an HTTP server', () => createHttpServer((_request, response) => response.end('hello'))],
    ['a server that is no HTTP at all', () => createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'))],
  ])('OB7 names %s as a foreign server and goes on trying', async (_name, make) => {
    const { obs } = connected(await listening(make()), { slowRetryFirstMs: 5, slowRetryLimitMs: 5 });
    const { connection } = await problem(obs, 'obs-foreign-server');
    expect(connection).toMatchObject({ state: 'reconnecting', nextTryAtMs: expect.any(Number) });
  });

  it('OB7 names a WebSocket server of another kind', async () => {
    const other = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => false });
    await new Promise((resolve) => other.once('listening', resolve));
    opened.push(() => other.close());
    const { obs } = connected(`ws://127.0.0.1:${(other.address() as AddressInfo).port}`);
    await problem(obs, 'obs-foreign-server');
  });

  it('OB7 keeps trying a closed port and is there when OBS comes', async () => {
    const port = await freePort();
    const { obs, facts } = connected(`ws://127.0.0.1:${port}`);
    await problem(obs, 'obs-unreachable');
    await simulated({ port });
    const { mirror } = await ready(obs);
    expect(mirror?.sceneNames).toEqual(['A', 'B']);
    expect(facts).toMatchObject([{ kind: 'obs.ready', body: { outageMs: null } }]);
  });

  it('OB2 stops at a server of another protocol version', async () => {
    const newer = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'obswebsocket.json' });
    await new Promise((resolve) => newer.once('listening', resolve));
    let tries = 0;
    newer.on('connection', (socket) => {
      tries += 1;
      socket.send(JSON.stringify({ op: 0, d: { obsWebSocketVersion: '6.0.0', rpcVersion: 2 } }));
      socket.on('message', () => socket.close(4010, 'unsupported'));
    });
    opened.push(() => newer.close());
    const { obs } = connected(`ws://127.0.0.1:${(newer.address() as AddressInfo).port}`);
    const { connection } = await until(obs.state, (state) => state.connection.state === 'stopped');
    expect(connection.problem?.code).toBe('obs-incompatible');
    expect(tries).toBe(1);
  });

  it('OB2 stops when a person ends the session in OBS', async () => {
    const server = await simulated();
    const { obs, facts } = connected(server.url);
    await ready(obs);
    server.kick();
    const { connection } = await until(obs.state, (state) => state.connection.state === 'stopped');
    expect(connection.problem?.code).toBe('obs-session-ended');
    expect(facts.at(-1)).toMatchObject({ kind: 'obs.lost', body: { reason: 'obs-session-ended' } });
  });

  it.each(['', 'obs', 'http://127.0.0.1:4455', '127.0.0.1:4455', 'ws://', 'ws://127.0.0.1:99999', 'ws://user:hush@127.0.0.1:4455'])(
    'OB2 says that %j is no address of OBS',
    (url) => {
      const { obs } = connected(url);
      const { connection } = obs.state.get();
      expect(connection).toMatchObject({ state: 'stopped', problem: { code: 'obs-bad-address' } });
      expect(JSON.stringify(connection)).not.toContain('hush');
    },
  );
});
