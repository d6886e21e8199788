/** `npm run district`: reads arguments, starts the receiver or runs one of its commands, ends cleanly on a signal. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { accepted, type Refusal, refused, type Result } from './contract/refusal.ts';
import { openLog } from './data-folder-log.ts';
import { runDistrictCommand } from './district-commands.ts';
import { districtLocale, type DistrictOptions, parseDistrictOptions } from './district-options.ts';
import { systemClock } from './kernel/clock.ts';
import { startReceiver } from './receiver.ts';
import { loadExportTexts } from './server/export-routes.ts';
import { loadSentences, type Sentences } from './server/sentences.ts';

const ROOT = join(import.meta.dirname, '..');

/** Whether these arguments start the receiver, which then needs its pages. */
export function isDistrictServing(argv: readonly string[]): boolean {
  const options = parseDistrictOptions(argv, process.env);
  return options.ok && !options.value.help && options.value.command === null;
}

/** Runs until a signal; sets the exit code 0 after a clean end and 1 when the start could not succeed. */
export async function runDistrict(argv: readonly string[]): Promise<void> {
  const options = parseDistrictOptions(argv, process.env);
  const locale = options.ok ? options.value.locale : districtLocale(process.env);
  const sentences = loadSentences(join(ROOT, 'resources'), locale);
  const refuse = (refusal: Refusal) => {
    console.error(sentences.refusal(refusal));
    process.exitCode = 1;
  };
  if (!options.ok) return refuse(options.refusal);
  if (options.value.help) return console.log(sentences.host('districtHelp'));
  const { command } = options.value;
  if (command) {
    const done = await runDistrictCommand(command, options.value, { clock: systemClock, sentences, say: console.log });
    return done.ok ? undefined : refuse(done.refusal);
  }
  const stopped = stopSignal();
  const started = await start(options.value, sentences);
  if (!started.ok) return refuse(started.refusal);
  console.log(`district ready ${started.value.url}`);
  await stopped;
  await started.value.stop();
  process.exitCode = 0;
  // Whatever a library still holds open must not keep a stopped receiver alive.
  setTimeout(() => process.exit(), 3000).unref();
}

async function start(options: DistrictOptions, sentences: Sentences) {
  const tls = readTls(options);
  if (!tls.ok) return tls;
  const logger = openLog(options.dataFolder, 'district');
  if (!logger.ok) return logger;
  const texts = loadExportTexts(join(ROOT, 'resources'));
  return startReceiver(
    { ...options, tls: tls.value, pagesFolder: join(ROOT, 'out', 'renderer') },
    {
      clock: systemClock,
      logger: logger.value,
      sentence: (refusal) => sentences.refusal(refusal),
      heading: (locale, column) => texts[locale][column] ?? column,
    },
  );
}

function readTls({ tls }: DistrictOptions): Result<{ cert: string; key: string } | null> {
  if (!tls) return accepted(null);
  const read: string[] = [];
  for (const file of [tls.certFile, tls.keyFile]) {
    try {
      read.push(readFileSync(file, 'utf8'));
    } catch (error) {
      return refused('config-invalid', { file, at: '', problem: (error as NodeJS.ErrnoException).code ?? '' });
    }
  }
  const [cert, key] = [read[0]!, read[1]!];
  const problem = tlsProblem(cert, key);
  return problem === null ? accepted({ cert, key }) : refused('config-invalid', { file: tls.certFile, at: tls.keyFile, problem });
}

/** Why the two are no certificate with its key, in OpenSSL's words, which quote neither; null when they are. */
function tlsProblem(cert: string, key: string): string | null {
  // Node takes an empty text for no certificate, and would listen without one.
  if (cert.trim() === '' || key.trim() === '') return 'PEM';
  try {
    createSecureContext({ cert, key });
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Resolves at the first SIGINT or SIGTERM, or when the shell goes away. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
}
