/** The hint that OBS runs on this computer and nobody can connect to it; and the look at the line. */
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../../native/kernel/clock.ts';
import { isLoopback, lineProbe } from '../../../native/obs/line-probe.ts';
import { obsInProcessList, PortlessObs } from '../../../native/obs/portless-obs.ts';
import { freePort } from '../../harness/real-obs.ts';
import { manualClock } from '../manual-clock.ts';
import { closeAfterEach, connected, opened, problem } from './simulated-desk.ts';

closeAfterEach();

describe('an OBS without a port', () => {
  it('OB26 is said only after OBS was seen running for 10 s', async () => {
    const clock = manualClock();
    let runs = false;
    let looks = 0;
    const portless = new PortlessObs(clock, async () => {
      looks += 1;
      return runs;
    });
    const after = async (ms: number) => {
      await clock.advance(ms);
      return portless.isPortless();
    };
    // Closed for an hour: OBS is not running, and starting it is no fault.
    expect(await after(3_600_000)).toBe(false);
    runs = true;
    expect(await after(3_000)).toBe(false);
    expect(await after(9_900)).toBe(false);
    expect(await after(3_000)).toBe(true);
    runs = false;
    expect(await after(3_000)).toBe(false);
    runs = true;
    expect(await after(3_000)).toBe(false);
    const before = looks;
    for (let quick = 0; quick < 20; quick += 1) await after(10);
    expect(looks).toBe(before);
    expect(await after(12_000)).toBe(true);
    portless.reset();
    expect(await after(3_000)).toBe(false);
  });

  it("OB26 is the connection's problem, on this computer only", async () => {
    const fast: Clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() * 200 };
    const port = await freePort();
    const { obs } = connected(`ws://127.0.0.1:${port}`, {}, fast, { obsRuns: async () => true });
    await problem(obs, 'obs-unreachable');
    const { connection } = await problem(obs, 'obs-safe-mode');
    expect(connection).toMatchObject({ state: 'reconnecting', problem: { context: { url: `ws://127.0.0.1:${port}` } } });
    expect(['ws://127.0.0.1:4455', 'ws://localhost:4455', 'ws://[::1]:4455'].map(isLoopback)).toEqual([true, true, true]);
    expect(['ws://192.168.1.4:4455', 'ws://obs.local:4455', 'ws://1270.example'].map(isLoopback)).toEqual([false, false, false]);
  });

  it("OB26 looks into this system's list of processes", async () => {
    expect(await obsInProcessList(systemClock, 'win32')()).toBe(false);
    expect(typeof (await obsInProcessList(systemClock)())).toBe('boolean');
  });
});

describe('the line to OBS', () => {
  it('OB25 tells an open port, a closed one and an address nobody has apart', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    opened.push(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const probe = lineProbe(systemClock);
    expect(await probe(`ws://127.0.0.1:${port}`, 2_000)).toBe('accepted');
    expect(await probe(`ws://127.0.0.1:${await freePort()}`, 2_000)).toBe('refused');
    // A name that no resolver knows (RFC 2606).
    expect(await probe('ws://obs.invalid:4455', 2_000)).toBe('no-answer');
  });
});
