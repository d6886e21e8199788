/** The orders and refunds of a rehearsed day, drawn from a seed so that count and sum come out exactly. */
import type { Product } from '../contract/product.ts';
import { cardTimes, flashOpensAtMs } from './cue-sheet.ts';
import { seededRandom, type Random } from './random.ts';
import { valueAt, type RehearsalPlan } from './rehearsal-plan.ts';

export const MOST_LINES = 3;
/** In a product array: no further line. */
export const NO_LINE = 255;

/** The last orders are paid this long before the end, so that they are delivered in time. */
const QUIET_END_MS = 10_000;
/** Nobody gets more than this share off the first line. */
const DEEPEST_DISCOUNT = 0.4;

/** Columns instead of objects: 330,000 orders are a few megabytes. Times count from the start of the rehearsal. */
export interface DayOrders {
  count: number;
  paidMs: Uint32Array;
  /** Product index and quantity of up to three lines, order after order. */
  lineProduct: Uint8Array;
  lineQuantity: Uint8Array;
  /** Taken off the first line, in fen. */
  discountFen: Uint16Array;
  /** 1: bought in the flash sale, at its price, never refunded. */
  flash: Uint8Array;
  products: readonly Product[];
}

/** Throws when the parameters cannot be met, e.g. a sum that discounts cannot reach. */
export function drawOrders(plan: RehearsalPlan): DayOrders {
  const { paidOrders, seed } = plan.parameters;
  const orders: DayOrders = {
    count: paidOrders,
    paidMs: new Uint32Array(paidOrders),
    lineProduct: new Uint8Array(paidOrders * MOST_LINES).fill(NO_LINE),
    lineQuantity: new Uint8Array(paidOrders * MOST_LINES),
    discountFen: new Uint16Array(paidOrders),
    flash: new Uint8Array(paidOrders),
    products: plan.products,
  };
  const random = seededRandom(seed);
  const flashCount = drawFlashOrders(plan, orders, random);
  drawOtherOrders(plan, orders, flashCount, random);
  giveCoupons(orders, random);
  meetTotal(orders, plan.parameters.grossFen);
  return orders;
}

/** Paid for one line, in fen; `line` counts from 0. */
export function lineFen(orders: DayOrders, order: number, line: number): number {
  const at = order * MOST_LINES + line;
  const full = orders.products[orders.lineProduct[at]!]!.priceFen * orders.lineQuantity[at]!;
  return line === 0 ? full - orders.discountFen[order]! : full;
}

export function orderFen(orders: DayOrders, order: number): number {
  let sum = 0;
  for (let line = 0; line < MOST_LINES && orders.lineProduct[order * MOST_LINES + line] !== NO_LINE; line += 1) {
    sum += lineFen(orders, order, line);
  }
  return sum;
}

/** Sells exactly the sale's units, one or two an order, faster at first; returns the number of orders. */
function drawFlashOrders(plan: RehearsalPlan, orders: DayOrders, random: Random): number {
  const { productId, units, lengthMs } = plan.parameters.flashSale;
  const opensMs = flashOpensAtMs(plan);
  const product = indexOfProduct(plan.products, productId);
  let order = 0;
  for (let left = units; left > 0; order += 1) {
    const quantity = left > 1 && random.next() < 0.12 ? 2 : 1;
    left -= quantity;
    orders.lineProduct[order * MOST_LINES] = product;
    orders.lineQuantity[order * MOST_LINES] = quantity;
    orders.flash[order] = 1;
    // The smaller of two draws lies early more often: the rush is at the opening.
    orders.paidMs[order] = opensMs + Math.floor(Math.min(random.next(), random.next()) * lengthMs);
  }
  // Somebody has to get the last box at the very end.
  orders.paidMs[order - 1] = opensMs + lengthMs - 1;
  return order;
}

function drawOtherOrders(plan: RehearsalPlan, orders: DayOrders, first: number, random: Random): void {
  const { parameters, products } = plan;
  const flashProduct = indexOfProduct(products, parameters.flashSale.productId);
  const popularity = popularityOf(products, flashProduct);
  const seconds = Math.floor((plan.lengthMs - QUIET_END_MS) / 1_000);
  const base = new Float64Array(seconds);
  const card = new Float64Array(seconds);
  const cardProduct = new Uint8Array(seconds).fill(NO_LINE);
  for (const { productId, fromMs, untilMs } of cardTimes(plan)) {
    const product = indexOfProduct(products, productId);
    if (product === flashProduct) continue;
    for (let second = Math.ceil(fromMs / 1_000); second < Math.min(seconds, untilMs / 1_000); second += 1) {
      cardProduct[second] = product;
      card[second] = parameters.cardArrivals * appeal(products[product]!.priceFen);
    }
  }
  let whole = 0;
  for (let second = 0; second < seconds; second += 1) {
    base[second] = valueAt(parameters.arrivals, second * 1_000) * (0.7 + 0.6 * random.next());
    whole += base[second]! + card[second]!;
  }
  const wanted = orders.count - first;
  if (wanted < 0) throw new RangeError('the flash sale alone has more orders than the day');
  let order = first;
  let reached = 0;
  for (let second = 0; second < seconds; second += 1) {
    const rate = base[second]! + card[second]!;
    reached += rate;
    const until = second === seconds - 1 ? orders.count : first + Math.floor((wanted * reached) / whole);
    for (; order < until; order += 1) {
      orders.paidMs[order] = second * 1_000 + random.below(1_000);
      const wantsCard = random.next() * rate < card[second]!;
      fillBasket(orders, order, wantsCard ? cardProduct[second]! : popularity.draw(random), popularity, random);
    }
  }
}

