/** Scenes with their items, filters and transitions, as OBS has them. */
export function SourcesTab() {
  return <div />;
}
