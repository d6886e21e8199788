/** A whole host on a folder of its own, with built pages, for tests that go through its doors. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { WebSocket } from 'ws';
import type { CommandInput, CommandName, CommandOutput } from '../../native/contract/commands.ts';
import { refused, type Result } from '../../native/contract/refusal.ts';
import type { TopicName, TopicState } from '../../native/contract/topics.ts';
import { createHost, type Host, type HostConfig } from '../../native/host.ts';
import { systemClock } from '../../native/kernel/clock.ts';
import { silentLogger } from '../../native/kernel/logger.ts';
import { keyOfSecret, signedHeaders } from '../../native/orders/standard-webhooks.ts';
import type { AppRouter } from '../../native/server/router.ts';
import { WatchedTopic } from '../../renderer/client/watched-topic.ts';
import { ensurePagesBuilt } from '../../scripts/build.ts';

export const ROOT = join(import.meta.dirname, '..', '..');

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'hetian-host-'));
}

export async function startTestHost(dataFolder: string, changes: Partial<HostConfig> = {}): Promise<Host> {
  await ensurePagesBuilt(() => {});
  const started = await createHost(
    {
      dataFolder,
      address: '127.0.0.1',
      port: 0,
      lan: false,
      pagesFolder: join(ROOT, 'out', 'renderer'),
      resourcesFolder: join(ROOT, 'resources'),
      locale: 'zh-CN',
      version: 'test',
      environment: {},
      rehearsal: null,
      ...changes,
    },
    {
      clock: systemClock,
      clockSpeed: () => 1,
      logger: silentLogger,
      rehearsal: { start: async () => refused('rehearsal-running'), control: () => refused('rehearsal-not-running') },
    },
  );
  if (!started.ok) throw new Error(`the host was refused: ${JSON.stringify(started.refusal)}`);
  return started.value;
}

export interface Desk {
  send<C extends CommandName>(name: C, input: CommandInput<C>): Promise<Result<CommandOutput<C>>>;
  /** The topic's newest state at each call; undefined before the first. */
  watch<T extends TopicName>(name: T): () => TopicState<T> | undefined;
  close(): void;
}

/** A console without a page: the same socket, the same commands. */
export function openDesk(host: Pick<Host, 'url'>): Desk {
  const token = new URL(host.url).searchParams.get('token');
  const url = `${host.url.replace('http', 'ws').replace(/\/\?.*/u, '')}/trpc?token=${token}`;
  const socket = createWSClient({ url, WebSocket: WebSocket as never });
  const trpc = createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] });
  return {
    send: (name, input) => trpc.command.mutate({ name, input }) as never,
    watch<T extends TopicName>(topic: T) {
      const watched = new WatchedTopic<T>(topic, (onMessage, onBroken) =>
        trpc.watch.subscribe({ topic }, { onData: ({ data }) => onMessage(data), onError: onBroken }),
      );
      watched.subscribe(() => {});
      return watched.get;
    },
    close: () => void socket.close(),
  };
}

/** Sends a body to a feed as a shop would; returns status and parsed answer. */
export async function deliver(host: Pick<Host, 'origin'>, source: string, secret: string, body: string, id = `msg_${Math.random()}`) {
  const key = keyOfSecret(secret);
  if (!key) throw new Error('unusable secret');
  const response = await fetch(`${host.origin}/ingest/${source}`, {
    method: 'POST',
    headers: {
      'content-type': body.includes('\n') ? 'application/x-ndjson' : 'application/json',
      ...signedHeaders(key, id, Date.now(), body),
    },
    body,
  });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

export function paidOrder(orderId: string, sku: string, quantity: number, amountFen: number): string {
  return JSON.stringify({
    type: 'order.paid',
    id: `evt-${orderId}`,
    occurredAt: new Date().toISOString(),
    orderId,
    lines: [{ sku, title: '薄皮核桃', quantity, amountFen }],
    buyer: '张三丰',
    region: '北京',
  });
}
