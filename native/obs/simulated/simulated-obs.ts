/** The simulated OBS: a server on this machine that any obs-websocket 5 client can use, with faults to switch on. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import { type Clock, systemClock } from '../../kernel/clock.ts';
import { type Logger, silentLogger } from '../../kernel/logger.ts';
import { VolumeMeters } from './volume-meters.ts';
import { Outputs } from './outputs.ts';
import { closeCode, type Data, type EventType } from './protocol.ts';
import { availableRequests } from './requests.ts';
import { type Faults, JSON_TEXT, MESSAGE_PACK, Session } from './session.ts';
import { INPUT_KINDS } from './sources.ts';
import { World } from './world.ts';

export interface SimulatedObsOptions {
  /** 0 takes a free one. */
  port?: number;
  /** Null asks for none. */
  password?: string | null;
  clock?: Clock;
  logger?: Logger;
  width?: number;
  height?: number;
  fps?: number;
  /** From the top of the list down; the first is on program. */
  sceneNames?: readonly string[];
  /** False is an OBS built without browser sources, such as Debian's. */
  browserSource?: boolean;
  /** Without one, recordings go to a temporary folder that is removed at the end. */
  recordFolder?: string;
  onRequest?: (requestType: string, requestData: unknown) => void;
}

export interface SimulatedObs {
  readonly url: string;
  readonly port: number;
  readonly password: string | null;
  readonly world: World;
  readonly outputs: Outputs;
  readonly faults: Faults;
  readonly sessionCount: number;
  /** After `faults.hang`: reads and answers what waited. */
  wake(): void;
  /** Cuts every client without a word, as a killed OBS does. */
  dropSockets(): void;
  /** Cuts the client that came last. */
  dropNewest(): void;
  /** Ends every session as a person does in OBS's list of sessions. */
  kick(): void;
  /** Ends as OBS does when it is closed; resolves when the port is free. */
  stop(): Promise<void>;
}

/** Rejects when the port is taken. */
export async function startSimulatedObs(options: SimulatedObsOptions = {}): Promise<SimulatedObs> {
  const { password = null, clock = systemClock, logger = silentLogger, fps = 30, onRequest = () => undefined } = options;
  const faults: Faults = { hang: false, replyDelayMs: 0, notReady: false, refuseConnections: false };
  const sessions = new Set<Session>();
  const emit = (eventType: EventType, eventData: Data) => {
    for (const session of sessions) session.event(eventType, eventData);
  };
  const world = new World({
    clock,
    fps,
    emit,
    width: options.width ?? 1920,
    height: options.height ?? 1080,
    sceneNames: options.sceneNames ?? ['Scene'],
    inputKinds: options.browserSource === false ? INPUT_KINDS : [...INPUT_KINDS, 'browser_source'],
  });
  const recordFolder = options.recordFolder ?? join(tmpdir(), `simulated-obs-${randomUUID()}`);
  const meters = new VolumeMeters({
    clock,
    world,
    heard: () => [...sessions].some((session) => session.wants('InputVolumeMeters')),
  });
  const outputs = new Outputs({ clock, fps, emit, recordFolder });
  const context = { world, outputs, availableRequests };

  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: options.port ?? 0,
    // Without a named protocol OBS speaks JSON.
    handleProtocols: (protocols) => [...protocols].find((name) => name === MESSAGE_PACK || name === JSON_TEXT) ?? false,
  });
  server.on('connection', (socket) => {
    if (faults.refuseConnections) return socket.terminate();
    const session = new Session(socket, { clock, logger, password, faults, context, onRequest, onSubscriptions: () => meters.follow() });
    sessions.add(session);
    socket.on('close', () => sessions.delete(session));
  });
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the simulated OBS has no port');
  const { port } = address;

  return {
    url: `ws://127.0.0.1:${port}`,
    port,
    password,
    world,
    outputs,
    faults,
    get sessionCount() {
      return sessions.size;
    },
    wake() {
      faults.hang = false;
      for (const session of sessions) session.wake();
    },
    dropSockets() {
      for (const socket of server.clients) socket.terminate();
    },
    dropNewest() {
      [...server.clients].at(-1)?.terminate();
    },
    kick() {
      for (const socket of server.clients) socket.close(closeCode.sessionInvalidated, 'Your session has been invalidated.');
    },
    async stop() {
      emit('ExitStarted', {});
      world.dispose();
      meters.dispose();
      outputs.dispose();
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of server.clients) socket.close(closeCode.goingAway);
      // Closing waits for the other side; one that hangs would keep the port for ever.
      const cut = clock.after(200, () => {
        for (const socket of server.clients) socket.terminate();
      });
      await closed;
      cut.cancel();
      if (options.recordFolder === undefined) rmSync(recordFolder, { recursive: true, force: true });
    },
  };
}
