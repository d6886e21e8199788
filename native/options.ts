/** The command line and its environment variables, checked and completed with defaults. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { accepted, refused, type Result } from './contract/refusal.ts';
import type { Locale } from './contract/text.ts';
import { localeFrom } from './server/sentences.ts';

export interface StudioOptions {
  dataFolder: string;
  port: number;
  address: string;
  lan: boolean;
  /** Null: the address kept from last time, else the usual one. */
  obsUrl: string | null;
  obsPassword: string | null;
  simulatedObs: boolean;
  /** `speed` null is as fast as the machine can. `onObs`: drives the OBS at `obsUrl` instead of the simulated one. */
  rehearsal: { name: string; speed: number | null; onObs: boolean } | null;
  open: boolean;
  /** Recomputes the book instead of starting the studio. */
  verify: boolean;
  help: boolean;
  locale: Locale;
}

const DEFAULT_PORT = 4577;
export const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '::1']);
const MOST_SPEED = 100_000;

export type Environment = Record<string, string | undefined>;

/** Options win over `STUDIO_…` variables, which win over defaults. */
export function parseOptions(argv: readonly string[], env: Environment): Result<StudioOptions> {
  let values: ReturnType<typeof readArguments>['values'];
  let verify: boolean;
  try {
    const read = readArguments(argv);
    values = read.values;
    const [command, ...others] = read.positionals;
    if ((command !== undefined && command !== 'verify') || others.length > 0) {
      return refused('option-unknown', { option: others[0] ?? command ?? '' });
    }
    verify = command === 'verify';
  } catch (error) {
    const option = /'([^']+)'/u.exec((error as Error).message)?.[1] ?? argv.join(' ');
    return refused('option-unknown', { option });
  }
  const text = (name: 'data' | 'port' | 'host' | 'obs' | 'rehearse' | 'speed') => values[name] ?? env[`STUDIO_${name.toUpperCase()}`];
  const flag = (name: 'lan' | 'simulated-obs' | 'rehearse-on-obs' | 'open') =>
    values[name] ?? ['1', 'true', 'yes'].includes(env[`STUDIO_${name.toUpperCase().replaceAll('-', '_')}`] ?? '');

  const portText = text('port') ?? String(DEFAULT_PORT);
  const port = Number(portText);
  if (!/^\d{1,5}$/u.test(portText) || port > 65_535) return refused('option-invalid', { option: '--port', value: portText });

  const address = text('host') ?? '127.0.0.1';
  const lan = flag('lan');
  if (!LOOPBACK.has(address) && !lan) return refused('address-needs-lan', { address });

  const obsUrl = text('obs') ?? null;
  if (obsUrl !== null && !isWebSocketAddress(obsUrl)) return refused('option-invalid', { option: '--obs', value: obsUrl });

  const speedText = text('speed') ?? '1';
  const speed = speedText === 'max' ? null : Number(speedText);
  if (speed !== null && !(speed > 0 && speed <= MOST_SPEED)) return refused('option-invalid', { option: '--speed', value: speedText });

  const rehearse = text('rehearse');
  return accepted({
    dataFolder: resolve(text('data') ?? userDataFolder(env, 'Hetian Studio')),
    port,
    address,
    lan,
    obsUrl,
    obsPassword: env['STUDIO_OBS_PASSWORD'] ?? null,
    simulatedObs: flag('simulated-obs'),
    rehearsal: rehearse ? { name: rehearse, speed, onObs: flag('rehearse-on-obs') } : null,
    open: flag('open'),
    verify,
    help: values.help ?? false,
    locale: localeFrom(env['STUDIO_LANG'] ?? env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG']),
  });
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
      obs: { type: 'string' },
      'simulated-obs': { type: 'boolean' },
      rehearse: { type: 'string' },
      'rehearse-on-obs': { type: 'boolean' },
      speed: { type: 'string' },
      open: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}

function isWebSocketAddress(text: string): boolean {
  return URL.canParse(text) && ['ws:', 'wss:'].includes(new URL(text).protocol);
}

/** The per-user data folder of each system, for a program named `Hetian Studio` or the like. */
export function userDataFolder(env: Environment, program: string): string {
  if (process.platform === 'win32') return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), program);
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', program);
  return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), program.toLowerCase().replaceAll(' ', '-'));
}
