/** Commands of the gate before air: looking, deciding, and the rules themselves. */
import type { GateDesk } from '../../compliance/gate-desk.ts';
import type { HandlerTable } from '../command-handlers.ts';

export function gateCommands(
  gate: GateDesk,
): Pick<
  HandlerTable,
  'inspect' | 'inspectText' | 'confirmFindings' | 'overrideFindings' | 'saveRuleFile' | 'resetRuleFile' | 'setProducerCode'
> {
  return {
    inspect: async ({ subject }) => gate.air.inspect(subject),
    inspectText: async (input) => gate.inspectText(input),
    confirmFindings: (input, actor) => gate.air.confirm(input, actor),
    overrideFindings: (input, actor) => gate.air.override(input, actor),
    saveRuleFile: (file, actor) => gate.saveRules(file, actor),
    resetRuleFile: ({ file }, actor) => gate.resetRules(file, actor),
    setProducerCode: ({ code, former }) => gate.setProducerCode(code, former),
  };
}
