/** Stream, recording, replay buffer and virtual camera, with the curves of the last minutes. */
export function OutputsTab() {
  return <div />;
}
