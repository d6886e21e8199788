/** Compares product lines with the catalogue: what an import would add and change, and which lines collide with it. */
import type { Product, StruckPrice } from '../contract/product.ts';
import type { ImportFault, ProductFile, ProductLine } from './product-file.ts';
import { headingOf } from './columns.ts';

export interface ImportPlan {
  added: Product[];
  changed: Product[];
  unchanged: number;
  faults: ImportFault[];
}

/** The highest number that a card may have; see the contract. */
const HIGHEST_NUMBER = 999;

/**
 * Lines meet products by SKU without regard to case. A line whose number belongs to a product outside the good lines is refused,
 * so that the whole plan can be stored in one transaction; numbers may be swapped inside the file.
 */
export function planImport(file: ProductFile, existing: readonly Product[]): ImportPlan {
  const bySku = new Map(existing.map((product) => [product.sku.toUpperCase(), product]));
  const faults = [...file.faults];
  let lines = file.lines;
  for (;;) {
    const taken = new Map<number, string>();
    for (const product of existing) taken.set(product.number, product.sku.toUpperCase());
    // Numbers of products that the good lines renumber are free, unless the line keeps its number.
    for (const line of lines) {
      const product = bySku.get(line.sku.toUpperCase());
      if (product && line.number !== null && line.number !== product.number) taken.delete(product.number);
    }
    const colliding = lines.filter(
      (line) => line.number !== null && (taken.get(line.number) ?? line.sku.toUpperCase()) !== line.sku.toUpperCase(),
    );
    if (colliding.length === 0) break;
    for (const line of colliding) faults.push(numberFault(file, line, 'product-number-taken'));
    lines = lines.filter((line) => !colliding.includes(line));
  }

  const plan: ImportPlan = { added: [], changed: [], unchanged: 0, faults };
  const numbers = new Set(lines.flatMap((line) => line.number ?? bySku.get(line.sku.toUpperCase())?.number ?? []));
  const inFile = new Set(lines.map((line) => line.sku.toUpperCase()));
  for (const product of existing) if (!inFile.has(product.sku.toUpperCase())) numbers.add(product.number);
  const productIds = new Set(existing.map((product) => product.productId));
  for (const line of lines) {
    const before = bySku.get(line.sku.toUpperCase());
    const number = line.number ?? before?.number ?? lowestFree(numbers);
    if (number === null) {
      faults.push(numberFault(file, line, 'cell-bad-number'));
      continue;
    }
    numbers.add(number);
    const product = merged(line, number, before, productIds);
    if (!before) plan.added.push(product);
    else if (JSON.stringify(before) === JSON.stringify(product)) plan.unchanged += 1;
    else plan.changed.push(product);
  }
  faults.sort((one, other) => one.line - other.line);
  return plan;
}

function merged(line: ProductLine, number: number, before: Product | undefined, productIds: Set<string>): Product {
  const cooperative = line.cooperativeZh ?? before?.cooperative?.['zh-CN'];
  const buyerLimit = line.buyerLimit ?? before?.buyerLimit;
  return {
    productId: before?.productId ?? freshProductId(line.sku, productIds),
    number,
    sku: line.sku,
    name: texts(line.nameZh, line.nameUg ?? before?.name.ug, line.nameEn ?? before?.name.en),
    placeCode: line.placeCode,
    unit: texts(line.unitZh, line.unitUg ?? before?.unit.ug, line.unitEn ?? before?.unit.en),
    priceFen: line.priceFen,
    allocated: line.allocated ?? before?.allocated ?? 0,
    ...(cooperative === undefined
      ? {}
      : {
          cooperative: texts(cooperative, line.cooperativeUg ?? before?.cooperative?.ug, line.cooperativeEn ?? before?.cooperative?.en),
        }),
    ...(buyerLimit === undefined ? {} : { buyerLimit }),
    ...claims(line, before),
  };
}

/** What is said of the product on the card. What proves it lies in the studio and not in the file, so that it stays with what it proves. */
function claims(line: ProductLine, before: Product | undefined): Partial<Product> {
  const isFood = line.isFood ?? before?.isFood;
  const sellingPoints = line.sellingPoints ?? before?.sellingPoints;
  const former = line.formerPriceFen;
  const struckPrice: StruckPrice | undefined =
    former === null || former === before?.struckPrice?.priceFen ? before?.struckPrice : { priceFen: former, proof: 'deals' };
  const certificates = line.certificates?.map((certificate) => {
    const known = before?.certificates?.find(({ kind, number }) => kind === certificate.kind && number === certificate.number);
    return { ...known, ...certificate };
  });
  return {
    ...(isFood === undefined ? {} : { isFood }),
    ...(sellingPoints === undefined ? {} : { sellingPoints }),
    ...(struckPrice === undefined ? {} : { struckPrice }),
    ...((certificates ?? before?.certificates) ? { certificates: certificates ?? before?.certificates } : {}),
  };
}

function texts(zh: string, ug: string | undefined, en: string | undefined): Product['name'] {
  return { 'zh-CN': zh, ...(ug ? { ug } : {}), ...(en ? { en } : {}) };
}

/** Ids follow the SKU, so that a rundown file can name products of a catalogue file; a re-used SKU gets a number behind it. */
function freshProductId(sku: string, productIds: Set<string>): string {
  const base = `product-${sku.toLowerCase()}`;
  let productId = base;
  for (let again = 2; productIds.has(productId); again += 1) productId = `${base}.${again}`;
  productIds.add(productId);
  return productId;
}

function lowestFree(numbers: ReadonlySet<number>): number | null {
  for (let number = 1; number <= HIGHEST_NUMBER; number += 1) if (!numbers.has(number)) return number;
  return null;
}

function numberFault(file: ProductFile, line: ProductLine, code: string): ImportFault {
  const index = file.columns.at.number;
  return {
    line: line.line,
    column: index === undefined ? headingOf('number') : file.columns.titles[index]!,
    value: String(line.number ?? ''),
    code,
  };
}
