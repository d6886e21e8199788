/** The scripts behind the npm commands: the right Node, what tests need, and the closing lines of a test run. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { installRequirements, type Machine } from '../../scripts/test-requirements.ts';

const ROOT = join(import.meta.dirname, '../..');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'scripts-'));
  folders.push(folder);
  return folder;
}

describe('the right Node', () => {
  const oldNode = 'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.19.0"}})';
  const runOnOldNode = (script: string, ...args: string[]) =>
    spawnSync(process.execPath, ['--import', oldNode, script, ...args], { encoding: 'utf8', env: { ...process.env, STUDIO_LANG: 'en' } });

  it('ST2 a script started on an older Node goes on with the one of the project', () => {
    const { status, stdout } = runOnOldNode(join(ROOT, 'scripts/run.mjs'), 'studio', '--help');
    expect(stdout).toContain('--rehearse');
    expect(status).toBe(0);
  });

  it('ST2 a script that does its work when started does it when run by its npm command too', () => {
    const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'scripts/run.mjs'), 'layer-rule'], { encoding: 'utf8' });
    expect(stdout).toMatch(/^layer rule: \d+ files seen/u);
    expect(status).toBe(0);
  });

  it('ST2 where that one is missing too, one sentence says what to do', () => {
    const folder = freshFolder();
    mkdirSync(join(folder, 'scripts'));
    copyFileSync(join(ROOT, 'scripts/run.mjs'), join(folder, 'scripts/run.mjs'));
    const { status, stderr } = runOnOldNode(join(folder, 'scripts/run.mjs'), 'studio');
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('`npm ci` installs it')]);
    expect(status).toBe(1);
  });
});

describe('what tests need', () => {
  function machine(changes: Partial<Machine>): Machine & { said: string[]; ran: string[] } {
    const said: string[] = [];
    const ran: string[] = [];
    return {
      said,
      ran,
      debian: true,
      root: true,
      hasPackage: (name) => !['chromium', 'xvfb'].includes(name),
      run(program, args) {
        ran.push([program, ...args].join(' '));
        return 0;
      },
      say: (line) => void said.push(line),
      ...changes,
    };
  }

  it('ST3 root on Debian gets exactly what is missing', () => {
    const root = machine({});
    expect(installRequirements(root)).toBe(true);
    expect(root.ran).toEqual(['apt-get update', 'apt-get install --yes --no-install-recommends xvfb chromium']);
    const complete = machine({ hasPackage: () => true });
    expect(installRequirements(complete)).toBe(true);
    expect([complete.ran, complete.said]).toEqual([[], []]);
  });

  it('ST3 an installation that fails stops the run', () => {
    const offline = machine({ run: () => 100 });
    expect(installRequirements(offline)).toBe(false);
    expect(offline.said.at(-1)).toContain('xvfb, chromium');
  });

  it('ST3 without the right to install it says what to install, one line each elsewhere', () => {
    const person = machine({ root: false });
    expect(installRequirements(person)).toBe(true);
    expect(person.said).toEqual([expect.stringContaining('sudo apt-get install --no-install-recommends xvfb chromium')]);
    const mac = machine({ debian: false, hasPackage: () => false });
    expect(installRequirements(mac)).toBe(true);
    expect(mac.said).toHaveLength(12);
    expect([...person.ran, ...mac.ran]).toEqual([]);
  });
});

describe('the end of a test run', () => {
  it('ST4 names each skipped test with its reason and closes with the counts', () => {
    const folder = freshFolder();
    const reporter = pathToFileURL(join(ROOT, 'scripts/closing-reporter.ts')).href;
    writeFileSync(
      join(folder, 'vitest.config.mjs'),
      `import { ClosingReporter } from '${reporter}';
export default { test: { globals: true, include: ['*.test.js'], reporters: ['default', new ClosingReporter()] } };`,
    );
    writeFileSync(
      join(folder, 'a.test.js'),
      `it('passes', () => {});
it('fails', () => { throw new Error('as it should'); });
it('needs OBS', ({ skip }) => skip('OBS is not installed'));
it.todo('comes later');`,
    );
    writeFileSync(join(folder, 'b.test.js'), `throw new Error('this file cannot be loaded');`);
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const run = spawnSync(process.execPath, [vitest, 'run', '--root', folder], {
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    });
    const lines = run.stdout.trim().split('\n');
    expect(lines.slice(-3)).toEqual([
      'skipped: a.test.js > needs OBS: OBS is not installed',
      'skipped: a.test.js > comes later: still to be written',
      '1 passed, 2 failed, 2 skipped',
    ]);
    expect(run.status).toBe(1);
  });
});
