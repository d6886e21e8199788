/** Starts a real OBS under Xvfb on a home folder of its own, and ends it again without leaving a process behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { OBSWebSocket } from 'obs-websocket-js/json';

export interface RealObsOptions {
  width?: number;
  height?: number;
  fps?: number;
  /** Content of the scene collection's file; without it OBS makes one scene named `Scene`. */
  sceneCollection?: Record<string, unknown>;
  /** RTMP address for the stream; nothing listens on the default. */
  streamServer?: string;
  /** Of the stream's picture, kbit/s. */
  videoKbps?: number;
  /** Set up in the profile; it keeps 20 s. */
  replayBuffer?: boolean;
  /** Container of recordings; mkv when not said. */
  recordFormat?: string;
  /** Runs OBS in another network namespace: what is put before the program, and the address at which it is found there. */
  elsewhere?: { inside: readonly string[]; address: string };
}

export interface RealObs {
  readonly url: string;
  readonly password: string;
  readonly recordFolder: string;
  readonly pid: number;
  kill(signal: NodeJS.Signals): void;
  /** Stops it where it is; resolves once the system has done so, because on a busy machine it still answers for a moment. */
  halt(): Promise<void>;
  /** Starts OBS again on the same home and port, after it was killed. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 5_000;
const PASSWORD = 'real-obs-password';

/** Why the real OBS cannot be started here, or null when it can. */
export function realObsMissing(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const missing = ['obs', 'Xvfb'].filter((program) => !folders.some((folder) => existsSync(join(folder, program))));
  return missing.length === 0 ? null : `not installed: ${missing.join(', ')} (Debian: apt-get install obs-studio xvfb)`;
}

export async function startRealObs(options: RealObsOptions = {}): Promise<RealObs> {
  const home = mkdtempSync(join(tmpdir(), 'hetian-obs-'));
  const recordFolder = join(home, 'recordings');
  const port = await freePort();
  const url = `ws://${options.elsewhere?.address ?? '127.0.0.1'}:${port}`;
  writeHome(home, recordFolder, port, options);
  const { display, xvfb } = await startXvfb();
  const start = async () => {
    const process = spawnObs(home, display, options.elsewhere?.inside ?? []);
    await identified(url, process);
    return process;
  };
  let obs: ChildProcess;
  try {
    obs = await start();
  } catch (error) {
    xvfb.kill('SIGKILL');
    throw error;
  }

  return {
    url,
    password: PASSWORD,
    recordFolder,
    get pid() {
      return obs.pid!;
    },
    kill: (signal) => void obs.kill(signal),
    async halt() {
      obs.kill('SIGSTOP');
      while (!/^\d+ \(.*\) T /u.test(readFileSync(`/proc/${obs.pid}/stat`, 'utf8'))) await new Promise(setImmediate);
    },
    async restart() {
      await exited(obs);
      obs = await start();
    },
    async stop() {
      obs.kill('SIGCONT');
      await stopOutputs(url);
      // SIGINT saves and ends; with an output still active OBS asks in a hidden window and stays.
      obs.kill('SIGINT');
      const hardEnd = setTimeout(() => obs.kill('SIGKILL'), STOP_LIMIT_MS);
      await exited(obs);
      clearTimeout(hardEnd);
      xvfb.kill('SIGTERM');
      await exited(xvfb);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Talks to OBS beside the studio, as a person at OBS's own window would act. */
export async function secondClient(obs: { url: string; password: string | null }): Promise<OBSWebSocket> {
  const client = new OBSWebSocket();
  await client.connect(obs.url, obs.password ?? undefined);
  return client;
}

function exited(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => process.once('exit', () => resolve()));
}

async function startXvfb(): Promise<{ display: string; xvfb: ChildProcess }> {
  const xvfb = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x720x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const display = await new Promise<string>((resolve, reject) => {
    let text = '';
    xvfb.stdio[3]!.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(`:${text.trim()}`);
    });
    xvfb.once('error', reject);
    xvfb.once('exit', () => reject(new Error('Xvfb ended before it named a display')));
  });
  return { display, xvfb };
}

function spawnObs(home: string, display: string, inside: readonly string[]): ChildProcess {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    HOME: home,
    XDG_RUNTIME_DIR: join(home, 'run'),
    DISPLAY: display,
    LIBGL_ALWAYS_SOFTWARE: '1',
    QT_QPA_PLATFORM: 'xcb',
  };
  delete env.XDG_CONFIG_HOME;
  // OBS 29 shows no question after a crash; this flag keeps later releases (until 32) from asking too.
  const flags = ['--multi', '--minimize-to-tray', '--disable-missing-files-check', '--disable-shutdown-check', '--websocket_ipv4_only'];
  const [program, ...args] = [...inside, 'obs', ...flags];
  return spawn(program!, args, { env, stdio: 'ignore' });
}

