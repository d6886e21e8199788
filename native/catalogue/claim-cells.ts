/** Cells that hold more than one value or a word for one: certificates, selling points in parts, yes and no. */
import { type Certificate, certificateKinds, certificateSchema } from '../contract/product.ts';

/** Between the parts of a cell, in the marks of any of the three scripts. */
const PARTS = /[;；؛|]/u;

export function partsOf(text: string): string[] {
  return text
    .split(PARTS)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

const YES = new Set(['是', '食品', 'yes', 'y', 'true', '1', 'food', 'ھەئە', 'شۇنداق', 'يېمەكلىك']);
const NO = new Set(['否', '不是', '非食品', 'no', 'n', 'false', '0', 'not food', 'ياق', 'ئەمەس']);

/** Null where it is neither yes nor no. */
export function yesOrNo(text: string): boolean | null {
  const folded = text.normalize('NFKC').toLowerCase();
  return YES.has(folded) ? true : NO.has(folded) ? false : null;
}

/** What each kind is called in files, beside its own code. */
const kindNames: Record<Certificate['kind'], readonly string[]> = {
  organic: ['有机产品', '有机', 'ئورگانىك'],
  green: ['绿色食品', '绿色', 'green food', 'يېشىل يېمەكلىك', 'يېشىل'],
  geographical: ['地理标志', 'geographical indication', 'جۇغراپىيىلىك بەلگە'],
  halal: ['清真', 'ھالال'],
  'food-licence': ['食品生产许可', '食品经营许可', 'food licence', 'food production licence', 'يېمەكلىك ئىجازىتى'],
  selenium: ['富硒', 'سېلېنلىق'],
  'no-additives': ['无添加', 'no additives', 'قوشۇمچىسىز'],
  'time-honoured': ['老字号', 'time-honoured brand', 'كونا ماركا'],
};
/** The longest name first, so that `有机产品` is not read as `有机` with a number that begins with `产品`. */
const kindsByName = certificateKinds
  .flatMap((kind) => [kind, ...kindNames[kind]].map((name) => ({ kind, name: name.toLowerCase() })))
  .sort((one, other) => other.name.length - one.name.length);

const UNTIL = /[\s:：,，]*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/u;

/** Kind, number and, where it ends, a day in China, e.g. `有机产品 123OP2026 2027-03-31`; null where a part is none. */
export function certificateOf(text: string): Certificate | null {
  const folded = text.normalize('NFKC');
  const named = kindsByName.find(({ name }) => folded.toLowerCase().startsWith(name));
  if (!named) return null;
  const rest = folded.slice(named.name.length);
  const until = UNTIL.exec(rest);
  const number = rest.slice(0, until?.index).replace(/^[\s:：,，]+/u, '');
  const [year = '', month = '', day = ''] = until?.slice(1) ?? [];
  // It holds to the last moment of its day; the whole country keeps one time without summer time.
  const untilAtMs = until ? Date.parse(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}T23:59:59.999+08:00`) : undefined;
  const parsed = certificateSchema.safeParse({ kind: named.kind, number, ...(untilAtMs !== undefined && { untilAtMs }) });
  return parsed.success ? parsed.data : null;
}
