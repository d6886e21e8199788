/** The layer rule: which folder may import which, read from the syntax tree of every source file. */
import { globSync, readFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { referencesOf, type Reference } from './module-references.ts';

/** Folders of `native/` from the lowest row up; files directly in `native/` are the row above the last. */
export const ROWS: readonly (readonly string[])[] = [
  ['contract'],
  ['kernel'],
  ['store', 'tables'],
  ['ledger', 'catalogue', 'guests'],
  ['obs', 'rundown', 'overlays', 'orders', 'media', 'compliance'],
  ['playout', 'reports', 'sync', 'rehearsal'],
  ['server', 'district'],
];

export const layerRules = {
  'row-unknown': 'a folder of native/ belongs to a row',
  upward: 'a file imports only from lower rows or its own folder',
  'same-row': 'folders of one row do not import each other',
  'native-outward': 'native/ imports nothing of electron/, renderer/, scripts/ or tests/',
  'electron-in-native': 'native/ never imports electron',
  'contract-impure': 'native/contract imports only itself and zod',
  'contract-only': 'outside native/ only native/contract is visible',
  'start-only': 'electron/ and scripts/ see of native/ only the contract, main.ts and district-main.ts',
  'router-type-only': 'renderer/client may import the type of native/server/router.ts and nothing else of it',
  'renderer-impure': 'renderer/ imports no Node module, no electron and nothing that needs them',
  'computed-import': 'an import in native/ names its file, so that it can be checked',
  'not-parsed': 'a source file can be parsed',
} as const;
export type LayerRule = keyof typeof layerRules;

export interface Violation {
  file: string;
  line: number;
  rule: LayerRule;
  specifier: string;
}

const ROOT_FILES = '(root)';
const NODE_ONLY = /^(?:node:|electron(?:$|\/)|better-sqlite3$|playwright-core$|pino$|fastify$|@fastify\/|ws$)/u;
const BUILD_CONFIG = /^renderer\/[^/]+\.config\.ts$/u;

/** Every source file that the rule speaks of, as paths with `/` from the root. */
export function sourceFiles(root: string): string[] {
  return globSync('{native,electron,renderer,scripts}/**/*.{ts,tsx,mts,mjs,js,jsx}', { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}

/** Checks the tree under `root`. A tree without native files is a broken check, hence an error. */
export function checkLayers(root: string): { fileCount: number; nativeFileCount: number; violations: Violation[] } {
  const files = sourceFiles(root);
  const violations: Violation[] = [];
  for (const file of files) {
    const references = referencesOf(file, readFileSync(join(root, file), 'utf8'));
    if (references === null) violations.push({ file, line: 1, rule: 'not-parsed', specifier: file });
    if (file.startsWith('native/') && rowOf(file) === null) violations.push({ file, line: 1, rule: 'row-unknown', specifier: file });
    for (const reference of references ?? []) {
      const rule = brokenRule(file, reference);
      if (rule) violations.push({ file, line: reference.line, rule, specifier: reference.specifier ?? '(computed)' });
    }
  }
  const nativeFileCount = files.filter((file) => file.startsWith('native/')).length;
  if (nativeFileCount === 0) throw new Error(`the layer rule found no file under ${join(root, 'native')}`);
  return { fileCount: files.length, nativeFileCount, violations };
}

export function describeViolation(violation: Violation): string {
  return `${violation.file}:${violation.line} imports ${violation.specifier}: ${violation.rule}: ${layerRules[violation.rule]}`;
}

function brokenRule(file: string, reference: Reference): LayerRule | null {
  const { specifier } = reference;
  const from = file.split('/')[0];
  if (specifier === null) return from === 'native' ? 'computed-import' : null;
  if (!specifier.startsWith('.')) return brokenByPackage(file, specifier);
  const target = posix.normalize(posix.join(posix.dirname(file), specifier));
  const to = target.split('/')[0];
  if (from === 'native') return to === 'native' ? brokenInside(file, target) : brokenOutward(to);
  if (to !== 'native' || target.startsWith('native/contract/')) return null;
  if (file.startsWith('renderer/client/') && target === 'native/server/router.ts') return reference.typeOnly ? null : 'router-type-only';
  if (from === 'renderer') return 'contract-only';
  return ['native/main.ts', 'native/district-main.ts'].includes(target) ? null : 'start-only';
}

function brokenByPackage(file: string, specifier: string): LayerRule | null {
  if (file.startsWith('native/contract/')) return specifier === 'zod' ? null : 'contract-impure';
  if (file.startsWith('native/') && /^electron(?:$|\/)/u.test(specifier)) return 'electron-in-native';
  if (file.startsWith('renderer/') && !BUILD_CONFIG.test(file) && NODE_ONLY.test(specifier)) return 'renderer-impure';
  return null;
}

function brokenOutward(to: string | undefined): LayerRule | null {
  return ['electron', 'renderer', 'scripts', 'tests'].includes(to ?? '') ? 'native-outward' : null;
}

function brokenInside(file: string, target: string): LayerRule | null {
  if (folderOf(file) === folderOf(target)) return null;
  if (folderOf(file) === 'contract') return 'contract-impure';
  const from = rowOf(file);
  const to = rowOf(target);
  // An unknown folder is told once, where it lies.
  if (from === null || to === null || to < from) return null;
  return to === from ? 'same-row' : 'upward';
}

function folderOf(file: string): string {
  const parts = file.split('/');
  return parts.length > 2 ? parts[1]! : ROOT_FILES;
}

function rowOf(file: string): number | null {
  const folder = folderOf(file);
  if (folder === ROOT_FILES) return ROWS.length;
  const row = ROWS.findIndex((folders) => folders.includes(folder));
  return row === -1 ? null : row;
}

if (process.argv[1] === import.meta.filename) {
  const root = join(import.meta.dirname, '..');
  const { fileCount, nativeFileCount, violations } = checkLayers(root);
  for (const violation of violations) console.error(describeViolation(violation));
  console.log(
    `layer rule: ${fileCount} files seen, ${nativeFileCount} of them in ${relative(root, join(root, 'native'))}/, ${violations.length} violations`,
  );
  process.exitCode = violations.length === 0 ? 0 : 1;
}
