/** Money: integer fen (1 yuan = 100 fen), parsed and shown as text without floating point. */
import { z } from 'zod';

/** An amount in fen that a single order, price or refund may have: 0 to 1,000 million yuan. */
export const amountFenSchema = z.int().min(0).max(100_000_000_000);

/** A sum of amounts in fen; it may be negative when refunds outweigh sales. */
export const totalFenSchema = z.int();

/**
 * Parses a yuan text such as `39`, `39.9` or `1,299.00` into fen.
 * Returns null when the text is not a plain amount, is negative, or has more than two decimals that are not zero.
 */
export function parseYuan(text: string): number | null {
  const match = /^(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{1,6}))?$/u.exec(text.trim());
  if (!match) return null;
  const yuan = Number(match[1]!.replaceAll(',', ''));
  const decimals = match[2] ?? '';
  if (/[^0]/u.test(decimals.slice(2))) return null;
  return yuan * 100 + Number(decimals.slice(0, 2).padEnd(2, '0'));
}

/** Formats fen as yuan with two decimals and no currency sign, e.g. `-1234.50`. */
export function formatYuan(amountFen: number): string {
  const sign = amountFen < 0 ? '-' : '';
  const absolute = Math.abs(amountFen);
  return `${sign}${Math.floor(absolute / 100)}.${String(absolute % 100).padStart(2, '0')}`;
}
