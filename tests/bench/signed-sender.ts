/** Signed orders over many kept connections, made beforehand, so that the sender costs as little as it can beside what it measures. */
import { connect, type Socket } from 'node:net';
import { keyOfSecret, signedHeaders } from '../../native/orders/standard-webhooks.ts';

export interface Prepared {
  requests: Buffer[];
  /** Orders in each request. */
  ordersEach: number;
}

export interface Sent {
  durationMs: number;
  statuses: Map<number, number>;
  latenciesMs: number[];
}

/** `orderId` begins with `prefix`, so that no two preparations share one. */
export function prepare(options: {
  host: string;
  path: string;
  secret: string;
  prefix: string;
  requests: number;
  ordersEach: number;
}): Prepared {
  const { host, path, secret, prefix, ordersEach } = options;
  const key = keyOfSecret(secret);
  if (!key) throw new Error('unusable secret');
  const nowMs = Date.now();
  const occurredAt = new Date(nowMs).toISOString();
  const requests = Array.from({ length: options.requests }, (_, request) => {
    const lines = Array.from({ length: ordersEach }, (_line, at) => order(`${prefix}${request * ordersEach + at}`, occurredAt));
    const body = Buffer.from(lines.join('\n'));
    const headers = {
      host,
      'content-type': ordersEach > 1 ? 'application/x-ndjson' : 'application/json',
      'content-length': String(body.byteLength),
      ...signedHeaders(key, `msg_${prefix}${request}`, nowMs, body),
    };
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${head.join('')}\r\n`), body]);
  });
  return { requests, ordersEach };
}

function order(orderId: string, occurredAt: string): string {
  const lines = '[{"sku":"HT-HTX-003-12X240","title":"核桃乳 240ml×12","quantity":1,"amountFen":3990}]';
  return `{"type":"order.paid","id":"evt-${orderId}","occurredAt":"${occurredAt}","orderId":"${orderId}","lines":${lines},"buyer":"阿依古丽·买买提","region":"新疆 和田"}`;
}

/** Sends everything over `connections`, each sending its next request when its answer is there; `perSecond` paces the starts. */
export async function send(port: number, { requests }: Prepared, connections: number, perSecond: number | null = null): Promise<Sent> {
  const statuses = new Map<number, number>();
  const latenciesMs: number[] = [];
  const beganMs = performance.now();
  let next = 0;
  const lane = async () => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    const answers = answersOf(socket);
    while (next < requests.length) {
      const at = next;
      next += 1;
      // A burst comes when it comes: what is late counts from when it should have been sent.
      const dueMs = perSecond === null ? performance.now() : beganMs + (at / perSecond) * 1000;
      const waitMs = dueMs - performance.now();
      if (waitMs > 1) await new Promise((resolve) => setTimeout(resolve, waitMs));
      socket.write(requests[at]!);
      const status = await answers.next();
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      latenciesMs.push(performance.now() - dueMs);
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: connections }, lane));
  return { durationMs: performance.now() - beganMs, statuses, latenciesMs };
}

/** Reads whole answers with a content length, one after another. */
function answersOf(socket: Socket): { next(): Promise<number> } {
  let text = '';
  let waiting: ((status: number) => void) | null = null;
  const ready: number[] = [];
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
    for (;;) {
      const end = text.indexOf('\r\n\r\n');
      if (end === -1) return;
      const length = Number(/content-length: (\d+)/iu.exec(text.slice(0, end))?.[1] ?? 0);
      if (text.length < end + 4 + length) return;
      const status = Number(text.slice(9, 12));
      text = text.slice(end + 4 + length);
      if (waiting) waiting(status);
      else ready.push(status);
      waiting = null;
    }
  });
  socket.on('close', () => waiting?.(0));
  return {
    next: () => {
      const status = ready.shift();
      return status === undefined ? new Promise((resolve) => (waiting = resolve)) : Promise.resolve(status);
    },
  };
}