/** Cheap things are bought on a whim, dear ones seldom: interest falls with the square of the price, 25 yuan being 1. */
function appeal(priceFen: number): number {
  const ratio = 2_500 / priceFen;
  return Math.min(2, ratio * ratio);
}

interface Popularity {
  draw(random: Random): number;
}

function popularityOf(products: readonly Product[], except: number): Popularity {
  const sums: number[] = [];
  let whole = 0;
  for (const [index, { priceFen }] of products.entries()) {
    whole += index === except ? 0 : appeal(priceFen);
    sums.push(whole);
  }
  return {
    draw(random) {
      const point = random.next() * whole;
      return sums.findIndex((sum) => point < sum);
    },
  };
}

/** Most buy one piece of one thing; what is cheap is bought by twos and beside other things. */
function fillBasket(orders: DayOrders, order: number, product: number, popularity: Popularity, random: Random): void {
  const at = order * MOST_LINES;
  const cheap = orders.products[product]!.priceFen <= 3_000;
  orders.lineProduct[at] = product;
  orders.lineQuantity[at] = cheap && random.next() < 0.165 ? 2 : 1;
  if (!cheap || random.next() >= 0.12) return;
  const second = popularity.draw(random);
  if (second === product) return;
  orders.lineProduct[at + 1] = second;
  orders.lineQuantity[at + 1] = 1;
  if (random.next() >= 0.15) return;
  const third = popularity.draw(random);
  if (third === product || third === second) return;
  orders.lineProduct[at + 2] = third;
  orders.lineQuantity[at + 2] = 1;
}

/** Coupons of one, two and five yuan, by the size of the order. */
function giveCoupons(orders: DayOrders, random: Random): void {
  for (let order = 0; order < orders.count; order += 1) {
    if (orders.flash[order] === 1 || random.next() >= 0.4) continue;
    const full = orderFen(orders, order);
    const coupon = full >= 5_900 ? 500 : full >= 2_900 ? 200 : 100;
    orders.discountFen[order] = Math.min(coupon, deepest(orders, order));
  }
}

function deepest(orders: DayOrders, order: number): number {
  return Math.min(0xffff, Math.floor((lineFen(orders, order, 0) + orders.discountFen[order]!) * DEEPEST_DISCOUNT));
}

/**
 * Gives one-yuan coupons more, or takes coupons back, until the day's sum is exact to the fen.
 * The walk jumps through the day by a stride that meets every order once, so that no hour looks different.
 */
function meetTotal(orders: DayOrders, grossFen: number): void {
  let above = -grossFen;
  for (let order = 0; order < orders.count; order += 1) above += orderFen(orders, order);
  const stride = strideFor(orders.count);
  let moved = true;
  while (above !== 0) {
    if (!moved) throw new RangeError(`the orders are ${above} fen off and no discount can make up for it`);
    moved = false;
    for (let step = 0, order = 0; step < orders.count && above !== 0; step += 1, order = (order + stride) % orders.count) {
      if (orders.flash[order] === 1) continue;
      const before = orders.discountFen[order]!;
      const change = above > 0 ? Math.min(100, above, deepest(orders, order) - before) : -Math.min(before, -above);
      if (change === 0) continue;
      orders.discountFen[order] = before + change;
      above -= change;
      moved = true;
    }
  }
}

function strideFor(count: number): number {
  const greatestDivisor = (one: number, other: number): number => (other === 0 ? one : greatestDivisor(other, one % other));
  let stride = Math.max(1, Math.floor(count * 0.618));
  while (greatestDivisor(count, stride) !== 1) stride += 1;
  return stride;
}

function indexOfProduct(products: readonly Product[], productId: string): number {
  const index = products.findIndex((product) => product.productId === productId);
  if (index === -1) throw new Error(`the rundown names ${productId}, which is not in the catalogue`);
  return index;
}
