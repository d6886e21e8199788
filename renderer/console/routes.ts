/** Which page is shown: the part of the address behind the `#`. */
import { useSyncExternalStore } from 'react';

export const routes = ['air', 'obs', 'rundown', 'catalogue', 'media', 'sales', 'upstream', 'settings', 'start'] as const;
export type Route = (typeof routes)[number];

/** The route in the address; null when none was chosen. */
function routeInAddress(): Route | null {
  const name = location.hash.replace(/^#\/?/u, '');
  return (routes as readonly string[]).includes(name) ? (name as Route) : null;
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

export function useChosenRoute(): Route | null {
  return useSyncExternalStore(subscribe, routeInAddress);
}

export function addressOf(route: Route): string {
  return `#/${route}`;
}
