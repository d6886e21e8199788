/** The mixer: every input with sound, its meter, fader and mute. */
export function AudioTab() {
  return <div />;
}
