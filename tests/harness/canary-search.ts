/** Looks for secrets in everything that a program left behind: files, also packed ones, output, answers, arguments. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export type Place = readonly [name: string, text: string];

export function placesIn(folder: string): Place[] {
  return filesOf(folder).map((path): Place => [path.slice(folder.length), contentOf(path)]);
}

/** The command line and the environment are two things: only the first is seen by everybody on the computer. */
export function argumentsOf(pid: number): Place {
  return [`arguments of ${pid}`, readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
}

/** `name in place` for each canary that is somewhere it may not be. */
export function findCanaries(
  places: readonly Place[],
  canaries: Readonly<Record<string, string>>,
  allowed: (place: string) => boolean,
): string[] {
  return places.flatMap(([place, text]) =>
    Object.entries(canaries).flatMap(([name, canary]) => (text.includes(canary) && !allowed(place) ? [`${name} in ${place}`] : [])),
  );
}

function filesOf(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesOf(path) : [path];
  });
}

function contentOf(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}
