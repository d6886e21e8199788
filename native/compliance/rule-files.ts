/** The four rule files: those that come with the program, and a person's own in the data folder, which take their place while they are sound. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type RuleFile, ruleFileNames, ruleFileSchema } from '../contract/gate.ts';
import { accepted, type Refusal, refused, type Result } from '../contract/refusal.ts';
import { replaceFile } from '../store/whole-file.ts';
import type { RuleFiles } from './text-rules.ts';

type RuleFileName = RuleFile['file'];

export interface RuleFilesPorts {
  /** The program's `resources/`. */
  resourcesFolder: string;
  /** `compliance/` of the data folder. */
  folder: string;
  nowMs(): number;
}

/** Throws when one of the program's own files is damaged. */
function builtInRules(resourcesFolder: string): RuleFiles {
  const read = (name: RuleFileName) => {
    const file = parsed(readFileSync(join(resourcesFolder, 'compliance', `${name}.json`), 'utf8'), name);
    if (!file.ok) throw new Error(`${name}.json: ${JSON.stringify(file.refusal.context)}`);
    return file.value;
  };
  return Object.fromEntries(ruleFileNames.map((name) => [name, read(name)])) as RuleFiles;
}

function parsed(text: string, name: RuleFileName): Result<RuleFile> {
  let json: unknown;
  try {
    // Windows' editor puts a mark before the first character.
    json = JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch (error) {
    return refused('gate-rules-invalid', { at: `${name}.json`, problem: (error as Error).message });
  }
  const file = ruleFileSchema.safeParse(json);
  if (!file.success) {
    const issue = file.error.issues[0];
    return refused('gate-rules-invalid', { at: `${name}.json ${issue?.path.join('.') ?? ''}`.trim(), problem: issue?.message ?? '' });
  }
  if (file.data.file !== name) return refused('gate-rules-invalid', { at: `${name}.json file`, problem: file.data.file });
  return checked(file.data);
}

/** What no schema of one field can tell: a group stands once. */
function checked(file: RuleFile): Result<RuleFile> {
  if (file.file !== 'claims') return accepted(file);
  const names = file.groups.map(({ group }) => group);
  const twice = names.findIndex((name, at) => names.indexOf(name) !== at);
  return twice === -1 ? accepted(file) : refused('gate-rules-invalid', { at: `groups.${twice}.group`, problem: names[twice]! });
}

export class RuleFilesStore {
  readonly #ports: RuleFilesPorts;
  readonly #builtIn: RuleFiles;
  #files: RuleFiles;
  #version: string;
  #own: ReadonlySet<RuleFileName>;
  /** Files that were put aside at the start, with what is wrong with them. */
  readonly damaged: Refusal[] = [];

  /** A damaged file of the data folder is put aside under another name; the program's own holds meanwhile. */
  constructor(ports: RuleFilesPorts) {
    this.#ports = ports;
    this.#builtIn = builtInRules(ports.resourcesFolder);
    const own = ruleFileNames.flatMap((name) => this.#read(name) ?? []);
    this.#files = { ...this.#builtIn, ...Object.fromEntries(own.map((file) => [file.file, file])) };
    this.#own = new Set(own.map(({ file }) => file));
    this.#version = versionOf(this.#files);
  }

  get files(): RuleFiles {
    return this.#files;
  }

  /** Of all four together. */
  get version(): string {
    return this.#version;
  }

  /** Files that differ from those that came with the program. */
  get changedFiles(): RuleFileName[] {
    return ruleFileNames.filter((name) => this.#own.has(name));
  }

  list(): RuleFile[] {
    return ruleFileNames.map((name) => this.#files[name]);
  }

  /** The rules as they would be; nothing holds before `put`. Null takes a person's own file away. */
  planned(name: RuleFileName, file: RuleFile | null): Result<{ files: RuleFiles; version: string; file: RuleFile }> {
    const wanted = file === null ? accepted<RuleFile>(this.#builtIn[name]) : checked(ruleFileSchema.parse(file));
    if (!wanted.ok) return wanted;
    const files = { ...this.#files, [name]: wanted.value };
    return accepted({ files, version: versionOf(files), file: wanted.value });
  }

  /** To disk, whole or not at all; throws the file system's errors. */
  put(name: RuleFileName, file: RuleFile | null): void {
    const planned = this.planned(name, file);
    if (!planned.ok) throw new Error(`an unsound rule file was to be stored: ${name}`);
    if (file === null) rmSync(this.#path(name), { force: true });
    else {
      mkdirSync(this.#ports.folder, { recursive: true });
      replaceFile(this.#path(name), `${JSON.stringify(planned.value.file, null, 2)}\n`);
    }
    const own = new Set(this.#own);
    if (file === null) own.delete(name);
    else own.add(name);
    this.#own = own;
    this.#files = planned.value.files;
    this.#version = planned.value.version;
  }

  /** What a person has put into the data folder, or null. */
  own(name: RuleFileName): RuleFile | null {
    return this.#own.has(name) ? this.#files[name] : null;
  }

  #read(name: RuleFileName): RuleFile | null {
    let file: Result<RuleFile>;
    try {
      file = parsed(readFileSync(this.#path(name), 'utf8'), name);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return null;
      file = refused('gate-rules-invalid', { at: `${name}.json`, problem: code });
    }
    if (file.ok) return file.value;
    this.damaged.push(file.refusal);
    try {
      renameSync(this.#path(name), `${this.#path(name)}.damaged-${this.#ports.nowMs()}`);
    } catch (error) {
      // A file that cannot be moved either stops no start; it is said, and looked at again at the next one.
      this.damaged.push(
        refused('gate-rules-invalid', { at: `${name}.json`, problem: (error as NodeJS.ErrnoException).code ?? '' }).refusal,
      );
    }
    return null;
  }

  #path(name: RuleFileName): string {
    return join(this.#ports.folder, `${name}.json`);
  }
}

function versionOf(files: RuleFiles): string {
  const text = JSON.stringify(ruleFileNames.map((name) => files[name]));
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
