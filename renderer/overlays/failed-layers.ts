/** Layers of this page that could not be drawn; the heartbeat tells of them. */
const failed = new Set<string>();

export function layerFailed(layer: string, isFailed: boolean): void {
  if (isFailed) failed.add(layer);
  else failed.delete(layer);
}

export function failedLayers(): string[] {
  return [...failed];
}
