/** Where the layers stand, moved on the real picture, for every scene or for one. */
export function LayoutTab() {
  return null;
}
