/** Starts a real nats-server on a folder and port of its own, and starts it again where it was. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface NatsOptions {
  /** More of the configuration, as nats-server reads it. */
  config?: string;
  /** False: a server without JetStream. */
  jetstream?: boolean;
  tls?: { key: string; cert: string };
}

export interface NatsServer {
  /** `nats://127.0.0.1:<port>`, or `tls://`. */
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  /** At once, as a power cut would; resolves when it is gone. */
  kill(): Promise<void>;
  /** Stops it where it is, without closing anything; `continue` lets it go on. */
  halt(): void;
  continue(): void;
  /** On the same folder and port; another configuration takes the place of the old one. */
  restart(config?: string): Promise<void>;
  /** Reads the configuration anew without a restart. */
  reload(config: string): void;
  stop(): Promise<void>;
}

const START_LIMIT_MS = 10_000;
const SERVERS = ['/usr/sbin', '/usr/local/sbin', ...(process.env['PATH'] ?? '').split(delimiter)];

function program(): string | null {
  return SERVERS.map((folder) => join(folder, 'nats-server')).find((path) => existsSync(path)) ?? null;
}

const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((server) => server.kill('SIGKILL')));

/** Why nats-server cannot be started here, or null when it can. */
export function natsMissing(): string | null {
  return program() ? null : 'not installed: nats-server (Debian: apt-get install nats-server)';
}

export async function startNats({ config = '', jetstream = true, tls }: NatsOptions = {}): Promise<NatsServer> {
  const path = program();
  if (!path) throw new Error(natsMissing()!);
  const folder = mkdtempSync(join(tmpdir(), 'hetian-nats-'));
  const port = await freePort();
  const file = join(folder, 'server.conf');
  const configure = (more: string) =>
    writeFileSync(
      file,
      [
        `listen: "127.0.0.1:${port}"`,
        jetstream ? `jetstream { store_dir: "${join(folder, 'store')}" }` : '',
        tls ? `tls { cert_file: "${tls.cert}", key_file: "${tls.key}" }` : '',
        more,
      ].join('\n'),
    );
  configure(config);
  let server = await started(path, file);
  const ended = async (signal: NodeJS.Signals) => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGCONT');
    server.kill(signal);
    await gone;
  };
  return {
    url: `${tls ? 'tls' : 'nats'}://127.0.0.1:${port}`,
    port,
    folder,
    kill: () => ended('SIGKILL'),
    halt: () => void server.kill('SIGSTOP'),
    continue: () => void server.kill('SIGCONT'),
    async restart(more) {
      await ended('SIGKILL');
      if (more !== undefined) configure(more);
      server = await started(path, file);
    },
    reload(more) {
      configure(more);
      server.kill('SIGHUP');
    },
    async stop() {
      await ended('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function started(path: string, file: string): Promise<ChildProcess> {
  const server = spawn(path, ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  running.add(server);
  server.once('exit', () => running.delete(server));
  let log = '';
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`nats-server did not start:\n${log}`)), START_LIMIT_MS);
    server.stderr.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-4000);
      if (!log.includes('Server is ready')) return;
      clearTimeout(timer);
      resolve();
    });
    server.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`nats-server ended with ${code}:\n${log}`));
    });
  });
  return server;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A certificate for 127.0.0.1 and its key as files in the folder, signed by itself. */
export function makeCertificate(folder: string, name: string): { key: string; cert: string } {
  mkdirSync(folder, { recursive: true });
  const key = join(folder, `${name}.key`);
  const cert = join(folder, `${name}.pem`);
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      key,
      '-out',
      cert,
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
      '-addext',
      'subjectAltName=IP:127.0.0.1',
    ],
    { stdio: 'ignore' },
  );
  return { key, cert };
}
