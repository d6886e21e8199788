/** The platforms' side of group robots as strict as theirs: it checks time, signature, key and keyword by its own means, and misbehaves on demand. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { RobotType } from '../../../../native/contract/upstream.ts';

export type Fault = 'html' | 'redirect' | 'cut' | 'stored-cut' | 'empty' | 'too-often' | 'busy' | 'unavailable' | 'other-json';

const KEY = 'canary-key-0123456789abcdef';
const bodySchema = z.union([
  z.object({
    msg_type: z.literal('text'),
    content: z.object({ text: z.string() }).strict(),
    timestamp: z.string().optional(),
    sign: z.string().optional(),
  }),
  z.object({ msgtype: z.literal('text'), text: z.object({ content: z.string() }).strict() }).strict(),
]);

/** HMAC-SHA256 by the browser's interface, so that it shares nothing with the code under test. */
async function hmac(key: string, text: string): Promise<string> {
  const encoder = new TextEncoder();
  const imported = await crypto.subtle.importKey('raw', encoder.encode(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return btoa(String.fromCodePoint(...new Uint8Array(await crypto.subtle.sign('HMAC', imported, encoder.encode(text)))));
}

export class Platform {
  readonly #type: RobotType;
  readonly #secret: string | null;
  readonly #server: Server;
  /** What the group has read, in order. */
  readonly texts: string[] = [];
  requests = 0;
  keyword: string | null = null;
  faults: Fault[] = [];
  nowMs = () => Date.now();
  #port = 0;

  constructor(type: RobotType, secret: string | null) {
    this.#type = type;
    this.#secret = secret;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** The whole address of the robot, with its key. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
    return this.address(KEY);
  }

  address(key: string): string {
    const origin = `http://127.0.0.1:${this.#port}`;
    if (this.#type === 'feishu') return `${origin}/open-apis/bot/v2/hook/${key}`;
    return this.#type === 'dingtalk' ? `${origin}/robot/send?access_token=${key}` : `${origin}/cgi-bin/webhook/send?key=${key}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests += 1;
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const fault = this.faults.shift();
    if (fault === 'cut') return void request.socket.destroy();
    if (fault === 'html') return void response.setHeader('content-type', 'text/html').end('<html>Log in</html>');
    if (fault === 'redirect') return void response.writeHead(302, { location: 'http://login.example/?next=secret' }).end();
    if (fault === 'empty') return void response.writeHead(200).end();
    if (fault === 'unavailable') return void response.writeHead(503, { 'retry-after': '7' }).end();
    if (fault === 'other-json') return this.#json(response, { ok: true });
    if (fault === 'too-often') return this.#say(response, { feishu: 11_232, dingtalk: 130_101, wecom: 45_009 }[this.#type], 'too fast');
    if (fault === 'busy') return this.#say(response, -1, 'system busy');
    const body = bodySchema.safeParse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    if (request.method !== 'POST' || !request.headers['content-type']?.startsWith('application/json') || !body.success) {
      return this.#say(response, { feishu: 9499, dingtalk: 40_035, wecom: 40_058 }[this.#type], 'Bad Request');
    }
    const text = 'content' in body.data ? body.data.content.text : body.data.text.content;
    const wrong = await this.#wrong(new URL(request.url ?? '', 'http://x'), body.data, text);
    if (wrong) return this.#say(response, ...wrong);
    this.texts.push(text);
    if (fault === 'stored-cut') return void request.socket.destroy();
    this.#say(response, 0, 'ok');
  }

  async #wrong(url: URL, body: z.infer<typeof bodySchema>, text: string): Promise<[number, string] | null> {
    const key = url.searchParams.get('access_token') ?? url.searchParams.get('key') ?? url.pathname.split('/').at(-1);
    const limit = this.#type === 'wecom' ? 2048 : 20_000;
    if (Buffer.byteLength(text) > limit) return [{ feishu: 9499, dingtalk: 40_035, wecom: 40_058 }[this.#type], 'too long'];
    if (this.#type === 'wecom') return key === KEY ? null : [93_000, `invalid webhook url, key ${key}`];
    if (key !== KEY)
      return this.#type === 'feishu'
        ? [19_001, 'param invalid: incoming webhook access token invalid']
        : [300_005, `token ${key} is not exist`];
    if (this.keyword !== null && !text.includes(this.keyword)) {
      return this.#type === 'feishu' ? [19_024, 'Key Words Not Found'] : [310_000, 'keywords not in content'];
    }
    if (this.#secret === null) return null;
    if (this.#type === 'feishu') {
      const timestamp = 'timestamp' in body ? (body.timestamp ?? '') : '';
      const fresh = Math.abs(this.nowMs() - Number(timestamp) * 1000) < 3_600_000;
      const sign = 'sign' in body ? body.sign : undefined;
      if (fresh && sign === (await hmac(`${timestamp}\n${this.#secret}`, ''))) return null;
      return [19_021, 'sign match fail or timestamp is not within one hour from current time'];
    }
    const timestamp = url.searchParams.get('timestamp') ?? '';
    const fresh = /^\d{13}$/u.test(timestamp) && Math.abs(this.nowMs() - Number(timestamp)) < 3_600_000;
    if (!fresh) return [310_000, 'invalid timestamp'];
    return url.searchParams.get('sign') === (await hmac(this.#secret, `${timestamp}\n${this.#secret}`))
      ? null
      : [310_000, 'sign not match'];
  }

  #say(response: ServerResponse, code: number, message: string): void {
    if (this.#type !== 'feishu') return this.#json(response, { errcode: code, errmsg: message });
    this.#json(
      response,
      code === 0 ? { StatusCode: 0, StatusMessage: 'success', code, data: {}, msg: 'success' } : { code, data: {}, msg: message },
    );
  }

  #json(response: ServerResponse, body: unknown): void {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  }
}
