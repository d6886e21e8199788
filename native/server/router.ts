/** The tRPC face of the contract: one mutation for commands, one subscription for topics, one query for reports. */
import { initTRPC, tracked, TRPCError } from '@trpc/server';
import { z } from 'zod';
import { commandNames, commands, type CommandName } from '../contract/commands.ts';
import { refusedInput, type Result } from '../contract/refusal.ts';
import { type ReportName, reportNames, type ReportParsedInput, reports } from '../contract/reports.ts';
import { overlayTopics, topicNameSchema, type TopicMessage } from '../contract/topics.ts';
import type { CommandHandlers } from './command-handlers.ts';
import type { TopicHub } from './topic-hub.ts';

/** What a connection may do and who stands behind it. */
export interface Visitor {
  role: 'operator' | 'overlay';
  actor: string;
  /** The console lowers the background now; it ends with its socket at the latest. */
  talksOver?: boolean;
}

const trpc = initTRPC.context<Visitor>().create();

/** Answers a report; the input has passed its schema. */
export interface ReportPort {
  ask<R extends ReportName>(name: R, input: ReportParsedInput<R>): Promise<Result<unknown>>;
}

const reportCallSchema = z.object({ name: z.enum(reportNames as [ReportName, ...ReportName[]]), input: z.unknown() });
const commandCallSchema = z.object({ name: z.enum(commandNames as [CommandName, ...CommandName[]]), input: z.unknown() });

export function createRouter(handlers: CommandHandlers, hub: TopicHub, reportPort: ReportPort) {
  return trpc.router({
    command: trpc.procedure.input(commandCallSchema).mutation(async ({ input: call, ctx }): Promise<Result<unknown>> => {
      if (ctx.role !== 'operator') throw new TRPCError({ code: 'FORBIDDEN' });
      const input = commands[call.name].input.safeParse(call.input);
      if (!input.success) return refusedInput(input.error);
      const result = await handlers.run(call.name, input.data, ctx.actor);
      if (result.ok && call.name === 'setTalkOver') ctx.talksOver = commands.setTalkOver.input.parse(call.input).active;
      return result;
    }),
    report: trpc.procedure.input(reportCallSchema).query(async ({ input: call, ctx }): Promise<Result<unknown>> => {
      if (ctx.role !== 'operator') throw new TRPCError({ code: 'FORBIDDEN' });
      const input = reports[call.name].input.safeParse(call.input);
      return input.success ? reportPort.ask(call.name, input.data) : refusedInput(input.error);
    }),
    watch: trpc.procedure.input(z.object({ topic: topicNameSchema })).subscription(async function* ({ input, ctx, signal }) {
      if (ctx.role !== 'operator' && !overlayTopics.includes(input.topic)) throw new TRPCError({ code: 'FORBIDDEN' });
      const messages = ctx.role === 'overlay' ? hub.watchAsOverlay(input.topic, signal) : hub.watch(input.topic, signal);
      for await (const message of messages) {
        yield tracked(`${message.epoch}.${message.revision}`, message satisfies TopicMessage);
      }
    }),
  });
}

export type AppRouter = ReturnType<typeof createRouter>;
