/** A real PostgreSQL of a test's own: a fresh cluster in a temporary folder, reached by password over loopback. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './waiting.ts';

export interface TestPostgres {
  readonly password: string;
  /** Makes an empty database; gives its address, without the password. */
  create(name: string): string;
  /** As a power cut would: at once, in the middle of anything. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const PASSWORD = 'a-test-password';

/** The folder of initdb and postgres, or why a test cannot have them. */
export function findPostgres(): { folder: string } | { reason: string } {
  const folder = globSync('/usr/lib/postgresql/*/bin').find((path) => existsSync(join(path, 'initdb')));
  if (!folder) return { reason: 'no PostgreSQL server is installed' };
  if (process.getuid?.() === 0 && userOf('postgres') === null)
    return { reason: 'PostgreSQL does not run as root, and there is no user postgres' };
  return { folder };
}

export async function startPostgres(): Promise<TestPostgres> {
  const found = findPostgres();
  if ('reason' in found) throw new Error(found.reason);
  const owner = process.getuid?.() === 0 ? userOf('postgres') : null;
  const folder = mkdtempSync(join(tmpdir(), 'hetian-postgres-'));
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, PASSWORD);
  chmodSync(folder, 0o755);
  const data = join(folder, 'data');
  if (owner) for (const path of [folder, passwordFile]) chownSync(path, owner.uid, owner.gid);
  const as = owner ?? {};
  const run = (program: string, args: readonly string[], input?: string) => {
    const { status, stderr } = spawnSync(join(found.folder, program), args, {
      ...as,
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, PGPASSWORD: PASSWORD },
      ...(input !== undefined && { input }),
    });
    if (status !== 0) throw new Error(`${program}: ${stderr}`);
  };
  run('initdb', ['-D', data, '-U', 'district', `--pwfile=${passwordFile}`, '-A', 'scram-sha-256', '-E', 'UTF8', '--locale=C', '-N']);
  const port = await freePort();
  let child: ChildProcess | null = null;

  const start = async () => {
    child = spawn(join(found.folder, 'postgres'), ['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1'], {
      ...as,
      cwd: folder,
      stdio: 'ignore',
    });
    const isReady = () => spawnSync(join(found.folder, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)]).status === 0;
    await eventually(isReady, (ready) => ready);
  };
  const end = (signal: NodeJS.Signals) =>
    new Promise<void>((resolve) => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once('exit', () => resolve());
      child.kill(signal);
    });
  await start();
  return {
    password: PASSWORD,
    create(name) {
      run('createdb', ['-h', '127.0.0.1', '-p', String(port), '-U', 'district', name]);
      return `postgres://district@127.0.0.1:${port}/${name}`;
    },
    start,
    // SIGQUIT ends all of its processes at once without a checkpoint; SIGKILL would leave some of them behind.
    kill: () => end('SIGQUIT'),
    async stop() {
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function userOf(name: string): { uid: number; gid: number } | null {
  const [uid, gid] = ['-u', '-g'].map((which) => spawnSync('id', [which, name], { encoding: 'utf8' }));
  return uid?.status === 0 && gid?.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : null;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
