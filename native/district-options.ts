/** The receiver's command line and its environment variables, checked and completed with defaults. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { accepted, refused, type Result } from './contract/refusal.ts';
import type { Locale } from './contract/text.ts';
import type { PostgresOptions } from './district/postgres-database.ts';
import { type Environment, LOOPBACK, userDataFolder } from './options.ts';
import { natsAddress } from './sync/jetstream/nats-link.ts';
import { localeFrom } from './server/sentences.ts';

/** What it does instead of receiving; `rest` is what stands behind the word. */
const commands = ['studios', 'import', 'rebuild', 'nats-config'] as const;
export type DistrictCommand = (typeof commands)[number];

export interface DistrictOptions {
  dataFolder: string;
  port: number;
  address: string;
  lan: boolean;
  /** Names under which the office calls the board, in lower case. */
  names: readonly string[];
  /** Null: the data folder's own SQLite file. */
  postgres: PostgresOptions | null;
  nats: { servers: readonly string[]; user: string | null; login: string | null };
  /** PEM files; null: plain HTTP. */
  tls: { certFile: string; keyFile: string } | null;
  command: { name: DistrictCommand; rest: readonly string[] } | null;
  help: boolean;
  locale: Locale;
}

const DEFAULT_PORT = 4600;

/** Options win over `DISTRICT_…` variables, which win over defaults. */
export function parseDistrictOptions(argv: readonly string[], env: Environment): Result<DistrictOptions> {
  let read: ReturnType<typeof readArguments>;
  try {
    read = readArguments(argv);
  } catch (error) {
    return refused('option-unknown', { option: /'([^']+)'/u.exec((error as Error).message)?.[1] ?? '' });
  }
  const { values, positionals } = read;
  const text = (name: 'data' | 'port' | 'host' | 'database' | 'tls-cert' | 'tls-key') =>
    values[name] ?? env[`DISTRICT_${name.toUpperCase().replace('-', '_')}`];
  const list = (name: 'name' | 'nats') => values[name] ?? env[`DISTRICT_${name.toUpperCase()}`]?.split(/[\s,]+/u).filter(Boolean) ?? [];

  const [word, ...rest] = positionals;
  const command = commands.find((name) => name === word);
  if (word !== undefined && !command) return refused('option-unknown', { option: word });

  const portText = text('port') ?? String(DEFAULT_PORT);
  const port = Number(portText);
  if (!/^\d{1,5}$/u.test(portText) || port > 65_535) return refused('option-invalid', { option: '--port', value: portText });

  const address = text('host') ?? '127.0.0.1';
  const lan = values.lan ?? ['1', 'true', 'yes'].includes(env['DISTRICT_LAN'] ?? '');
  if (!LOOPBACK.has(address) && !lan) return refused('address-needs-lan', { address });

  const databaseUrl = text('database') ?? null;
  // Arguments are seen by everybody on the computer, so a password in one is no password; nor is the value shown.
  const isUsable = databaseUrl === null || isAddressOf(databaseUrl, ['postgres:', 'postgresql:']);
  if (!isUsable || (values.database !== undefined && holdsPassword(new URL(values.database)))) {
    return refused('option-invalid', { option: '--database', value: '…' });
  }
  const password = passwordOf(env);
  if (databaseUrl !== null && !password.ok) return password;
  const servers: string[] = [];
  for (const given of list('nats')) {
    const server = natsAddress(given);
    if (!server.ok) return refused('option-invalid', { option: '--nats', value: server.refusal.context['baseUrl'] ?? '' });
    servers.push(server.value);
  }

  const certFile = text('tls-cert');
  const keyFile = text('tls-key');
  if (certFile !== undefined && keyFile === undefined) return refused('option-invalid', { option: '--tls-key', value: '' });
  if (certFile === undefined && keyFile !== undefined) return refused('option-invalid', { option: '--tls-cert', value: '' });

  return accepted({
    dataFolder: resolve(text('data') ?? userDataFolder(env, 'Hetian District')),
    port,
    address,
    lan,
    names: list('name').map((name) => name.toLowerCase()),
    postgres: databaseUrl === null ? null : { url: databaseUrl, password: password.ok ? password.value : null },
    nats: { servers, user: env['DISTRICT_NATS_USER'] ?? null, login: env['DISTRICT_NATS_LOGIN'] ?? null },
    tls: certFile !== undefined && keyFile !== undefined ? { certFile: resolve(certFile), keyFile: resolve(keyFile) } : null,
    command: command ? { name: command, rest } : null,
    help: values.help ?? false,
    locale: districtLocale(env),
  });
}

/** Of the database; null when none is given. */
function passwordOf(env: Environment): Result<string | null> {
  const file = env['DISTRICT_DATABASE_PASSWORD_FILE'];
  if (file === undefined) return accepted(env['DISTRICT_DATABASE_PASSWORD'] ?? env['PGPASSWORD'] ?? null);
  try {
    return accepted(readFileSync(file, 'utf8').trim());
  } catch (error) {
    return refused('config-invalid', { file, at: '', problem: (error as NodeJS.ErrnoException).code ?? '' });
  }
}

export function districtLocale(env: Environment): Locale {
  return localeFrom(env['DISTRICT_LANG'] ?? env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG']);
}

function readArguments(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      port: { type: 'string' },
      host: { type: 'string' },
      lan: { type: 'boolean' },
      name: { type: 'string', multiple: true },
      database: { type: 'string' },
      nats: { type: 'string', multiple: true },
      'tls-cert': { type: 'string' },
      'tls-key': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}

function isAddressOf(text: string, protocols: readonly string[]): boolean {
  return URL.canParse(text) && protocols.includes(new URL(text).protocol);
}

/** Before the `@`, or as a parameter, which the driver takes too. */
function holdsPassword(url: URL): boolean {
  return url.password !== '' || url.searchParams.has('password');
}
