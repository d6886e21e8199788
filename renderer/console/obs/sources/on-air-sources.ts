/** Which sources viewers see now: the program scene and all that is shown in it, also through groups and scenes inside scenes. */
import type { SourcesState } from '../../../../native/contract/obs.ts';

export function sourcesShownIn(sceneName: string | null | undefined, scenes: SourcesState['scenes']): ReadonlySet<string> {
  const shown = new Set<string>();
  const show = (name: string) => {
    if (shown.has(name)) return;
    shown.add(name);
    const scene = scenes.find((candidate) => candidate.sceneName === name);
    for (const item of scene?.items ?? []) if (item.enabled) show(item.sourceName);
  };
  if (sceneName) show(sceneName);
  return shown;
}

/** A source may be named like a property that every object has. */
export function filtersOf(filters: SourcesState['filters'], sourceName: string): SourcesState['filters'][string] {
  return Object.hasOwn(filters, sourceName) ? filters[sourceName]! : [];
}
