/** Commands of what helps when it goes wrong: the checklist, the last good state, the standby OBS. */
import { refused } from '../../contract/refusal.ts';
import type { HandlerTable } from '../command-handlers.ts';

const notBuilt = async () => refused('internal');

export function safetyCommands(): Pick<
  HandlerTable,
  'repeatLastGood' | 'checkReadiness' | 'fixReadiness' | 'connectStandby' | 'removeStandby' | 'countOn'
> {
  return {
    repeatLastGood: notBuilt,
    checkReadiness: notBuilt,
    fixReadiness: notBuilt,
    connectStandby: notBuilt,
    removeStandby: notBuilt,
    countOn: notBuilt,
  };
}
