/** `npm run check`, the one gate: format, types, lint, dead code and the layer rule; says all findings at the end. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const FOLDERS = ['native', 'electron', 'renderer', 'tests', 'scripts'];

const steps: readonly { name: string; script: string; args: readonly string[] }[] = [
  { name: 'format', script: binOf('oxfmt'), args: ['--check', ...FOLDERS] },
  { name: 'types of native, electron, scripts, tests', script: binOf('typescript', 'tsc'), args: ['-p', 'tsconfig.node.json'] },
  { name: 'types of the pages', script: binOf('typescript', 'tsc'), args: ['-p', 'tsconfig.web.json'] },
  // Named folders: left to itself the type-aware lint walks node_modules.
  { name: 'lint', script: binOf('oxlint'), args: ['--type-aware', ...FOLDERS] },
  { name: 'dead code', script: binOf('knip'), args: [] },
  { name: 'layer rule', script: join(ROOT, 'scripts/layer-rule.ts'), args: [] },
];

const findings: string[] = [];
const beganAtMs = performance.now();
for (const { name, script, args } of steps) {
  const stepBeganAtMs = performance.now();
  const { passed, output } = await run(script, args);
  const seconds = ((performance.now() - stepBeganAtMs) / 1000).toFixed(1);
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${seconds.padStart(5)} s  ${name}`);
  if (!passed) findings.push(`--- ${name}\n${output.trim()}`);
  else if (name === 'layer rule') console.log(`            ${output.trim()}`);
}
console.log(`check took ${((performance.now() - beganAtMs) / 1000).toFixed(1)} s`);
for (const finding of findings) console.error(`\n${finding}`);
process.exitCode = findings.length === 0 ? 0 : 1;

/** The script behind a package's command, so that no shell and no `.cmd` file stands between. */
function binOf(packageName: string, command = packageName): string {
  const folder = join(ROOT, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { bin: string | Record<string, string> };
  const path = typeof bin === 'string' ? bin : bin[command];
  if (!path) throw new Error(`${packageName} has no command ${command}`);
  return join(folder, path);
}

function run(script: string, args: readonly string[]): Promise<{ passed: boolean; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ passed: code === 0, output }));
  });
}
