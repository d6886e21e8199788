/** Commands of what helps when it goes wrong: the checklist, the last good state, the standby OBS. */
import { refused } from '../../contract/refusal.ts';
import type { Standby } from '../../playout/standby.ts';
import type { HandlerTable } from '../command-handlers.ts';

const notBuilt = async () => refused('obs-cannot');

export function safetyCommands({
  standby,
}: {
  standby: Standby;
}): Pick<
  HandlerTable,
  'repeatLastGood' | 'checkReadiness' | 'fixReadiness' | 'connectStandby' | 'removeStandby' | 'countOn' | 'stopOtherStream'
> {
  return {
    repeatLastGood: notBuilt,
    checkReadiness: notBuilt,
    fixReadiness: notBuilt,
    connectStandby: (input) => standby.connect(input),
    removeStandby: (_input, actor) => standby.remove(actor),
    countOn: async ({ role }, actor) => standby.countOn(role, actor),
    stopOtherStream: () => standby.stopOtherStream(),
  };
}
