/** The rules in `docs/rules.md` and the ids that test titles begin with are the same. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const rules = [...readFileSync(join(ROOT, 'docs/rules.md'), 'utf8').matchAll(/^- \*\*([A-Z]{2,4}\d{1,3})\*\* /gmu)].map(([, id]) => id!);
const quoted = new Set(globSync('tests/**/*.ts{,x}', { cwd: ROOT }).flatMap((file) => idsIn(readFileSync(join(ROOT, file), 'utf8'))));

function idsIn(source: string): string[] {
  return [...source.matchAll(/['"`]([A-Z]{2,4}\d{1,3}) (?=\S)/gu)].map(([, id]) => id!);
}

describe('rules', () => {
  it('HS6 no rule stands twice', () => {
    expect(rules.filter((id, at) => rules.indexOf(id) !== at)).toEqual([]);
  });

  it('HS6 each rule has a test whose title begins with it', () => {
    expect(rules.filter((id) => !quoted.has(id))).toEqual([]);
  });

  it('HS6 each id in a title is a rule', () => {
    expect([...quoted].filter((id) => !rules.includes(id)).sort()).toEqual([]);
  });
});
