/** Another program, run to its end or ended before it. */
import { getPriority } from 'node:os';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../native/kernel/clock.ts';
import { runProgram } from '../../../native/kernel/child-program.ts';
import { manualClock, settled } from '../manual-clock.ts';

const node = (script: string, more = {}) =>
  runProgram({ path: process.execPath, args: ['-e', script], clock: systemClock, limitMs: 60_000, ...more });
const FOR_EVER = 'process.stdout.write("begun\\n"); setInterval(() => {}, 1000)';

describe('another program', () => {
  it('OT21 gives its output, the end of its complaints and its exit code', async () => {
    const script = 'process.stdout.write("a\\nb"); process.stderr.write("x".repeat(20_000) + "end"); process.exitCode = 3';
    const outcome = await node(script);
    expect(outcome).toMatchObject({ ended: 'exited', exitCode: 3, output: 'a\nb' });
    expect(outcome.errorText).toHaveLength(8 * 1024);
    expect(outcome.errorText.endsWith('end')).toBe(true);
  });

  it('OT21 tells lines as they come', async () => {
    const lines: string[] = [];
    const outcome = await node('console.log("one\\r\\ntwo"); process.stdout.write("three")', {
      onLine: (line: string) => lines.push(line),
    });
    expect(outcome).toMatchObject({ ended: 'exited', exitCode: 0, output: '' });
    expect(lines).toEqual(['one', 'two', 'three']);
  });

  it('OT21 reads nothing of the studio’s own input and runs below it', async () => {
    const script = 'process.stdin.on("end", () => console.log(require("os").getPriority())).resume()';
    expect(Number((await node(script)).output)).toBeGreaterThan(getPriority());
  });

  it('OT21 is ended when it takes too long, is cancelled, or talks without end', async () => {
    const clock = manualClock();
    const late = node(FOR_EVER, { clock, limitMs: 5_000, onLine: () => void clock.advance(5_000) });
    expect(await late).toMatchObject({ ended: 'late', exitCode: null });
    const stop = new AbortController();
    expect(await node(FOR_EVER, { signal: stop.signal, onLine: () => stop.abort() })).toMatchObject({ ended: 'cancelled' });
    expect(await node(FOR_EVER, { signal: stop.signal })).toMatchObject({ ended: 'cancelled' });
    expect(await node('for (;;) require("fs").writeSync(1, "y".repeat(65_536))')).toMatchObject({ ended: 'talkative' });
    await settled();
  });

  it('OT21 says when the program cannot be started', async () => {
    const outcome = await runProgram({ path: '/nowhere/ffmpeg', args: [], clock: systemClock, limitMs: 1_000 });
    expect(outcome).toMatchObject({ ended: 'unstartable', exitCode: null });
  });
});
