/** Addresses of the tables that the studio hands out as files. */
import type { Locale } from '../../../native/contract/text.ts';

interface Export {
  broadcastId: string;
  what: 'orders' | 'products' | 'minutes' | 'differences';
  format: 'xlsx' | 'csv';
  locale: Locale;
  /** The import whose differences are meant. */
  importId?: string;
}

export function exportAddress({ broadcastId, what, format, locale, importId }: Export): string {
  const query = new URLSearchParams({ broadcast: broadcastId, what, format, lang: locale, ...(importId && { import: importId }) });
  return `/api/sales/export?${query}`;
}
