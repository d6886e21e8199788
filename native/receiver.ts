/** Wires the district's receiver: database, keys, doors. Several can run side by side in a test. */
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { accepted, type Refusal, refused, type Result } from './contract/refusal.ts';
import { Board } from './district/board.ts';
import { registerBoard } from './district/board-routes.ts';
import { Digests } from './district/digests.ts';
import { DatabaseUnreachable, type DistrictDatabase } from './district/district-database.ts';
import { EntryIntake } from './district/entry-intake.ts';
import { startReceiverServer } from './district/receiver-server.ts';
import { openPostgresDatabase, type PostgresOptions } from './district/postgres-database.ts';
import { openSqliteDatabase } from './district/sqlite-database.ts';
import { openStreams } from './district/streams-in.ts';
import { StudioDoor } from './district/studio-door.ts';
import { StudioKeys } from './district/studio-keys.ts';
import { WrongTries } from './kernel/wrong-tries.ts';
import { rebuildOutdatedFigures } from './district/rebuild.ts';
import type { Locale } from './contract/text.ts';
import type { Clock } from './kernel/clock.ts';
import type { Logger } from './kernel/logger.ts';
import { lockFolder } from './store/folder-lock.ts';
import { storageFailureOf } from './store/storage-failure.ts';

export interface ReceiverConfig {
  dataFolder: string;
  /** Null: a SQLite file in the data folder. */
  postgres: PostgresOptions | null;
  address: string;
  port: number;
  lan: boolean;
  names: readonly string[];
  tls: { cert: string; key: string } | null;
  /** NATS servers whose streams are taken in too, and how to log in there; without a login by the office's own key. */
  nats: { servers: readonly string[]; user: string | null; login: string | null };
  pagesFolder: string;
}

export interface ReceiverPorts {
  clock: Clock;
  logger: Logger;
  sentence(refusal: Refusal): string;
  /** The heading of an exported column. */
  heading(locale: Locale, column: string): string;
}

export interface Receiver {
  /** Address of the board with the office's token. */
  readonly url: string;
  readonly origin: string;
  readonly keys: StudioKeys;
  stop(): Promise<void>;
}

/** Refuses when its folder, its database or its address cannot be used. */
export async function startReceiver(config: ReceiverConfig, ports: ReceiverPorts): Promise<Result<Receiver>> {
  const opened = await openStore(config);
  if (!opened.ok) return opened;
  const { database, close } = opened.value;
  const keys = StudioKeys.open(config.dataFolder, ports.clock);
  if (!keys.ok) {
    await close();
    return keys;
  }
  const intake = new EntryIntake(database, ports.clock);
  const door = new StudioDoor(database, intake);
  const streams = openStreams(config.nats, { ...ports, keys: keys.value, door });
  if (!streams.ok) {
    await close();
    return streams;
  }
  const server = await startReceiverServer({
    ...config,
    ...ports,
    database,
    keys: keys.value,
    door,
    isConnected: () => streams.value.isConnected(),
    digests: new Digests(database),
    wrongTries: new WrongTries(ports.clock),
    registerBoard(app: FastifyInstance, refuse) {
      const board = new Board(database, keys.value, ports.clock);
      const stick = { database, intake, keys: keys.value, clock: ports.clock };
      registerBoard(app, { ...ports, board, database, keys: keys.value, stick, refuse });
    },
  });
  if (!server.ok) {
    await streams.value.dispose();
    await close();
    return server;
  }
  const host = config.address.includes(':') ? `[${config.address}]` : config.address;
  const origin = `${config.tls ? 'https' : 'http'}://${host}:${server.value.port}`;
  return accepted({
    url: `${origin}/?token=${keys.value.officeToken}`,
    origin,
    keys: keys.value,
    async stop() {
      await server.value.stop();
      await streams.value.dispose();
      await close();
    },
  });
}

interface Store {
  database: DistrictDatabase;
  close(): Promise<void>;
}

/** The data folder and its database, for this process alone. */
export async function openStore({ dataFolder, postgres }: Pick<ReceiverConfig, 'dataFolder' | 'postgres'>): Promise<Result<Store>> {
  const lock = lockFolder(dataFolder);
  if (!lock.ok) return lock;
  const path = join(dataFolder, 'district.db');
  try {
    const database = postgres ? await openPostgresDatabase(postgres) : openSqliteDatabase(path);
    await rebuildOutdatedFigures(database);
    return accepted({
      database,
      async close() {
        await database.close();
        lock.value.release();
      },
    });
  } catch (error) {
    lock.value.release();
    if (error instanceof DatabaseUnreachable) return refused('database-unreachable', { problem: error.problem });
    const failure = storageFailureOf(error, path);
    if (!failure) throw error;
    return refused(failure.code, failure.context);
  }
}
