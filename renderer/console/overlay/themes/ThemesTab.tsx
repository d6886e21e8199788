/** The overlay's looks: chosen, edited with a live preview, taken in and given out as files. */
export function ThemesTab() {
  return null;
}
