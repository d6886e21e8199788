/** `upstream.json`: where results go, as it is kept in the data folder. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { accepted, refused, refusedInput, type Result } from './contract/refusal.ts';
import { destinationConfigSchema, oneDestinationFileSchema, type UpstreamFile, upstreamFileSchema } from './contract/upstream.ts';
import { replaceFile } from './store/whole-file.ts';

/** The destination of a file of version 0.1, and of `STUDIO_UPSTREAM_URL`. */
export const FIRST_DESTINATION = 'district';

const barePlaces = z.array(destinationConfigSchema).max(20);

/** Empty when there is no file, or it says `null`. Refuses with `config-invalid`, which names file and field. */
export function readUpstreamFile(path: string): Result<UpstreamFile> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return accepted({ destinations: [] });
    return refused('config-invalid', { file: path, at: '', problem: (error as Error).message });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return refused('config-invalid', { file: path, at: '', problem: (error as Error).message });
  }
  const file = fileOf(json, path);
  return file.ok ? distinct(file.value, path) : file;
}

export function writeUpstreamFile(path: string, file: UpstreamFile): void {
  replaceFile(path, `${JSON.stringify(file, null, 2)}\n`);
}

function fileOf(json: unknown, path: string): Result<UpstreamFile> {
  if (json === null) return accepted({ destinations: [] });
  if (Array.isArray(json)) {
    const list = parse(barePlaces, json, path);
    return list.ok ? accepted({ destinations: list.value }) : list;
  }
  if (typeof json === 'object' && 'baseUrl' in json) {
    const one = parse(oneDestinationFileSchema, json, path);
    return one.ok ? accepted({ destinations: [{ type: 'https', destinationId: FIRST_DESTINATION, ...one.value }] }) : one;
  }
  return parse(upstreamFileSchema, json, path);
}

function distinct(file: UpstreamFile, path: string): Result<UpstreamFile> {
  const ids = file.destinations.map(({ destinationId }) => destinationId);
  const at = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  return at === -1
    ? accepted(file)
    : refused('config-invalid', { file: path, at: `destinations.${at}.destinationId`, problem: `"${ids[at]}" twice` });
}

function parse<S extends z.ZodType>(schema: S, json: unknown, file: string): Result<z.output<S>> {
  const config = schema.safeParse(json);
  if (config.success) return accepted(config.data);
  const { refusal } = refusedInput(config.error, 'config-invalid');
  return refused(refusal.code, { ...refusal.context, file });
}
