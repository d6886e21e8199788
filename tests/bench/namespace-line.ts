/** A thin line on this computer: a network namespace as the far side, behind a pair of links of which the near one lets only so much through. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';

export interface NamespaceLine {
  /** The far side as the near one reaches it. */
  readonly address: string;
  /** Runs a program on the far side. */
  spawn(program: string, args: readonly string[]): ChildProcess;
  /** What to put before a program so that it runs on the far side. */
  readonly inside: readonly string[];
  setRate(kbps: number): void;
  /** Takes the plug out of the far side: nothing is answered and nothing is closed; and puts it in again. */
  unplug(): void;
  plug(): void;
  /** Bytes that went to the far side so far, with all headers. */
  sentBytes(): number;
  close(): void;
}

/** As long as a full queue of a cheap router: what stands in it delays the picture and the upload alike. */
const QUEUE_MS = 300;
const BURST_BYTES = 6_000;
const NEAR = '10.213.77.1';
const FAR = '10.213.77.2';

/** Why no such line can be had here, or null when it can. */
export function namespaceLineMissing(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'a line with a namespace of its own needs Linux and root';
  const missing = ['ip', 'tc'].filter((program) => spawnSync(program, ['-V']).error !== undefined);
  return missing.length === 0 ? null : `not installed: ${missing.join(', ')} (Debian: apt-get install iproute2)`;
}

export function openNamespaceLine(kbps: number): NamespaceLine {
  const name = `line${process.pid}`;
  const near = `n${process.pid}`;
  const far = `f${process.pid}`;
  const shape = (verb: 'add' | 'change', rate: number) =>
    run('tc', ['qdisc', verb, 'dev', near, 'root', 'tbf', 'rate', `${rate}kbit`, 'burst', `${BURST_BYTES}`, 'latency', `${QUEUE_MS}ms`]);
  run('ip', ['netns', 'add', name]);
  const close = () => {
    spawnSync('ip', ['link', 'del', near]);
    spawnSync('ip', ['netns', 'del', name]);
  };
  // A bench that is ended by a signal must leave no link behind.
  process.once('exit', close);
  run('ip', ['link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', name]);
  run('ip', ['addr', 'add', `${NEAR}/30`, 'dev', near]);
  run('ip', ['link', 'set', near, 'up']);
  run('ip', ['-n', name, 'addr', 'add', `${FAR}/30`, 'dev', far]);
  run('ip', ['-n', name, 'link', 'set', far, 'up']);
  run('ip', ['-n', name, 'link', 'set', 'lo', 'up']);
  shape('add', kbps);
  return {
    address: FAR,
    spawn: (program, args) => spawn('ip', ['netns', 'exec', name, program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] }),
    inside: ['ip', 'netns', 'exec', name],
    unplug: () => void run('ip', ['-n', name, 'link', 'set', far, 'down']),
    plug: () => void run('ip', ['-n', name, 'link', 'set', far, 'up']),
    setRate: (rate) => shape('change', rate),
    sentBytes() {
      const [link] = JSON.parse(run('ip', ['-s', '-j', 'link', 'show', near])) as { stats64: { tx: { bytes: number } } }[];
      return link!.stats64.tx.bytes;
    },
    close() {
      process.off('exit', close);
      close();
    },
  };
}

function run(program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return stdout;
}
