/** The second OBS, and the one key that makes it count. */
export function StandbyTab() {
  return <div />;
}
