/** What the receiver's command line does beside receiving. */
import { globSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { newStudioSchema } from './contract/district.ts';
import { accepted, type Refusal, refused, refusedInput, type Result } from './contract/refusal.ts';
import { EntryIntake } from './district/entry-intake.ts';
import { natsAccounts, officeKeyOf } from './district/nats-accounts.ts';
import { rebuildFigures } from './district/rebuild.ts';
import { receiptFor, takeStickFile } from './district/stick-files.ts';
import { StudioKeys } from './district/studio-keys.ts';
import type { DistrictOptions } from './district-options.ts';
import type { Clock } from './kernel/clock.ts';
import type { Sentences } from './server/sentences.ts';
import { openStore } from './receiver.ts';
import { storageFailureOf } from './store/storage-failure.ts';
import { replaceFile } from './store/whole-file.ts';

export interface CommandPorts {
  clock: Clock;
  sentences: Pick<Sentences, 'host' | 'refusal'>;
  say(line: string): void;
}

type Done = Result<Record<string, never>>;

export async function runDistrictCommand(
  { name, rest }: NonNullable<DistrictOptions['command']>,
  options: DistrictOptions,
  ports: CommandPorts,
): Promise<Done> {
  switch (name) {
    case 'studios':
      return changeStudios(rest, options, ports);
    case 'import':
      return takeSticks(rest, options, ports);
    case 'rebuild':
      return rebuild(options, ports);
    case 'nats-config': {
      const keys = openKeys(options.dataFolder, ports.clock);
      if (!keys.ok) return keys;
      ports.say(natsAccounts({ office: officeKeyOf(keys.value.officeToken), studios: keys.value.writers() }).trimEnd());
      return accepted({});
    }
    default:
      return refused('option-unknown', { option: name });
  }
}

/** Says of each file what came of it, and leaves receipts beside the files. The receiver must not be running. */
async function takeSticks(paths: readonly string[], options: DistrictOptions, ports: CommandPorts): Promise<Done> {
  const { sentences, say, clock } = ports;
  const keys = openKeys(options.dataFolder, clock);
  if (!keys.ok) return keys;
  const files = stickFiles(paths);
  if (!files.ok) return files;
  const store = await openStore(options);
  if (!store.ok) return store;
  const { database, close } = store.value;
  const stick = { database, intake: new EntryIntake(database, clock), keys: keys.value, clock };
  try {
    const receipts = new Map<string, Set<string>>();
    let refusal: Refusal | null = null;
    for (const file of files.value) {
      const bytes = bytesOf(file);
      const taken = bytes.ok ? await takeStickFile(basename(file), bytes.value, stick) : bytes;
      if (!taken.ok) {
        if (refusal) say(sentences.refusal(refusal));
        refusal = taken.refusal;
        continue;
      }
      say(sentences.host('districtTaken', { file: basename(file), ...taken.value }));
      const folder = dirname(file);
      receipts.set(folder, (receipts.get(folder) ?? new Set()).add(taken.value.studioId));
    }
    for (const [folder, studios] of receipts) {
      for (const studioId of studios) {
        const { name, text } = await receiptFor(studioId, stick);
        replaceFile(join(folder, name), text);
      }
    }
    return refusal ? { ok: false, refusal } : accepted({});
  } catch (error) {
    // The stick was pulled out, or is full or locked.
    const failure = storageFailureOf(error, files.value[0] ?? options.dataFolder);
    if (!failure) throw error;
    return refused(failure.code, failure.context);
  } finally {
    await close();
  }
}

/** What cannot be read of a worn stick must not keep its other files from being taken. */
function bytesOf(file: string): Result<Buffer> {
  try {
    return accepted(readFileSync(file));
  } catch (error) {
    return refused('entries-file-invalid', { file: basename(file), problem: (error as NodeJS.ErrnoException).code ?? '' });
  }
}

/** The files named, and those in the folders named, in the order of their names. */
function stickFiles(paths: readonly string[]): Result<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return refused('entries-file-invalid', { file: path, problem: 'ENOENT' });
    if (!stat.isDirectory()) files.push(resolve(path));
    else files.push(...globSync('*.entries', { cwd: path }).map((name) => resolve(path, name)));
  }
  return files.length > 0 ? accepted(files.toSorted()) : refused('entries-file-invalid', { file: paths.join(' '), problem: 'ENOENT' });
}

/** Says what stood otherwise. The receiver must not be running. */
async function rebuild(options: DistrictOptions, { sentences, say }: CommandPorts): Promise<Done> {
  const store = await openStore(options);
  if (!store.ok) return store;
  try {
    const { entries, differing } = await rebuildFigures(store.value.database);
    const rows = Object.values(differing).reduce((sum, each) => sum + each, 0);
    say(sentences.host('districtRebuilt', { entries }));
    say(
      rows === 0 ? sentences.host('verifyWhole') : sentences.host('districtDiffered', { rows, tables: Object.keys(differing).join(', ') }),
    );
    return accepted({});
  } finally {
    await store.value.close();
  }
}

/** Works beside a running receiver, which looks at the file before each use. */
function changeStudios([what, studioId, ...words]: readonly string[], { dataFolder }: DistrictOptions, ports: CommandPorts): Done {
  const { sentences, say } = ports;
  const keys = openKeys(dataFolder, ports.clock);
  if (!keys.ok) return keys;
  if (what === 'list') {
    for (const { studioId: id, name, revoked } of keys.value.list()) {
      say(`${id}\t${name}${revoked ? `\t${sentences.host('districtRevoked')}` : ''}`);
    }
    return accepted({});
  }
  const studio = newStudioSchema.safeParse({ studioId, name: words.join(' ') || studioId });
  if (!studio.success) return refusedInput(studio.error);
  const given = givenKey(keys.value, what, studio.data);
  if (!given.ok) return given;
  if (given.value !== null) say(sentences.host('districtSecret', { studioId: studio.data.studioId, secret: given.value }));
  return accepted({});
}

/** The fresh secret; null where there is none. */
function givenKey(
  keys: StudioKeys,
  what: string | undefined,
  { studioId, name }: { studioId: string; name: string },
): Result<string | null> {
  switch (what) {
    case 'add':
      return keys.add(studioId, name);
    case 'rekey':
      return keys.rekey(studioId);
    case 'revoke': {
      const revoked = keys.revoke(studioId);
      return revoked.ok ? accepted(null) : revoked;
    }
    default:
      return refused('option-unknown', { option: `studios ${what ?? ''}`.trim() });
  }
}

function openKeys(dataFolder: string, clock: Clock): Result<StudioKeys> {
  try {
    mkdirSync(dataFolder, { recursive: true });
    return StudioKeys.open(dataFolder, clock);
  } catch (error) {
    const failure = storageFailureOf(error, `${dataFolder}/district.db`);
    if (!failure) throw error;
    return refused(failure.code, failure.context);
  }
}
