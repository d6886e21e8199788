/** The form of a product as text: read from a product, and read back into one or into what is wrong by field. */
import { formatYuan, parseYuan } from '../../../native/contract/money.ts';
import { productSchema, type CatalogueState, type Certificate, type Product, type StruckPrice } from '../../../native/contract/product.ts';
import type { Locale } from '../../../native/contract/text.ts';
import { allLanguages, givenLanguages, isEmpty } from './language-texts.ts';
import { lastMomentOf, toDateField } from './duration-text.ts';
import { problemOfIssue, type FieldProblem } from './field-problem.ts';

export interface CertificateForm {
  kind: Certificate['kind'];
  number: string;
  /** A date field's value; empty where it does not end. */
  until: string;
  evidenceId: string | null;
}

export interface ProductForm {
  number: string;
  sku: string;
  name: Record<Locale, string>;
  unit: Record<Locale, string>;
  placeCode: string | null;
  price: string;
  allocated: string;
  cooperative: Record<Locale, string>;
  /** Empty: no limit. */
  buyerLimit: string;
  isFood: boolean;
  /** Those left empty are not kept. */
  sellingPoints: Record<Locale, string>[];
  /** An empty price: nothing is struck. */
  struck: { price: string; proof: StruckPrice['proof']; evidenceId: string | null };
  certificates: CertificateForm[];
}
type Problems = Partial<Record<string, FieldProblem | 'numberTaken' | 'skuTaken'>>;

/** As the contract allows. */
export const SELLING_POINTS = 3;
export const CERTIFICATES = 12;

export function formOf(product: Product | null, { products }: CatalogueState): ProductForm {
  const taken = new Set(products.map(({ number }) => number));
  let free = 1;
  while (taken.has(free)) free += 1;
  const struck = product?.struckPrice;
  return {
    number: String(product?.number ?? free),
    sku: product?.sku ?? '',
    name: allLanguages(product?.name),
    unit: allLanguages(product?.unit),
    placeCode: product?.placeCode ?? null,
    price: product ? formatYuan(product.priceFen) : '',
    allocated: String(product?.allocated ?? 0),
    cooperative: allLanguages(product?.cooperative),
    buyerLimit: String(product?.buyerLimit ?? ''),
    isFood: product?.isFood ?? true,
    sellingPoints: (product?.sellingPoints ?? []).map((point) => allLanguages(point)),
    struck: { price: struck ? formatYuan(struck.priceFen) : '', proof: struck?.proof ?? 'deals', evidenceId: struck?.evidenceId ?? null },
    certificates: (product?.certificates ?? []).map(({ kind, number, untilAtMs, evidenceId }) => ({
      kind,
      number,
      until: toDateField(untilAtMs),
      evidenceId: evidenceId ?? null,
    })),
  };
}

/** The product that the form stands for, or what is wrong by field. */
export function productOf(
  form: ProductForm,
  productId: string,
  { products }: CatalogueState,
): { product: Product | null; problems: Problems } {
  const problems: Problems = {};
  const priceFen = parseYuan(form.price);
  const struckFen = parseYuan(form.struck.price);
  const strikes = form.struck.price.trim() !== '';
  // Empty points are left out, so that a fault's place in the product is not its place in the form.
  const points = form.sellingPoints.flatMap((point, index) => (isEmpty(point) ? [] : [{ index, point: givenLanguages(point) }]));
  const candidate = {
    productId,
    number: wholeNumber(form.number),
    sku: form.sku.trim(),
    name: givenLanguages(form.name),
    unit: givenLanguages(form.unit),
    placeCode: form.placeCode ?? '',
    priceFen: priceFen ?? -1,
    allocated: wholeNumber(form.allocated),
    ...(isEmpty(form.cooperative) ? {} : { cooperative: givenLanguages(form.cooperative) }),
    ...(form.buyerLimit.trim() === '' ? {} : { buyerLimit: wholeNumber(form.buyerLimit) }),
    ...(form.isFood ? {} : { isFood: false }),
    ...(points.length === 0 ? {} : { sellingPoints: points.map(({ point }) => point) }),
    ...(strikes && { struckPrice: { priceFen: struckFen ?? -1, proof: form.struck.proof, ...paper(form.struck) } }),
    ...(form.certificates.length > 0 && {
      certificates: form.certificates.map(({ kind, number, until, ...rest }) => {
        const untilAtMs = lastMomentOf(until);
        return { kind, number: number.trim(), ...(untilAtMs !== null && { untilAtMs }), ...paper(rest) };
      }),
    }),
  };
  const parsed = productSchema.safeParse(candidate);
  for (const issue of parsed.success ? [] : parsed.error.issues) {
    const [field, index, ...rest] = issue.path;
    const path = field === 'sellingPoints' && typeof index === 'number' ? [field, points[index]!.index, ...rest] : issue.path;
    problems[path.join('.')] ??= problemOfIssue(issue);
  }
  if (priceFen === null) problems.priceFen = form.price.trim() === '' ? 'required' : 'notPrice';
  if (strikes && struckFen === null) problems['struckPrice.priceFen'] = 'notPrice';
  if (candidate.number === null) problems.number = 'notNumber';
  if (candidate.allocated === null) problems.allocated = 'notNumber';
  if (candidate.buyerLimit === null) problems.buyerLimit = 'notNumber';
  if (form.placeCode === null) problems.placeCode = 'required';
  const others = products.filter((product) => product.productId !== productId);
  if (others.some(({ number }) => number === candidate.number)) problems.number = 'numberTaken';
  if (others.some(({ sku }) => sku.toUpperCase() === candidate.sku.toUpperCase())) problems.sku = 'skuTaken';
  return { product: parsed.success && Object.keys(problems).length === 0 ? parsed.data : null, problems };
}

function paper({ evidenceId }: { evidenceId: string | null }): { evidenceId?: string } {
  return evidenceId === null ? {} : { evidenceId };
}

function wholeNumber(text: string): number | null {
  return /^\s*\d{1,9}\s*$/u.test(text) ? Number(text) : null;
}
