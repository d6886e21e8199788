/** The rule files on disk: a person's own take the place of the program's, and a damaged one stops nothing. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RuleFilesStore } from '../../../native/compliance/rule-files.ts';
import { StorageFailure } from '../../../native/store/storage-failure.ts';
import { ACTOR, newFolder, openRig, product, RESOURCES } from './gate-rig.ts';

const open = (folder: string) => new RuleFilesStore({ resourcesFolder: RESOURCES, folder, nowMs: () => 7 });
const card = { kind: 'card' as const, product: product({ name: { 'zh-CN': '宇宙核桃' } }) };

describe('rule files', () => {
  it('GT60 a saved file holds at once and after a restart, is on record, and the version of all of them is another', async () => {
    const folder = newFolder();
    const { desk, rules, judge, bodies, rulesTold } = openRig(folder);
    const before = rules.version;
    const { claims } = rules.files;
    const groups = [...claims.groups, { group: 'cosmic', severity: 'block' as const, law: '自定', foodOnly: false, words: ['宇宙'] }];
    expect(await desk.saveRules({ ...claims, version: '2', owner: '制片', groups }, ACTOR)).toEqual({ ok: true, value: {} });
    expect(judge.judge(card).findings).toMatchObject([{ rule: 'cosmic', found: '宇宙' }]);
    expect(rules.version).not.toBe(before);
    expect(bodies('gate.rules-changed')).toEqual([{ file: 'claims', version: '2', owner: '制片', rulesVersion: rules.version }]);
    expect(rulesTold()).toBe(1);
    expect(desk.state.get()).toMatchObject({ rulesVersion: rules.version, changedFiles: ['claims'] });
    const again = open(folder);
    expect(again.version).toBe(rules.version);
    expect(again.changedFiles).toEqual(['claims']);
    expect(await desk.resetRules('claims', ACTOR)).toMatchObject({ ok: true });
    expect(judge.judge(card).findings).toEqual([]);
    expect(rules.version).toBe(before);
    expect(open(folder).changedFiles).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['not JSON', '{"file":'],
    ['of another shape', '{"file":"prices","version":"1"}'],
    ['another file', JSON.stringify({ ...JSON.parse(readFileSync(join(RESOURCES, 'compliance', 'guests.json'), 'utf8')) })],
  ])('GT61 a file that is %s is put aside and said, and the program’s own holds meanwhile', (_, text) => {
    const folder = newFolder();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'prices.json'), text);
    const rules = open(folder);
    expect(rules.damaged).toMatchObject([
      { code: 'gate-rules-invalid', context: { at: expect.stringContaining('prices.json') as string } },
    ]);
    expect(rules.files.prices.comparedDays).toBe(7);
    expect(rules.changedFiles).toEqual([]);
    expect(readdirSync(folder)).toEqual(['prices.json.damaged-7']);
    expect(readFileSync(join(folder, 'prices.json.damaged-7'), 'utf8')).toBe(text);
  });

  it('GT79 what stands in the place of a rule file and cannot be read at all stops no start', () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'claims.json'), { recursive: true });
    const rules = open(folder);
    expect(rules.damaged).toMatchObject([{ code: 'gate-rules-invalid', context: { at: 'claims.json', problem: 'EISDIR' } }]);
    expect(rules.changedFiles).toEqual([]);
    expect(readdirSync(folder)).toEqual(['claims.json.damaged-7']);
  });

  it('GT62 a file with a group twice is refused, and what cannot be put on record does not hold', async () => {
    const folder = newFolder();
    const { desk, rules } = openRig(folder);
    const { claims } = rules.files;
    const before = rules.version;
    const twice = { ...claims, groups: [claims.groups[0]!, claims.groups[0]!] };
    expect(await desk.saveRules(twice, ACTOR)).toMatchObject({
      refusal: { code: 'gate-rules-invalid', context: { at: 'groups.1.group' } },
    });
    const failing = openRig(folder);
    failing.entries.push = () => {
      throw new StorageFailure('storage-full');
    };
    await expect(failing.desk.saveRules({ ...claims, version: '3' }, ACTOR)).rejects.toThrow(StorageFailure);
    expect(failing.rules.version).toBe(before);
    expect(open(folder).version).toBe(before);
  });

  it('GT63 a text from outside may be shown only if nothing is found in it, by the rules of now', async () => {
    const { desk, rules } = openRig();
    expect(desk.mayShow('薄皮核桃 500g')).toBe(true);
    for (const text of ['全网最低价核桃', '有机核桃', '加微信 hetao666', '降血压核桃']) expect(desk.mayShow(text)).toBe(false);
    await desk.saveRules({ ...rules.files.claims, groups: [] }, ACTOR);
    expect(desk.mayShow('全网最低价核桃')).toBe(true);
    expect(desk.mayShow('加微信 hetao666')).toBe(false);
  });

  it('GT64 a text that is being written is looked at in each language, the worst first', () => {
    const { desk, rules } = openRig();
    const looked = desk.inspectText({ text: { 'zh-CN': '有机核桃', en: 'the best' }, isFood: true });
    expect(looked).toMatchObject({
      ok: true,
      value: {
        rulesVersion: rules.version,
        findings: [
          { rule: 'absolute', at: 'en' },
          { rule: 'organic', at: 'zh-CN' },
        ],
      },
    });
  });
});
