/** The seven ways in which a database file is found damaged, for tests. */
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';

const PAGE_BYTES = 4096;

export const damages: readonly (readonly [string, (path: string) => void])[] = [
  ['is empty', (path) => truncateSync(path, 0)],
  ['has a damaged header', (path) => zero(path, 0, 40)],
  ['is not a database', (path) => writeFileSync(path, 'name,price\n')],
  ['was cut', (path) => truncateSync(path, Math.floor(readFileSync(path).length / 2 / PAGE_BYTES) * PAGE_BYTES)],
  ['has a zeroed page', (path) => zero(path, PAGE_BYTES * 20, PAGE_BYTES)],
  ['belongs to another program', (path) => replaceByForeign(path, 0)],
  [
    'is gone but for its log',
    (path) => {
      rmSync(path);
      writeFileSync(`${path}-wal`, 'left over');
    },
  ],
];

export function zero(path: string, from: number, length: number): void {
  const bytes = readFileSync(path);
  bytes.fill(0, from, from + length);
  writeFileSync(path, bytes);
}

export function replaceByForeign(path: string, version: number): void {
  rmSync(path, { force: true });
  const database = new Database(path);
  database.exec('CREATE TABLE something (a)');
  database.pragma(`user_version = ${version}`);
  database.close();
}
