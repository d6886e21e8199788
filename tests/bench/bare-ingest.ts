/** What the ingest stands beside: a bare HTTP server that puts each body into a durable row and answers after the commit. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Database from 'better-sqlite3';

const database = new Database(process.argv[2]);
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec('CREATE TABLE entry (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL) STRICT');
const insert = database.prepare('INSERT INTO entry (id, body) VALUES (?, ?)');
let waiting: { lines: string[]; response: ServerResponse }[] = [];
let count = 0;

const commit = database.transaction((group: typeof waiting) => {
  for (const { lines } of group) {
    for (const line of lines) {
      count += 1;
      insert.run(String(count), line);
    }
  }
});

/** Whatever arrived during the last turn shares a commit, as in the studio. */
function commitWaiting(): void {
  const group = waiting;
  waiting = [];
  commit(group);
  for (const { response } of group) response.writeHead(200, { 'content-length': 2 }).end('{}');
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (waiting.length === 0) setImmediate(commitWaiting);
    waiting.push({ lines: Buffer.concat(chunks).toString('utf8').split('\n'), response });
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`port ${(server.address() as AddressInfo).port}\n`));
