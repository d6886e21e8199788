/** The host's HTTP face: pages, health, orders in, files in, and the socket for commands and topics. */
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { WebSocket, WebSocketServer } from 'ws';
import type { RefusalCode, Result } from '../contract/refusal.ts';
import type { Health } from '../contract/settings.ts';
import { isLoopback } from '../kernel/bounded-fetch.ts';
import type { Logger } from '../kernel/logger.ts';
import { SECURITY_HEADERS, targetOf, whyNotListening } from '../kernel/web-door.ts';
import { type Access, operatorActor, SESSION_COOKIE } from './access.ts';
import { type ExportPorts, registerExports } from './export-routes.ts';
import { registerFiles, type FilePorts } from './file-routes.ts';
import { type IngestPort, registerIngest } from './ingest-route.ts';
import { type OrderFilePorts, registerOrderFiles } from './order-file-routes.ts';
import type { AppRouter, Visitor } from './router.ts';
import type { Sentences } from './sentences.ts';

export interface HttpServerOptions {
  address: string;
  port: number;
  pagesFolder: string;
  access: Access;
  router: AppRouter;
  ingest: IngestPort;
  files: FilePorts;
  orderFiles: OrderFilePorts;
  exports: ExportPorts;
  /** Further doors, each in a file of its own. */
  routes: readonly RouteRegistrar[];
  /** Told of each console that opens; what it answers is called when the console is gone. */
  consoleOpened(visitor: Visitor): () => void;
  /** Told when a line has ended, by whoever held it. */
  lineEnded(visitor: Visitor): void;
  health(): Health;
  sentences: Sentences;
  logger: Logger;
}

/** Adds its routes; `isOperator` tells whether a request comes from the console. */
export type RouteRegistrar = (app: FastifyInstance, isOperator: (request: FastifyRequest) => boolean) => void;

export interface HttpServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Listens, or tells why it cannot: port taken, address not of this machine. */
export async function startHttpServer(options: HttpServerOptions): Promise<Result<HttpServer>> {
  const { access, sentences, logger } = options;
  const app = Fastify({ logger: false, forceCloseConnections: true, bodyLimit: 1024 * 1024, routerOptions: { maxParamLength: 200 } });

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    if (!targetOf(request.raw)) return refuse(reply, 400, 'not-found');
    if (!access.isOwnAddress(request.headers)) return refuse(reply, 403, 'not-allowed');
  });
  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) logger.error({ err: error }, 'request failed');
    const code: RefusalCode = status === 413 ? 'body-too-large' : status >= 500 ? 'internal' : 'input-invalid';
    return refuse(reply, status, code);
  });
  app.setNotFoundHandler((_request, reply) => refuse(reply, 404, 'not-found'));

  app.get('/healthz', () => options.health());
  registerIngest(app, options.ingest, sentences);
  const isOperator = (request: FastifyRequest) => access.visitor(request.raw)?.role === 'operator';
  registerFiles(app, options.files, isOperator);
  registerOrderFiles(app, options.orderFiles, isOperator);
  registerExports(app, options.exports, isOperator);
  for (const register of options.routes) register(app, isOperator);
  registerPages(app, options);

  const stopSocket = openSocket(app, options);
  try {
    await app.listen({ host: options.address, port: options.port });
  } catch (error) {
    await app.close();
    const refusal = whyNotListening(error, options);
    if (!refusal) throw error;
    return { ok: false, refusal };
  }
  const { port } = app.server.address() as AddressInfo;
  return {
    ok: true,
    value: {
      port,
      async stop() {
        stopSocket();
        await app.close();
      },
    },
  };

  function refuse(reply: FastifyReply, status: number, code: RefusalCode) {
    return reply.code(status).send({ error: code, at: '', message: sentences.refusal({ code, context: {} }) });
  }
}

/** Static pages. A token in the console's address becomes a cookie and leaves the address at once. */
function registerPages(app: FastifyInstance, { pagesFolder, access }: HttpServerOptions): void {
  app.addHook('onRequest', async (request: FastifyRequest, reply) => {
    const target = targetOf(request.raw);
    const isPage = target?.path === '/' || target?.path.startsWith('/console');
    if (!target || request.method !== 'GET' || !isPage) return;
    const { path, query } = target;
    const token = query.get('token');
    if (token === null) return path === '/' ? reply.redirect('/console/', 303) : undefined;
    if (access.visitorOf(token)?.role === 'operator') {
      reply.header('set-cookie', `${SESSION_COOKIE}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000`);
    }
    query.delete('token');
    const rest = query.size > 0 ? `?${query.toString()}` : '';
    return reply.redirect(`/console/${rest}`, 303);
  });
  void app.register(fastifyStatic, {
    root: resolve(pagesFolder),
    index: 'index.html',
    redirect: true,
    setHeaders(reply, path) {
      const isAsset = path.includes('/assets/') || path.includes('\\assets\\');
      reply.header('cache-control', isAsset ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}

/** One WebSocket path; nobody without a token gets as far as a connection. */
function openSocket(app: FastifyInstance, { access, router, consoleOpened, lineEnded, logger }: HttpServerOptions): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024 * 1024 });
  const visitors = new WeakMap<object, Visitor>();
  app.server.on('upgrade', (request, socket, head) => {
    const visitor = access.visitor(request);
    const path = targetOf(request)?.path;
    if (path !== '/trpc' || !visitor || !access.isOwnAddress(request.headers)) {
      socket.end(`HTTP/1.1 ${path === '/trpc' ? '401 Unauthorized' : '404 Not Found'}\r\nConnection: close\r\n\r\n`);
      return;
    }
    visitors.set(request, visitor);
    sockets.handleUpgrade(request, socket, head, (accepted) => sockets.emit('connection', accepted, request));
  });
  const handler = applyWSSHandler({
    wss: sockets,
    router,
    keepAlive: { enabled: true, pingMs: 5000, pongWaitMs: 5000 },
    createContext: ({ req, res, info }): Visitor => {
      const entered = visitors.get(req);
      if (!entered) throw new Error('a socket was opened without a visitor');
      const visitor: Visitor = {
        ...entered,
        address: otherComputer(req.socket.remoteAddress),
        backlogBytes: () => res.bufferedAmount,
      };
      res.once('close', () => lineEnded(visitor));
      if (visitor.role !== 'operator') return visitor;
      const named = Object.assign(visitor, { actor: operatorActor(info.connectionParams?.['console']) });
      // The name comes with the first message, and the socket may be gone by then.
      if (res.readyState === WebSocket.OPEN) res.once('close', consoleOpened(named));
      return named;
    },
    onError: ({ error, path }) => {
      if (error.code === 'INTERNAL_SERVER_ERROR') logger.error({ err: error, path }, 'socket call failed');
    },
  });
  return () => {
    handler.broadcastReconnectNotification();
    for (const client of sockets.clients) client.terminate();
    sockets.close();
  };
}

/** The address of whoever does not call from this computer. An IPv4 caller of an IPv6 socket comes as `::ffff:192.0.2.1`. */
function otherComputer(remoteAddress: string | undefined): string | null {
  const address = remoteAddress?.replace(/^::ffff:/u, '') ?? '';
  return address === '' || address === '::1' || isLoopback(address) ? null : address;
}
