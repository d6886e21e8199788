/** Which page is shown and of what: the part of the address behind the `#`, so that a wall or a colleague can be given it. */
import { useMemo, useSyncExternalStore } from 'react';
import { type BoardPeriod, boardPeriodSchema } from '../../native/contract/district.ts';

const pageNames = ['board', 'studio', 'studios', 'import', 'wall'] as const;
export type PageName = (typeof pageNames)[number];

/** What the pages are about; each part may be absent. */
export interface RouteQuery {
  period?: BoardPeriod | undefined;
  studio?: string | undefined;
  broadcast?: string | undefined;
  kind?: string | undefined;
  sku?: string | undefined;
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

export function useRoute(): { page: PageName; query: RouteQuery } {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return useMemo(() => {
    const [name = '', search = ''] = hash.replace(/^#\/?/u, '').split('?');
    const asked = new URLSearchParams(search);
    const part = (key: string) => asked.get(key) || undefined;
    return {
      page: pageNames.find((each) => each === name) ?? 'board',
      query: {
        period: boardPeriodSchema.safeParse(asked.get('period')).data,
        studio: part('studio'),
        broadcast: part('broadcast'),
        kind: part('kind'),
        sku: part('sku'),
      },
    };
  }, [hash]);
}

export function addressOf(page: PageName, query: RouteQuery = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return `#/${page}${given.length > 0 ? `?${new URLSearchParams(given as [string, string][])}` : ''}`;
}

export function goTo(page: PageName, query: RouteQuery = {}): void {
  location.hash = addressOf(page, query);
}
