/** Names of what the board breaks sales down by. */
import { useTranslation } from 'react-i18next';
import type { BoardRow } from '../../native/contract/district.ts';
import { useText } from '../i18n/use-text.ts';

export const rankings = ['places', 'products', 'cooperatives'] as const;
export type Ranking = (typeof rankings)[number];

export function useRowName(by: Ranking): (row: BoardRow) => string {
  const { t } = useTranslation('district');
  const text = useText();
  return ({ key, name }) => (name ? text(name) : key === '' ? t(`rest.${by}`) : key);
}

/** Largest first. */
export function ranked(rows: readonly BoardRow[]): BoardRow[] {
  return rows.toSorted((a, b) => b.grossFen - a.grossFen || (a.key < b.key ? -1 : 1));
}
