/** The receiver's database on a PostgreSQL: the adapter of an office that has one, or has outgrown one file. */
import { createHash } from 'node:crypto';
import pg from 'pg';
import { StorageFailure } from '../store/storage-failure.ts';
import { DatabaseUnreachable, type DistrictDatabase, type Queries, type Value } from './district-database.ts';
import { districtSteps } from './district-schema.ts';

export interface PostgresOptions {
  /** `postgres://user@host/name`; with `sslmode` as PostgreSQL's own programs know it. */
  url: string;
  /** Null: none, or one that the address holds. */
  password: string | null;
}

const READERS = 4;
const CONNECT_LIMIT_MS = 5000;
/** A server that hangs must not hold a studio's request for ever; a rebuild goes by many short statements. */
const QUERY_LIMIT_MS = 60_000;
/** Names the lock that one receiver holds: two would not see each other's orders while they add them up. */
const LOCK = 4_600_001;
const BIGINT_OID = 20;

/** Connects, takes the database for this process and brings its schema up to date. Throws `DatabaseUnreachable`. */
export async function openPostgresDatabase(options: PostgresOptions): Promise<DistrictDatabase> {
  const config: pg.ClientConfig = {
    connectionString: addressWith(options),
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    query_timeout: QUERY_LIMIT_MS,
    keepAlive: true,
    application_name: 'hetian-district',
    types: {
      getTypeParser: ((oid: number, format?: 'text') => (oid === BIGINT_OID ? Number : pg.types.getTypeParser(oid, format))) as never,
    },
  };
  const writer = new Writer(config);
  try {
    await writer.run(migrate);
  } catch (error) {
    await writer.close();
    throw failureOf(error);
  }
  const pool = new pg.Pool({ ...config, max: READERS });
  // An idle connection that breaks is replaced at its next use.
  pool.on('error', () => undefined);
  const reader = queriesOf(pool);
  return {
    async read(sql, values) {
      try {
        return await reader.all(sql, values);
      } catch (error) {
        throw failureOf(error);
      }
    },
    async write(work) {
      try {
        return await writer.run(work);
      } catch (error) {
        throw failureOf(error);
      }
    },
    async close() {
      await pool.end();
      await writer.close();
    },
  };
}

/** The one connection that writes. It holds the lock; when it breaks, the next transaction begins on a new one. */
class Writer {
  readonly #config: pg.ClientConfig;
  #client: pg.Client | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(config: pg.ClientConfig) {
    this.#config = config;
  }

  run<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    const result = this.#last.then(() => this.#transaction(work));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#drop();
  }

  async #transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    const client = this.#client ?? (await this.#connect());
    try {
      await client.query('BEGIN');
      const result = await work(queriesOf(client));
      await client.query('COMMIT');
      return result;
    } catch (error) {
      try {
        await client.query('ROLLBACK');
      } catch {
        // Its own error says less than the first one; the connection is of no use any more.
        await this.#drop();
      }
      throw error;
    }
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client(this.#config);
    client.on('error', () => {
      if (this.#client === client) this.#client = null;
    });
    try {
      await client.connect();
    } catch (error) {
      throw new DatabaseUnreachable(problemOf(error as NodeJS.ErrnoException));
    }
    try {
      await client.query('SET synchronous_commit = on');
      const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [LOCK]);
      if (!rows[0]?.held) throw new DatabaseUnreachable('another receiver uses it');
    } catch (error) {
      // Without the lock no transaction may ever use this connection.
      await client.end().catch(() => undefined);
      throw error;
    }
    this.#client = client;
    return client;
  }

  async #drop(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    // A broken connection has nothing to say goodbye to.
    await client?.end().catch(() => undefined);
  }
}

async function migrate(queries: Queries): Promise<void> {
  await queries.run('CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL PRIMARY KEY)');
  const [row] = await queries.all<{ version: number | null }>('SELECT MAX(version) AS version FROM schema_version');
  const version = row?.version ?? 0;
  if (version > districtSteps.length)
    throw new StorageFailure('storage-newer', { file: 'PostgreSQL', version, known: districtSteps.length });
  for (const [at, step] of districtSteps.entries()) {
    if (at < version) continue;
    await queries.run(step);
    await queries.run('INSERT INTO schema_version (version) VALUES ($1)', [at + 1]);
  }
}

function queriesOf(client: pg.Client | pg.Pool): Queries {
  const ask = async (sql: string, values: readonly Value[]) => {
    if (values.length === 0) return client.query(sql);
    // Under a name the server keeps the statement's plan.
    const name = createHash('sha256').update(sql).digest('base64url').slice(0, 40);
    return client.query({ name, text: sql, values: [...values] });
  };
  return {
    all: async <T>(sql: string, values: readonly Value[] = []) => (await ask(sql, values)).rows as T[],
    run: async (sql, values = []) => (await ask(sql, values)).rowCount ?? 0,
  };
}

/** The driver takes what the address does not say for nothing, so the password must stand in it. */
function addressWith({ url, password }: PostgresOptions): string {
  if (password === null) return url;
  const address = new URL(url);
  address.password = encodeURIComponent(password);
  return address.href;
}

/** Where several addresses were tried, the error itself says nothing. */
function problemOf({ message, code }: NodeJS.ErrnoException): string {
  return message || code || 'no connection';
}

/** Connection trouble has codes of Node, or classes 08, 28, 3D, 53 and 57 of PostgreSQL; everything else is a fault of this program. */
function failureOf(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DatabaseUnreachable || error instanceof StorageFailure) return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === '53100') return new StorageFailure('storage-full', { folder: 'PostgreSQL' }, error.message);
  const away =
    /^(?:E[A-Z]+|08...|28...|3D...|53...|57...)$/u.test(code) || /timeout|terminated|not queryable|Connection/iu.test(error.message);
  return away ? new DatabaseUnreachable(problemOf(error)) : error;
}
