/** Which page is shown, and which of its tabs: the part of the address behind the `#`, e.g. `#/obs/audio`. */
import { useSyncExternalStore } from 'react';

export const routes = ['air', 'obs', 'overlay', 'rundown', 'catalogue', 'media', 'sales', 'upstream', 'settings', 'start'] as const;
export type Route = (typeof routes)[number];

function partsOfAddress(): string[] {
  return location.hash.replace(/^#\/?|\?.*$/gu, '').split('/');
}

/** The route in the address; null when none was chosen. */
function routeInAddress(): Route | null {
  const [name = ''] = partsOfAddress();
  return (routes as readonly string[]).includes(name) ? (name as Route) : null;
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

export function useChosenRoute(): Route | null {
  return useSyncExternalStore(subscribe, routeInAddress);
}

function tabInAddress(): string {
  try {
    return decodeURIComponent(partsOfAddress()[1] ?? '');
  } catch {
    // Typed by hand with a stray per cent sign: it names nothing.
    return '';
  }
}

/** What follows the page in the address, a tab or an element of the plan; empty when nothing does. */
export function useTabInAddress(): string {
  return useSyncExternalStore(subscribe, tabInAddress);
}

/** What follows a `?` behind the `#`; empty when nothing does. */
export function useQueryInAddress(): string {
  return useSyncExternalStore(subscribe, () => location.hash.split('?')[1] ?? '');
}

export function addressOf(route: Route, tab?: string): string {
  return tab === undefined ? `#/${route}` : `#/${route}/${encodeURIComponent(tab)}`;
}