async function identified(url: string, obs: ChildProcess): Promise<void> {
  const deadline = performance.now() + START_LIMIT_MS;
  for (;;) {
    if (obs.exitCode !== null || obs.signalCode !== null) throw new Error(`OBS ended while starting (${obs.exitCode ?? obs.signalCode})`);
    const client = new OBSWebSocket();
    const failure: unknown = await client.connect(url, PASSWORD).then(
      () => null,
      (error: unknown) => error,
    );
    await client.disconnect();
    if (failure === null) return;
    if (performance.now() > deadline) {
      obs.kill('SIGKILL');
      throw new Error('OBS did not open its WebSocket in time', { cause: failure });
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function stopOutputs(url: string): Promise<void> {
  const client = new OBSWebSocket();
  const reached = await client.connect(url, PASSWORD).then(
    () => true,
    () => false,
  );
  if (!reached) return;
  for (const request of ['StopStream', 'StopRecord', 'StopReplayBuffer'] as const) {
    await client.call(request).catch(() => 'was not running');
  }
  for (let tries = 0; tries < 50; tries += 1) {
    const { outputs } = await client.call('GetOutputList');
    if (!outputs.some((output) => output.outputActive)) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await client.disconnect();
}

function writeHome(home: string, recordFolder: string, port: number, options: RealObsOptions): void {
  const { width = 640, height = 360, fps = 10, streamServer = 'rtmp://127.0.0.1:9/live', videoKbps = 800 } = options;
  const { replayBuffer = false, recordFormat = 'mkv' } = options;
  const config = join(home, '.config', 'obs-studio');
  const profile = join(config, 'basic', 'profiles', 'T');
  const scenes = join(config, 'basic', 'scenes');
  for (const folder of [profile, scenes, recordFolder]) mkdirSync(folder, { recursive: true });
  mkdirSync(join(home, 'run'), { mode: 0o700 });
  writeFileSync(
    join(config, 'global.ini'),
    ini({
      General: { FirstRun: true, LastVersion: 486_539_266 },
      Basic: { Profile: 'T', ProfileDir: 'T', SceneCollection: 'S', SceneCollectionFile: 'S' },
      // Without FirstLoad=false OBS invents a password of its own.
      OBSWebSocket: {
        FirstLoad: false,
        ServerEnabled: true,
        ServerPort: port,
        AlertsEnabled: false,
        AuthRequired: true,
        ServerPassword: PASSWORD,
      },
    }),
  );
  writeFileSync(
    join(profile, 'basic.ini'),
    ini({
      General: { Name: 'T' },
      Video: { BaseCX: width, BaseCY: height, OutputCX: width, OutputCY: height, FPSType: 0, FPSCommon: fps },
      Output: { Mode: 'Simple', Reconnect: true, RetryDelay: 1, MaxRetries: 20 },
      SimpleOutput: {
        FilePath: recordFolder,
        RecFormat: recordFormat,
        RecQuality: 'Small',
        StreamEncoder: 'x264',
        RecEncoder: 'x264',
        Preset: 'ultrafast',
        VBitrate: videoKbps,
        ABitrate: 96,
        RecRB: replayBuffer,
        RecRBTime: 20,
        RecRBSize: 64,
      },
    }),
  );
  const service = { type: 'rtmp_custom', settings: { server: streamServer, key: 'test', use_auth: false } };
  writeFileSync(join(profile, 'service.json'), JSON.stringify(service));
  if (options.sceneCollection) writeFileSync(join(scenes, 'S.json'), JSON.stringify({ name: 'S', ...options.sceneCollection }));
}

type IniFields = Record<string, string | number | boolean>;

function ini(sections: Record<string, IniFields>): string {
  return Object.entries(sections)
    .map(([name, fields]) => iniSection(name, fields))
    .join('\n');
}

function iniSection(name: string, fields: IniFields): string {
  return [`[${name}]`, ...Object.entries(fields).map(([key, value]) => `${key}=${value}`), ''].join('\n');
}
