/** The tRPC face of the contract: one mutation for commands, one for the beats of overlay pages, one subscription for topics, one query for reports. */
import { initTRPC, tracked, TRPCError } from '@trpc/server';
import { z } from 'zod';
import { commandNames, commands, type CommandName } from '../contract/commands.ts';
import { type Heartbeat, heartbeatSchema } from '../contract/overlay-pages.ts';
import { refusedInput, type Result } from '../contract/refusal.ts';
import { type ReportName, reportNames, type ReportParsedInput, reports } from '../contract/reports.ts';
import { overlayTopics, topicNameSchema, type TopicMessage } from '../contract/topics.ts';
import type { CommandHandlers } from './command-handlers.ts';
import type { TopicHub } from './topic-hub.ts';

/** What a connection may do and who stands behind it. */
export interface Visitor {
  role: 'operator' | 'overlay';
  actor: string;
  /** Of another computer; null for the studio's own. One object is one line. */
  address: string | null;
  /** The console lowers the background now; it ends with its socket at the latest. */
  talksOver?: boolean;
  /** Bytes told to this line that it has not taken yet. */
  backlogBytes?(): number;
}

/** A few states of the overlay. What lies here is old before it is seen, and the host's memory holds it. */
const FULL_LINE_BYTES = 64 * 1024;

const trpc = initTRPC.context<Visitor>().create();

/** Answers a report; the input has passed its schema. */
export interface ReportPort {
  ask<R extends ReportName>(name: R, input: ReportParsedInput<R>): Promise<Result<unknown>>;
}

/** Takes what an overlay page tells of itself; false when it is told too often. */
export interface BeatPort {
  beat(visitor: Visitor, heartbeat: Heartbeat): boolean;
}

const reportCallSchema = z.object({ name: z.enum(reportNames as [ReportName, ...ReportName[]]), input: z.unknown() });
const commandCallSchema = z.object({ name: z.enum(commandNames as [CommandName, ...CommandName[]]), input: z.unknown() });

export function createRouter(handlers: Pick<CommandHandlers, 'run'>, hub: TopicHub, reportPort: ReportPort, beatPort: BeatPort) {
  /** A console may be gone before OBS has answered: it counts as holding from the press on, and until the end is done. */
  async function talkOver(visitor: Visitor, active: boolean): Promise<Result<unknown>> {
    const before = visitor.talksOver ?? false;
    visitor.talksOver = before || active;
    const result = await handlers.run('setTalkOver', { active }, visitor.actor);
    visitor.talksOver = result.ok ? active : before;
    return result;
  }

  return trpc.router({
    command: trpc.procedure.input(commandCallSchema).mutation(async ({ input: call, ctx }): Promise<Result<unknown>> => {
      if (ctx.role !== 'operator') throw new TRPCError({ code: 'FORBIDDEN' });
      const name: CommandName = call.name;
      const input = commands[name].input.safeParse(call.input);
      if (!input.success) return refusedInput(input.error);
      if (call.name === 'setTalkOver') return talkOver(ctx, commands.setTalkOver.input.parse(call.input).active);
      return handlers.run(name, input.data, ctx.actor);
    }),
    /** All that the overlay's token may do besides watching; it changes nothing but what is known of that page. */
    beat: trpc.procedure.input(heartbeatSchema).mutation(({ input, ctx }) => {
      if (!beatPort.beat(ctx, input)) throw new TRPCError({ code: 'TOO_MANY_REQUESTS' });
    }),
    report: trpc.procedure.input(reportCallSchema).query(async ({ input: call, ctx }): Promise<Result<unknown>> => {
      if (ctx.role !== 'operator') throw new TRPCError({ code: 'FORBIDDEN' });
      const input = reports[call.name].input.safeParse(call.input);
      return input.success ? reportPort.ask(call.name, input.data) : refusedInput(input.error);
    }),
    watch: trpc.procedure.input(z.object({ topic: topicNameSchema })).subscription(async function* ({ input, ctx, signal }) {
      if (ctx.role !== 'operator' && !overlayTopics.includes(input.topic)) throw new TRPCError({ code: 'FORBIDDEN' });
      const isFull = () => (ctx.backlogBytes?.() ?? 0) > FULL_LINE_BYTES;
      const messages = ctx.role === 'overlay' ? hub.watchAsOverlay(input.topic, signal, isFull) : hub.watch(input.topic, signal, isFull);
      for await (const message of messages) {
        yield tracked(`${message.epoch}.${message.revision}`, message satisfies TopicMessage);
      }
    }),
  });
}

export type AppRouter = ReturnType<typeof createRouter>;
