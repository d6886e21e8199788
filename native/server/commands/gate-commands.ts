/** Commands of the gate before air: looking, deciding, and the rules themselves. */
import { refused } from '../../contract/refusal.ts';
import type { HandlerTable } from '../command-handlers.ts';

const notBuilt = async () => refused('not-found');

export function gateCommands(): Pick<
  HandlerTable,
  'inspect' | 'inspectText' | 'confirmFindings' | 'overrideFindings' | 'saveRuleFile' | 'resetRuleFile' | 'setProducerCode'
> {
  return {
    inspect: notBuilt,
    inspectText: notBuilt,
    confirmFindings: notBuilt,
    overrideFindings: notBuilt,
    saveRuleFile: notBuilt,
    resetRuleFile: notBuilt,
    setProducerCode: notBuilt,
  };
}
