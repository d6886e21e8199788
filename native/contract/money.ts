/**
 * Money: integer fen (1 yuan = 100 fen), parsed and shown as text without floating point.
 * Intl is not used: Chromium has no `ug` locale and would fall back in silence, and compact notation rounds upwards.
 */
import { z } from 'zod';
import type { Locale } from './text.ts';

const FEN = 100;
/** 万 and 亿 in fen. */
const WAN = 10_000 * FEN;
const YI = 100_000_000 * FEN;

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

/** A whole number with thousands separated by commas, e.g. `329,874`. */
export function groupDigits(value: number): string {
  const digits = String(Math.abs(value)).replace(/\B(?=(?:\d{3})+$)/gu, ',');
  return value < 0 ? `-${digits}` : digits;
}

/**
 * A total with its currency sign. In full below 10,000 yuan; above that whole yuan, or in Chinese 万 and 亿 with up to two decimals.
 * What does not fit is cut off downwards, so that the total shown is never more than the total taken.
 */
export function formatTotal(totalFen: number, locale: Locale): string {
  const size = Math.abs(totalFen);
  if (size < WAN) return `${totalFen < 0 ? '-' : ''}¥${groupDigits((size - (size % FEN)) / FEN)}.${String(size % FEN).padStart(2, '0')}`;
  if (locale !== 'zh-CN') return signed(floorUnits(totalFen, FEN), groupDigits, '');
  const [unitFen, unit] = size < YI ? [WAN, '万'] : [YI, '亿'];
  return signed(floorUnits(totalFen, unitFen / 100), withTwoDecimals, unit);
}

function signed(value: number, write: (size: number) => string, unit: string): string {
  return `${value < 0 ? '-' : ''}¥${write(Math.abs(value))}${unit}`;
}

/** How many whole units lie at or below the value. The remainder is taken off first: a division alone may round up. */
function floorUnits(value: number, unit: number): number {
  const remainder = ((value % unit) + unit) % unit;
  return (value - remainder) / unit;
}

/** Hundredths as a decimal without trailing zeros: 102000 → `1020`, 102030 → `1020.3`. */
function withTwoDecimals(hundredths: number): string {
  const decimals = String(hundredths % 100)
    .padStart(2, '0')
    .replace(/0+$/u, '');
  const whole = String((hundredths - (hundredths % 100)) / 100);
  return decimals ? `${whole}.${decimals}` : whole;
}
