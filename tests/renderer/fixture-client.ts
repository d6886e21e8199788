/** A studio client that shows given states and records what is sent: for looking at pages without a host. */
import type { CommandInput, CommandName } from '../../native/contract/commands.ts';
import type { Finding } from '../../native/contract/gate.ts';
import { accepted, type Result } from '../../native/contract/refusal.ts';
import type { ReportName } from '../../native/contract/reports.ts';
import type { TopicMessage, TopicName, TopicState } from '../../native/contract/topics.ts';
import type { LinkState, StudioClient } from '../../renderer/client/studio-client.ts';
import { WatchedTopic } from '../../renderer/client/watched-topic.ts';

export type FixtureStates = { [T in TopicName]?: TopicState<T> };

export interface FixtureClient extends StudioClient {
  readonly sent: { name: CommandName; input: unknown }[];
  /** What the next commands answer; without one they are accepted with an empty value. */
  answerWith(answer: (name: CommandName, input: unknown) => Result<unknown>): void;
  /** What the gate finds in texts that are being written; these questions are not among what is sent. */
  findWith(find: (input: CommandInput<'inspectText'>) => Finding[]): void;
  readonly asked: { name: ReportName; input: unknown }[];
  /** What the next reports answer; without one they never do. */
  reportWith(report: (name: ReportName, input: unknown) => Result<unknown> | Promise<Result<unknown>>): void;
  patch<T extends TopicName>(name: T, fields: Partial<TopicState<T>>): void;
  setLink(state: LinkState): void;
}

export function fixtureClient(states: FixtureStates): FixtureClient {
  const sent: FixtureClient['sent'] = [];
  const asked: FixtureClient['asked'] = [];
  const topics = new Map<TopicName, WatchedTopic>();
  const deliver = new Map<TopicName, (message: TopicMessage) => void>();
  const linkListeners = new Set<() => void>();
  let link: LinkState = 'open';
  let revision = 0;
  let answer: (name: CommandName, input: unknown) => Result<unknown> = () => accepted({});
  let find: (input: CommandInput<'inspectText'>) => Finding[] = () => [];
  let report: Parameters<FixtureClient['reportWith']>[0] = () => new Promise(() => {});

  return {
    sent,
    answerWith(next) {
      answer = next;
    },
    findWith(next) {
      find = next;
    },
    asked,
    reportWith(next) {
      report = next;
    },
    patch(name, fields) {
      revision += 1;
      deliver.get(name)?.({ topic: name, epoch: 'fixture', revision, type: 'patch', state: fields });
    },
    setLink(next) {
      link = next;
      for (const listener of linkListeners) listener();
    },
    async send(name, input) {
      if (name === 'inspectText') {
        return accepted({ findings: find(input as CommandInput<'inspectText'>), rulesVersion: 'rules-1' }) as never;
      }
      sent.push({ name, input });
      return answer(name, input) as never;
    },
    async ask(name, input) {
      if (link !== 'open') throw new Error('not connected to the studio');
      asked.push({ name, input });
      return (await report(name, input)) as never;
    },
    async beat() {},
    topic(name) {
      let watched = topics.get(name);
      if (!watched) {
        watched = new WatchedTopic(name, (onMessage) => {
          deliver.set(name, onMessage);
          const state = states[name];
          if (state) onMessage({ topic: name, epoch: 'fixture', revision, type: 'snapshot', state });
          return { unsubscribe: () => void deliver.delete(name) };
        });
        topics.set(name, watched);
      }
      return watched as never;
    },
    link: {
      get: () => link,
      subscribe(listener) {
        linkListeners.add(listener);
        return () => void linkListeners.delete(listener);
      },
    },
    reopen() {},
    close() {},
  };
}
