/** The rules before air, what they found in the plan, and who may decide. */
export function GateTab() {
  return null;
}
