/** The pages that draw the overlay, how they are, and by which way they reach OBS. */
export function PagesTab() {
  return null;
}
