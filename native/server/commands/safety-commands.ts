/** Commands of what helps when it goes wrong: the checklist, the last good state, the standby OBS. */
import type { Readiness, ReadinessCheck, ReadinessItem } from '../../contract/readiness.ts';
import type { Result } from '../../contract/refusal.ts';
import type { LastGood } from '../../playout/last-good.ts';
import type { Standby } from '../../playout/standby.ts';
import type { HandlerTable } from '../command-handlers.ts';

export interface SafetyServices {
  standby: Standby;
  lastGood: LastGood;
  readiness: {
    check(actor: string): Promise<Result<Readiness>>;
    fix(check: ReadinessCheck, actor: string): Promise<Result<ReadinessItem>>;
  };
}

export function safetyCommands({
  standby,
  lastGood,
  readiness,
}: SafetyServices): Pick<
  HandlerTable,
  'repeatLastGood' | 'checkReadiness' | 'fixReadiness' | 'connectStandby' | 'removeStandby' | 'countOn' | 'stopOtherStream'
> {
  return {
    repeatLastGood: (_input, actor) => lastGood.repeat(actor),
    checkReadiness: (_input, actor) => readiness.check(actor),
    fixReadiness: ({ check }, actor) => readiness.fix(check, actor),
    connectStandby: (input) => standby.connect(input),
    removeStandby: (_input, actor) => standby.remove(actor),
    countOn: async ({ role }, actor) => standby.countOn(role, actor),
    stopOtherStream: () => standby.stopOtherStream(),
  };
}
