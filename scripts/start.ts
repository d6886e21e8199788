/** `npm start [-- options]`: the desktop app where its runtime can be had, else the host with the console in the browser. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { localeOf, shellTexts } from '../electron/shell-texts.ts';
import { ensurePagesBuilt, ensureShellBuilt } from './build.ts';
import { FETCH_LIMIT_MINUTES, findDesktopRuntime, hasDisplay, thisRuntimeMachine } from './desktop-runtime.ts';

const ROOT = join(import.meta.dirname, '..');
const args = process.argv.slice(2);
const { STUDIO_LANG, LC_ALL, LC_MESSAGES, LANG } = process.env;
const text = shellTexts(localeOf(STUDIO_LANG, LC_ALL, LC_MESSAGES, LANG, Intl.DateTimeFormat().resolvedOptions().locale));
// Standard output is for the host's ready line alone.
const say = (line: string) => console.error(line);

if (args.includes('--help') || args.includes('-h')) {
  await runHost();
} else {
  const runtime = await findDesktopRuntime(
    thisRuntimeMachine(ROOT, (seconds) =>
      say(seconds === 0 ? text('fetchingRuntime', { minutes: FETCH_LIMIT_MINUTES }) : text('stillFetching', { seconds })),
    ),
  );
  await ensurePagesBuilt(() => say(text('buildingPages')));
  if ('path' in runtime) {
    await ensureShellBuilt(() => say(text('buildingShell')));
    runShell(runtime.path);
  } else {
    const browser = process.platform !== 'linux' || hasDisplay(process.env);
    const reason = text(runtime.reason, { minutes: FETCH_LIMIT_MINUTES });
    say(text(browser ? 'startInBrowser' : 'startPrintsAddress', { reason }));
    if (browser && !args.includes('--open')) args.push('--open');
    await runHost();
  }
}

async function runHost(): Promise<void> {
  const { runStudio } = await import('../native/main.ts');
  await runStudio(args);
}

function runShell(path: string): void {
  // Set by tools that are Electron apps themselves; with it Electron would start as plain Node.
  const { ELECTRON_RUN_AS_NODE: _, ...environment } = process.env;
  const child = spawn(path, [ROOT, ...args], { stdio: 'inherit', env: environment });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
}
