/** `npm run studio`: reads arguments, starts the host, prints the ready line, ends cleanly on a signal. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DrawingOrder } from './contract/drawing.ts';
import type { Refusal } from './contract/refusal.ts';
import { openLog } from './data-folder-log.ts';
import { createHost, type Host } from './host.ts';
import { systemClock } from './kernel/clock.ts';
import { openBrowser } from './open-browser.ts';
import { ShellRenderer } from './overlays/shell-renderer.ts';
import { parseOptions, type StudioOptions } from './options.ts';
import { type RehearsalOptions, runRehearsal, type RunningRehearsal } from './rehearsal-host.ts';
import { localeFrom, loadSentences } from './server/sentences.ts';
import { verifyDataFolder } from './verify-command.ts';
import { startSimulatedObs } from './obs/simulated/simulated-obs.ts';

/** Where the program's own files are: beside `native/` in the source, two levels up from the bundle. */
const ROOT = import.meta.url.endsWith('.ts') ? join(import.meta.dirname, '..') : join(import.meta.dirname, '..', '..');

/** What the desktop shell hears from its host; absent elsewhere. */
interface ParentPort {
  postMessage(
    message: { type: 'ready'; url: string } | { type: 'onAir'; onAir: boolean } | { type: 'refused'; sentence: string } | DrawingOrder,
  ): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}
const parentPort = (process as { parentPort?: ParentPort }).parentPort;

/** Runs until a signal; sets the exit code 0 after a clean end and 1 when the start could not succeed. */
export async function runStudio(argv: readonly string[]): Promise<void> {
  const environment = process.env;
  const resourcesFolder = join(ROOT, 'resources');
  const options = parseOptions(argv, environment);
  const locale = options.ok ? options.value.locale : localeFrom(environment['STUDIO_LANG'] ?? environment['LANG']);
  const sentences = loadSentences(resourcesFolder, locale);
  const refuse = (refusal: Refusal) => {
    const sentence = sentences.refusal(refusal);
    console.error(sentence);
    parentPort?.postMessage({ type: 'refused', sentence });
    process.exitCode = 1;
  };
  if (!options.ok) return refuse(options.refusal);
  if (options.value.help) {
    console.log(sentences.host('help'));
    return;
  }
  if (options.value.verify) {
    const verified = verifyDataFolder(options.value.dataFolder, sentences, console.log);
    if (!verified.ok) return refuse(verified.refusal);
    process.exitCode = verified.value ? 0 : 1;
    return;
  }
  const stopped = stopSignal();
  const started = await start(options.value, resourcesFolder);
  if (!started.ok) return refuse(started.refusal);
  const { url, stop } = started.value;
  console.log(`studio ready ${url}`);
  parentPort?.postMessage({ type: 'ready', url });
  if (options.value.open) openBrowser(url);
  await stopped;
  await stop();
  process.exitCode = 0;
  // Whatever a library still holds open must not keep a stopped studio alive.
  setTimeout(() => process.exit(), 3000).unref();
}

async function start(options: StudioOptions, resourcesFolder: string) {
  const log = openLog(options.dataFolder, 'studio');
  if (!log.ok) return log;
  const logger = log.value;
  const common = {
    address: options.address,
    port: options.port,
    lan: options.lan,
    pagesFolder: join(ROOT, 'out', 'renderer'),
    resourcesFolder,
    locale: options.locale,
    version: version(),
    environment: process.env,
  };
  const onAirChanged = (onAir: boolean) => parentPort?.postMessage({ type: 'onAir', onAir });
  const rehearse = (name: string, speed: number | null, port: number, obs: RehearsalOptions['obs'] = null) =>
    runRehearsal({ name, speed, obs, config: { ...common, port }, dataFolder: options.dataFolder, logger, onAirChanged });

  if (options.rehearsal) {
    const { name, speed, onObs } = options.rehearsal;
    return rehearse(name, speed, options.port, onObs ? { url: options.obsUrl ?? DEFAULT_OBS_URL, password: options.obsPassword } : null);
  }

  let running: RunningRehearsal | null = null;
  const host = await createHost(
    { ...common, dataFolder: options.dataFolder, rehearsal: null },
    {
      clock: systemClock,
      clockSpeed: () => 1,
      logger,
      onAirChanged,
      ...(parentPort ? { pictureRenderer: shellRenderer(parentPort) } : {}),
      rehearsal: {
        async start(name, speed) {
          if (running?.isUnderWay()) return { ok: true, value: { address: running.url } };
          await running?.stop();
          const rehearsal = await rehearse(name, speed, 0);
          if (!rehearsal.ok) return rehearsal;
          running = rehearsal.value;
          return { ok: true, value: { address: running.url } };
        },
        control: () => ({ ok: false, refusal: { code: 'rehearsal-not-running', context: {} } }),
      },
    },
  );
  if (!host.ok) return host;
  const stopObs = await connect(host.value, options);
  return {
    ok: true as const,
    value: {
      url: host.value.url,
      async stop() {
        await running?.stop();
        await host.value.stop();
        await stopObs();
      },
    },
  };
}

/** Connects to the simulated OBS, or to the address given, kept, or usual. */
async function connect(host: Host, options: StudioOptions): Promise<() => Promise<void>> {
  if (options.simulatedObs) {
    const simulated = await startSimulatedObs({ port: 0, password: crypto.randomUUID() });
    host.connectObs(simulated.url, simulated.password, true);
    return () => simulated.stop();
  }
  host.connectObs(options.obsUrl ?? host.desk.status.settings.obsUrl ?? DEFAULT_OBS_URL, options.obsPassword);
  return async () => {};
}

const DEFAULT_OBS_URL = 'ws://127.0.0.1:4455';

function version(): string {
  return (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
}

/** Resolves at the first SIGINT or SIGTERM, or when the shell goes away. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
    if (parentPort) process.on('disconnect', () => resolve());
  });
}

/** In the desktop app the shell itself draws; no other browser is needed. */
function shellRenderer(port: ParentPort): ShellRenderer {
  const line = {
    post: (order: DrawingOrder) => port.postMessage(order),
    onMessage: (listener: (message: unknown) => void) => port.on('message', ({ data }) => listener(data)),
  };
  return new ShellRenderer(line, systemClock);
}
