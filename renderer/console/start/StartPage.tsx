/** Placeholder frame of the page, so that the shell can mount it. */
export function StartPage() {
  return <main />;
}
