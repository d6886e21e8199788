/** A studio made of nothing but the built overlay page and one overlay state, for looking at the page in a real browser. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { build } from 'vite';
import { WebSocketServer } from 'ws';
import type { OverlayState } from '../../native/contract/overlay.ts';
import type { Heartbeat } from '../../native/contract/overlay-pages.ts';
import { refused } from '../../native/contract/refusal.ts';
import { MutableState } from '../../native/kernel/live-state.ts';
import { systemClock } from '../../native/kernel/clock.ts';
import { SECURITY_HEADERS } from '../../native/kernel/web-door.ts';
import { createRouter } from '../../native/server/router.ts';
import { TopicHub, type TopicSources } from '../../native/server/topic-hub.ts';
import pagesConfig from '../../renderer/vite.config.ts';
import { asShipped } from '../../scripts/build.ts';

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export interface BuiltPage {
  folder: string;
  remove(): Promise<void>;
}

/** Builds the overlay page as it ships, without the other pages. */
export async function buildOverlayPage(): Promise<BuiltPage> {
  const folder = await mkdtemp(join(tmpdir(), 'overlay-page-'));
  const input = { overlays: join(pagesConfig.root!, 'overlays/index.html') };
  await asShipped(() =>
    build({
      ...pagesConfig,
      configFile: false,
      logLevel: 'error',
      build: { ...pagesConfig.build, outDir: folder, rolldownOptions: { input } },
    }),
  );
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

export interface OverlayStudio {
  readonly overlay: MutableState<OverlayState>;
  readonly preview: MutableState<OverlayState>;
  /** What its pages have told of themselves. */
  readonly beats: readonly Heartbeat[];
  /** Address of the page, with an access token that the page must bring to the socket. */
  url(query?: string): string;
  /** Closes every socket and takes no new one until `comeBack`. */
  goAway(): Promise<void>;
  /** Comes back on the same port as another run of the host. */
  comeBack(): Promise<void>;
  stop(): Promise<void>;
}

export async function startOverlayStudio(folder: string, state: OverlayState): Promise<OverlayStudio> {
  const overlay = new MutableState(state);
  const preview = new MutableState(state);
  const beats: Heartbeat[] = [];
  let port = 0;

  /** Takes connections; returns what ends them. */
  async function open(): Promise<() => Promise<void>> {
    const server = createServer((request, response) => {
      const path = normalize(new URL(request.url!, 'http://studio').pathname);
      readFile(join(folder, path.endsWith('/') ? `${path}index.html` : path)).then(
        (body) => response.writeHead(200, { ...SECURITY_HEADERS, 'content-type': contentTypes[extname(path)] ?? 'text/html' }).end(body),
        () => response.writeHead(404).end(),
      );
    });
    const sockets = new WebSocketServer({ server, path: '/trpc' });
    const hub = new TopicHub({ overlay, overlayPreview: preview } as unknown as TopicSources, systemClock, () => {});
    applyWSSHandler({
      wss: sockets,
      router: createRouter(
        {} as Parameters<typeof createRouter>[0],
        hub,
        { ask: async () => refused('internal') },
        { beat: (_visitor, heartbeat) => beats.push(heartbeat) > 0 },
      ),
      createContext: ({ req }) => {
        if (!req.url?.includes('token=secret')) throw new Error('the page brought no token');
        return { role: 'overlay', actor: 'overlay', address: null };
      },
    });
    await new Promise<void>((resolve) => {
      server.listen(port, '127.0.0.1', resolve);
    });
    port = (server.address() as AddressInfo).port;
    return async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    };
  }

  let close = await open();
  return {
    overlay,
    beats,
    preview,
    url: (query = '') => `http://127.0.0.1:${port}/overlays/?token=secret${query}`,
    goAway: () => close(),
    comeBack: async () => {
      close = await open();
    },
    stop: () => close(),
  };
}
