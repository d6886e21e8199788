/** A platform over real HTTP for tests of pulls: answers as told, and misbehaves on demand. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
}

/** `hang`: no answer at all. `half`: cut in the middle of the promised length. `endless`: never ends. `elsewhere`: a redirect to a page. */
export type Answer = 'hang' | 'half' | 'endless' | 'elsewhere' | { status?: number; headers?: Record<string, string>; body?: string };

export interface Platform {
  url: string;
  asked: Asked[];
  answer: (asked: Asked) => Answer;
  /** Resolves with the next question. */
  nextAsked(): Promise<Asked>;
}

export async function startPlatform(answer: Platform['answer'] = () => ({})): Promise<Platform> {
  let waiting: ((asked: Asked) => void)[] = [];
  const platform: Platform = { url: '', asked: [], answer, nextAsked: () => new Promise((resolve) => waiting.push(resolve)) };
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString();
      const url = new URL(request.url!, 'http://platform');
      const asked = { method: request.method!, path: url.pathname, query: url.searchParams, headers: request.headers, body };
      platform.asked.push(asked);
      give(platform.answer(asked), response);
      for (const resolve of waiting.splice(0)) resolve(asked);
      waiting = [];
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  platform.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return platform;
}

function give(answer: Answer, response: ServerResponse): void {
  if (answer === 'hang') return;
  if (answer === 'elsewhere') return void response.writeHead(302, { location: '/login' }).end();
  if (answer === 'half') {
    response.writeHead(200, { 'content-length': '1000' }).write('{"cursor":"1","rece');
    return void setImmediate(() => response.destroy());
  }
  if (answer === 'endless') {
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(64 * 1024)));
      if (!response.destroyed) response.once('drain', more);
    };
    return more();
  }
  response.writeHead(answer.status ?? 200, answer.headers ?? {}).end(answer.body ?? '');
}
