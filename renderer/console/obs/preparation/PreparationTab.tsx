/** What the plan needs in OBS, what is missing, and what the studio made. */
export function PreparationTab() {
  return <div />;
}
