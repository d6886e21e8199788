/** The pages' only line to the host: commands out, topics in, over one WebSocket that comes back by itself. */
import { createTRPCClient, createWSClient, wsLink, type TRPCClient } from '@trpc/client';
import type { CommandInput, CommandName, CommandOutput } from '../../native/contract/commands.ts';
import type { Heartbeat } from '../../native/contract/overlay-pages.ts';
import type { ReportInput, ReportName, ReportOutput } from '../../native/contract/reports.ts';
import type { Result } from '../../native/contract/refusal.ts';
import type { TopicName } from '../../native/contract/topics.ts';
import type { AppRouter } from '../../native/server/router.ts';
import { WatchedTopic } from './watched-topic.ts';

export type LinkState = 'connecting' | 'open';

export interface StudioClient {
  /** Sends a command; a lost line rejects (nothing is kept and sent late). */
  send<C extends CommandName>(name: C, input: CommandInput<C>): Promise<Result<CommandOutput<C>>>;
  /** Asks the ledger; a lost line or a late answer rejects. */
  ask<R extends ReportName>(name: R, input: ReportInput<R>): Promise<Result<ReportOutput<R>>>;
  /** An overlay page tells how it is; a lost line rejects. */
  beat(heartbeat: Heartbeat): Promise<void>;
  /** One shared watch per topic; it keeps its last state while the line is down. */
  topic<T extends TopicName>(name: T): WatchedTopic<T>;
  readonly link: { get(): LinkState; subscribe(listener: () => void): () => void };
  /** Opens the line anew, to go by another name. */
  reopen(): void;
  close(): void;
}

const BEAT_LIMIT_MS = 3_000;
const COMMAND_LIMIT_MS = 12_000;
/** A report may read a whole day of orders. */
const REPORT_LIMIT_MS = 60_000;

/** `url` is the page's own host, e.g. `ws://127.0.0.1:4577/trpc`; access travels as a cookie or in the address of an overlay. `consoleName` is asked at each connect. */
export function createStudioClient(url: string, consoleName: () => string | null = () => null): StudioClient {
  let state: LinkState = 'connecting';
  const listeners = new Set<() => void>();
  const become = (next: LinkState) => {
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  };
  const socket = createWSClient({
    url,
    connectionParams: () => {
      const name = consoleName();
      return name === null ? {} : { console: name };
    },
    retryDelayMs: (attempt) => Math.min(2000, 150 * 2 ** Math.min(attempt, 4)),
    keepAlive: { enabled: true, intervalMs: 3000, pongTimeoutMs: 2000 },
    onOpen: () => become('open'),
    onClose: () => become('connecting'),
    onError: () => become('connecting'),
  });
  const trpc: TRPCClient<AppRouter> = createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] });
  const topics = new Map<TopicName, WatchedTopic>();

  return {
    async send(name, input) {
      if (state !== 'open') throw new Error('not connected to the studio');
      const answer = await trpc.command.mutate({ name, input }, { signal: AbortSignal.timeout(COMMAND_LIMIT_MS) });
      return answer as Result<CommandOutput<typeof name>>;
    },
    async ask(name, input) {
      if (state !== 'open') throw new Error('not connected to the studio');
      const answer = await trpc.report.query({ name, input }, { signal: AbortSignal.timeout(REPORT_LIMIT_MS) });
      return answer as Result<ReportOutput<typeof name>>;
    },
    async beat(heartbeat) {
      if (state !== 'open') throw new Error('not connected to the studio');
      await trpc.beat.mutate(heartbeat, { signal: AbortSignal.timeout(BEAT_LIMIT_MS) });
    },
    topic<T extends TopicName>(name: T): WatchedTopic<T> {
      let watched = topics.get(name);
      if (!watched) {
        watched = new WatchedTopic(
          name,
          (onMessage, onBroken) =>
            trpc.watch.subscribe({ topic: name }, { onData: (tracked) => onMessage(tracked.data), onError: onBroken }),
          name === 'meters',
        );
        topics.set(name, watched);
      }
      return watched as unknown as WatchedTopic<T>;
    },
    link: {
      get: () => state,
      subscribe(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    // The line comes back by itself, as after any loss.
    reopen: () => socket.connection?.ws?.close(),
    close() {
      for (const watched of topics.values()) watched.close();
      void socket.close();
    },
  };
}
