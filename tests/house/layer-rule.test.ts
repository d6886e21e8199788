/** The layer rule holds in the tree, and each of its parts is shown to catch what it is there for. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkLayers, describeViolation, layerRules, type LayerRule } from '../../scripts/layer-rule.ts';

const seeded: { rule: LayerRule; file: string; source: string; line?: number }[] = [
  { rule: 'upward', file: 'native/kernel/a.ts', source: `\nimport { b } from '../store/b.ts';`, line: 2 },
  { rule: 'upward', file: 'native/store/a.ts', source: `export type { Ledger } from '../ledger/ledger.ts';` },
  { rule: 'upward', file: 'native/server/a.ts', source: `import { createHost } from '../host.ts';` },
  { rule: 'upward', file: 'native/obs/a.ts', source: `const late = await import('../playout/playout.ts');` },
  { rule: 'upward', file: 'native/store/a.ts', source: `new Worker(new URL('../writer-worker.ts', import.meta.url));` },
  { rule: 'upward', file: 'native/store/a.ts', source: `type L = import('../ledger/ledger.ts').Ledger;` },
  {
    rule: 'upward',
    file: 'native/store/a.ts',
    source: `const url = new URL(import.meta.url.endsWith('.ts') ? '../w.ts' : '../w.js', import.meta.url);`,
  },
  { rule: 'same-row', file: 'native/obs/a.ts', source: `import type { O } from '../orders/o.ts';` },
  { rule: 'row-unknown', file: 'native/helpers/a.ts', source: `` },
  { rule: 'native-outward', file: 'native/server/a.ts', source: `export * from '../../renderer/x.ts';` },
  { rule: 'electron-in-native', file: 'native/server/a.ts', source: `import type { App } from 'electron';` },
  { rule: 'electron-in-native', file: 'native/server/a.ts', source: `const { app } = require('electron/main');` },
  { rule: 'contract-impure', file: 'native/contract/a.ts', source: `import { join } from 'node:path';` },
  { rule: 'contract-impure', file: 'native/contract/a.ts', source: `import { clock } from '../kernel/clock.ts';` },
  { rule: 'contract-only', file: 'renderer/console/a.tsx', source: `import { x } from '../../native/kernel/clock.ts';` },
  { rule: 'contract-only', file: 'renderer/console/a.tsx', source: `import type { R } from '../../native/server/router.ts';` },
  { rule: 'contract-only', file: 'renderer/client/a.ts', source: `import type { H } from '../../native/server/topic-hub.ts';` },
  { rule: 'router-type-only', file: 'renderer/client/a.ts', source: `import { r } from '../../native/server/router.ts';` },
  { rule: 'router-type-only', file: 'renderer/client/a.ts', source: `import { type R } from '../../native/server/router.ts';` },
  { rule: 'start-only', file: 'electron/a.ts', source: `import { createHost } from '../native/host.ts';` },
  { rule: 'start-only', file: 'scripts/a.ts', source: `import { Ledger } from '../native/ledger/ledger.ts';` },
  { rule: 'renderer-impure', file: 'renderer/console/a.tsx', source: `import fs from 'node:fs';` },
  { rule: 'renderer-impure', file: 'renderer/console/a.tsx', source: `import { ipcRenderer } from 'electron';` },
  { rule: 'computed-import', file: 'native/server/a.ts', source: `const plugin = await import(name);` },
  { rule: 'not-parsed', file: 'native/server/a.ts', source: `import { from ;` },
];

const allowed: Record<string, string> = {
  'native/contract/money.ts': `import { z } from 'zod'; import { a } from './a.ts';`,
  'native/ledger/a.ts': `import { z } from 'node:fs'; import { w } from '../store/writer.ts'; import type { E } from '../contract/entry.ts';`,
  'native/host.ts': `import { s } from './server/http-server.ts'; import { o } from './options.ts';`,
  'native/server/a.ts': `// import { app } from 'electron';\nconst text = "import x from 'electron'"; const dir = new URL('../../resources/', import.meta.url);`,
  'renderer/client/a.ts': `import type { R } from '../../native/server/router.ts'; import { c } from '../../native/contract/commands.ts';`,
  'renderer/vite.config.ts': `import { resolve } from 'node:path';`,
  'electron/host-process.ts': `import { runStudio } from '../native/main.ts'; import { app } from 'electron';`,
  'scripts/a.ts': `const { runStudio } = await import('../native/main.ts'); const later = await import(name);`,
};

const folders: string[] = [];

function tree(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'layer-rule-'));
  folders.push(root);
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), source);
  }
  return root;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe('the layer rule', () => {
  for (const { rule, file, source, line } of seeded) {
    it(`HS1 ${rule}: catches ${source.trim() || file} in ${file}`, () => {
      const { violations } = checkLayers(tree({ 'native/kernel/clock.ts': '', [file]: source }));
      expect([...new Set(violations.map((violation) => violation.rule))]).toEqual([rule]);
      expect(describeViolation(violations[0]!)).toContain(`${file}:${line ?? 1} `);
    });
  }

  it('HS1 every part of the rule has a seeded violation', () => {
    expect(new Set(seeded.map(({ rule }) => rule))).toEqual(new Set(Object.keys(layerRules)));
  });

  it('HS1 what the design allows is no violation', () => {
    const { violations, fileCount } = checkLayers(tree(allowed));
    expect(violations.map(describeViolation)).toEqual([]);
    expect(fileCount).toBe(Object.keys(allowed).length);
  });

  it('HS1 a tree in which it sees no native file is an error, not a pass', () => {
    const root = tree({ 'renderer/a.ts': '' });
    expect(() => checkLayers(root)).toThrow('found no file');
  });

  it('HS1 the studio itself keeps it', ({ annotate }) => {
    const { violations, fileCount, nativeFileCount } = checkLayers(join(import.meta.dirname, '../..'));
    expect(violations.map(describeViolation)).toEqual([]);
    expect(nativeFileCount).toBeGreaterThan(25);
    return annotate(`${fileCount} files seen, ${nativeFileCount} of them in native/`);
  });
});
