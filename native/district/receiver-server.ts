/** The receiver's HTTP face: studios at one door, the office's board at the other. */
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Refusal, refused, type Result } from '../contract/refusal.ts';
import type { Logger } from '../kernel/logger.ts';
import { isOwnAddress, sameToken, SECURITY_HEADERS, targetOf, whyNotListening } from '../kernel/web-door.ts';
import { StorageFailure } from '../store/storage-failure.ts';
import { DatabaseUnreachable, type DistrictDatabase } from './district-database.ts';
import { registerUpstream, type UpstreamPorts } from './upstream-routes.ts';

export interface ReceiverServerOptions extends Omit<UpstreamPorts, 'refuse'> {
  database: DistrictDatabase;
  address: string;
  port: number;
  lan: boolean;
  /** Names beside loopback and numbers under which the office calls the board, in lower case. */
  names: readonly string[];
  /** PEM texts; null: plain HTTP. */
  tls: { cert: string; key: string } | null;
  pagesFolder: string;
  /** False while a NATS server that it takes from is away. */
  isConnected(): boolean;
  sentence(refusal: Refusal): string;
  registerBoard(app: FastifyInstance, refuse: UpstreamPorts['refuse']): void;
  logger: Logger;
}

const COOKIE = 'hetian-district';
const RETRY_S = 5;

/** Listens, or tells why it cannot. */
export async function startReceiverServer(options: ReceiverServerOptions): Promise<Result<{ port: number; stop(): Promise<void> }>> {
  const { sentence, logger } = options;
  const app: FastifyInstance = Fastify({
    logger: false,
    forceCloseConnections: true,
    bodyLimit: 64 * 1024,
    // A body is held before its signature can be checked. A studio whose upload yields to its picture sends again what was cut.
    requestTimeout: 300_000,
    routerOptions: { maxParamLength: 400 },
    ...(options.tls && { https: options.tls }),
  });
  const refuse: UpstreamPorts['refuse'] = (reply, status, refusal, more = {}) =>
    reply.code(status).send({ error: refusal.code, at: '', message: sentence(refusal), context: refusal.context, ...more });

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    const target = targetOf(request.raw);
    if (!target) return refuse(reply, 400, refused('not-found').refusal);
    // Studios sign what they send, and may call by any name that leads here.
    if (target.path.startsWith('/v1/') || target.path === '/healthz') return;
    if (!isOwnAddress(request.headers, options.lan, options.names)) return refuse(reply, 403, refused('not-allowed').refusal);
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const failure = failureOf(error);
    if (failure) {
      logger.error({ err: error }, 'the database does not take this now');
      reply.header('retry-after', String(RETRY_S));
      return refuse(reply, 503, failure);
    }
    const status = error.statusCode ?? 500;
    if (status >= 500) logger.error({ err: error }, 'request failed');
    const code = status === 413 ? 'body-too-large' : status >= 500 ? 'internal' : 'input-invalid';
    return refuse(reply, status, refused(code).refusal);
  });
  app.setNotFoundHandler((_request, reply) => refuse(reply, 404, refused('not-found').refusal));

  app.get('/healthz', async (_request, reply) => {
    const [found] = await options.database.read<{ one: number }>('SELECT 1 AS one');
    return reply.send({ status: found?.one === 1 && options.isConnected() ? 'ok' : 'degraded' });
  });
  registerUpstream(app, { ...options, refuse });
  void app.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => officeOnly(request, reply, options, refuse));
    options.registerBoard(scope, refuse);
  });
  registerPages(app, options);

  try {
    await app.listen({ host: options.address, port: options.port });
  } catch (error) {
    await app.close();
    const refusal = whyNotListening(error, options);
    if (!refusal) throw error;
    return { ok: false, refusal };
  }
  return { ok: true, value: { port: (app.server.address() as AddressInfo).port, stop: () => app.close() } };
}

function failureOf(error: unknown): Refusal | null {
  if (error instanceof DatabaseUnreachable) return refused('database-unreachable', { problem: error.problem }).refusal;
  // The context names folders of this computer.
  return error instanceof StorageFailure ? refused('overload').refusal : null;
}

/** By the token in the address or by the cookie; guessing is counted, a page without a cookie is not. */
async function officeOnly(
  request: FastifyRequest,
  reply: FastifyReply,
  { keys, wrongTries }: ReceiverServerOptions,
  refuse: UpstreamPorts['refuse'],
) {
  const waitMs = wrongTries.waitMs(request.ip);
  if (waitMs > 0) {
    reply.header('retry-after', String(Math.ceil(waitMs / 1000)));
    return refuse(reply, 429, refused('not-allowed').refusal);
  }
  const cookie = /(?:^|;\s*)hetian-district=([\w-]+)/u.exec(request.headers.cookie ?? '')?.[1];
  const token = targetOf(request.raw)?.query.get('token') ?? cookie;
  if (token !== undefined && sameToken(token, keys.officeToken)) return;
  if (token !== undefined) wrongTries.count(request.ip);
  return refuse(reply, 401, refused('not-allowed').refusal);
}

/** The board's own page and what it is made of, nothing of the studio's. A token in the address becomes a cookie and leaves it at once. */
function registerPages(app: FastifyInstance, { pagesFolder, keys, wrongTries, tls }: ReceiverServerOptions): void {
  app.get('/', async (request, reply) => {
    const query = targetOf(request.raw)?.query ?? new URLSearchParams();
    const token = query.get('token');
    if (token === null) return reply.header('cache-control', 'no-cache').sendFile('district/index.html');
    if (wrongTries.waitMs(request.ip) === 0 && sameToken(token, keys.officeToken)) {
      const secure = tls ? '; Secure' : '';
      reply.header('set-cookie', `${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000${secure}`);
    } else wrongTries.count(request.ip);
    return reply.redirect('/', 303);
  });
  void app.register(fastifyStatic, {
    root: resolve(pagesFolder),
    index: false,
    allowedPath: (path) => /^\/?(?:assets|district)\//u.test(path),
    setHeaders(reply, path) {
      const isAsset = path.includes('/assets/') || path.includes('\\assets\\');
      reply.header('cache-control', isAsset ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}
