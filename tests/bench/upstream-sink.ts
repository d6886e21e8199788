/** A bare receiver as a process of its own, for the far side of a line: takes everything over HTTPS and tells each second how much came. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';

const [port, certificate, key] = process.argv.slice(2);
let acknowledged = 0;
let bytes = 0;

const server = createServer({ cert: readFileSync(certificate!), key: readFileSync(key!) }, (request, response) => {
  request.on('data', (chunk: Buffer) => (bytes += chunk.length));
  // A sender that is ended in mid-request is no fault here.
  request.on('error', () => response.destroy());
  request.on('end', () => {
    const range = /\/(\d+)-(\d+)/u.exec(String(request.headers['idempotency-key']));
    if (range) acknowledged = Math.max(acknowledged, Number(range[2]));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ acknowledged: range ? Number(range[2]) : 0 }));
  });
});
server.listen(Number(port), '0.0.0.0', () => console.log(JSON.stringify({ acknowledged, bytes })));
setInterval(() => console.log(JSON.stringify({ acknowledged, bytes })), 250);
