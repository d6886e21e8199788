/**
 * Figures as the overlay shows them: exact, or cut off and never rounded up.
 * Intl is not used: Chromium has no `ug` locale and would fall back in silence, and compact notation rounds upwards.
 */
import type { Locale } from '../../native/contract/text.ts';

const FEN = 100;
/** 万 and 亿 in fen. */
const WAN = 10_000 * FEN;
const YI = 100_000_000 * FEN;

/** A whole number with thousands separated by commas, e.g. `329,874`. */
export function groupDigits(value: number): string {
  const digits = String(Math.abs(value)).replace(/\B(?=(?:\d{3})+$)/gu, ',');
  return value < 0 ? `-${digits}` : digits;
}

/** A price in two parts so that the yuan can be drawn large: `{ yuan: '1,299', fen: '.90' }`; even yuan have no second part. */
export function priceParts(priceFen: number): { yuan: string; fen: string } {
  const fen = priceFen % FEN;
  return { yuan: groupDigits((priceFen - fen) / FEN), fen: fen === 0 ? '' : `.${String(fen).padStart(2, '0')}` };
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

export type StockState = 'left' | 'last' | 'none';

/** `last` from the last fifth on, at most the last 50: a small allocation is not "nearly gone" from the start. */
export function stockState(remaining: number, allocated: number): StockState {
  if (remaining <= 0) return 'none';
  return remaining <= Math.min(50, Math.ceil(allocated / 5)) ? 'last' : 'left';
}
