/** The programs that tests need beside npm packages: which are missing, how they are installed, and what to say where they cannot be. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Debian packages and, for other systems, what a person installs instead. */
const requirements: readonly { packageName: string; elsewhere: string }[] = [
  { packageName: 'obs-studio', elsewhere: 'OBS Studio 28 or newer: https://obsproject.com/download' },
  { packageName: 'obs-plugins', elsewhere: 'OBS plugins: part of OBS Studio' },
  { packageName: 'xvfb', elsewhere: 'Xvfb (Linux only): package xvfb or xorg-server-xvfb' },
  { packageName: 'libgl1-mesa-dri', elsewhere: 'Mesa software rendering (Linux only): package mesa' },
  { packageName: 'chromium', elsewhere: 'Chromium, Chrome or Edge: name its path in STUDIO_CHROMIUM' },
  { packageName: 'ffmpeg', elsewhere: 'ffmpeg and ffprobe on the PATH: https://ffmpeg.org/download.html' },
  { packageName: 'nats-server', elsewhere: 'nats-server on the PATH: https://nats.io/download' },
  { packageName: 'postgresql', elsewhere: 'PostgreSQL 14 or newer: https://www.postgresql.org/download' },
  { packageName: 'strace', elsewhere: 'strace (Linux only): for the power-cut test' },
  { packageName: 'fonts-noto-cjk', elsewhere: 'Noto Sans CJK fonts: https://fonts.google.com/noto' },
  { packageName: 'fonts-noto-core', elsewhere: 'Noto fonts with Arabic script: https://fonts.google.com/noto' },
];

export interface Machine {
  debian: boolean;
  root: boolean;
  /** Whether a Debian package is installed; asked on Debian only. */
  hasPackage(packageName: string): boolean;
  /** Runs a program with its output shown; answers with its exit status. */
  run(program: string, args: readonly string[]): number;
  say(line: string): void;
}

/** Installs what is missing, or says how to. False means that the tests cannot be trusted to run. */
export function installRequirements(machine: Machine): boolean {
  if (!machine.debian) {
    machine.say('Some tests start other programs; those that find theirs missing are skipped with the reason. Install for all of them:');
    for (const { elsewhere } of requirements) machine.say(`  ${elsewhere}`);
    return true;
  }
  const missing = requirements.map(({ packageName }) => packageName).filter((packageName) => !machine.hasPackage(packageName));
  if (missing.length === 0) return true;
  if (!machine.root) {
    machine.say(`Tests that need them are skipped until you run: sudo apt-get install --no-install-recommends ${missing.join(' ')}`);
    return true;
  }
  machine.say(`installing for the tests: ${missing.join(' ')}`);
  const install = ['install', '--yes', '--no-install-recommends', ...missing];
  const installed = machine.run('apt-get', ['update']) === 0 && machine.run('apt-get', install) === 0;
  if (!installed)
    machine.say(`The tests need ${missing.join(', ')}; apt-get could not install them. See its messages above, then try again.`);
  return installed;
}

export const thisMachine: Machine = {
  debian: existsSync('/etc/os-release') && /^ID=debian$/mu.test(readFileSync('/etc/os-release', 'utf8')),
  root: process.getuid?.() === 0,
  hasPackage(packageName) {
    const query = spawnSync('dpkg-query', ['--show', '--showformat=${db:Status-Status}', packageName], { encoding: 'utf8' });
    return query.status === 0 && query.stdout === 'installed';
  },
  run(program, args) {
    return spawnSync(program, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }).status ?? 1;
  },
  say: (line) => console.log(line),
};
