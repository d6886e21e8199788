/** Every source file says first what it is responsible for, and stays short enough to be read in one sitting. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const LONGEST = 350;
/** A suite reads from one case to the next, not as a whole. */
const LONGEST_SUITE = 450;
const VAGUE = /(?:^|\/)(?:utils?|common|helpers?|managers?|misc|index)(?:\.|\/)/iu;
/** Electron names its start `index` in the built output; a page's `index.html` is not a source file here. */
const files = globSync(['{native,electron,renderer,scripts,tests}/**/*.{ts,tsx,mts,mjs}', '*.config.ts'], { cwd: ROOT })
  .map((path) => path.replaceAll('\\', '/'))
  .sort();

describe('source files', () => {
  it('HS2 there are files to look at', () => {
    expect(files.length).toBeGreaterThan(50);
  });

  it('HS2 each opens with one sentence on its responsibility', () => {
    const without = files.filter((file) => !/^\/\*\*\s*\S[^]*?[.!?:;)]?\s*\*\//u.test(readFileSync(join(ROOT, file), 'utf8')));
    expect(without).toEqual([]);
  });

  it(`HS3 none is longer than ${LONGEST} lines, a suite ${LONGEST_SUITE}`, () => {
    const long = files
      .map((file) => ({ file, lines: readFileSync(join(ROOT, file), 'utf8').trimEnd().split('\n').length }))
      .filter(({ file, lines }) => lines > (file.endsWith('.test.ts') ? LONGEST_SUITE : LONGEST));
    expect(long).toEqual([]);
  });

  it('HS4 none has a name that could hold anything', () => {
    expect(files.filter((file) => VAGUE.test(file))).toEqual([]);
  });
});
