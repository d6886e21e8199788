/** The rehearsal of day one shows the overlay's layers, through the gate, as any broadcast. */
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { silentLogger } from '../../native/kernel/logger.ts';
import { runRehearsal } from '../../native/rehearsal-host.ts';
import { newFolder, ROOT } from '../harness/test-host.ts';

describe('the overlay in a rehearsal', () => {
  it('PO43 OV69 footer, queue and title are there from the beginning, and an offer is prepared', async () => {
    const started = await runRehearsal({
      name: 'day-one',
      speed: 20,
      obs: null,
      config: {
        address: '127.0.0.1',
        port: 0,
        lan: false,
        pagesFolder: join(ROOT, 'out', 'renderer'),
        resourcesFolder: join(ROOT, 'resources'),
        locale: 'zh-CN',
        version: 'test',
        environment: {},
      },
      dataFolder: newFolder(),
      logger: silentLogger,
    });
    if (!started.ok) throw new Error(started.refusal.code);
    onTestFinished(() => started.value.stop());
    const { overlay, messages } = started.value.host.desk;
    expect(overlay.state.get()).toMatchObject({
      rehearsal: true,
      nextShown: true,
      segmentTitleShown: true,
      adMarkShown: true,
      footer: { operatorName: { 'zh-CN': '和田核桃市场' } },
    });
    expect(messages.state.get().offers).toHaveLength(1);
    await vi.waitFor(() => expect(overlay.state.get().segmentTitle).not.toBeNull(), { timeout: 20_000 });
    expect(overlay.state.get().next.length).toBeGreaterThan(0);
    // Pages count on by what they were told: another speed, a pause and its end are said at once.
    const { driver } = started.value;
    const told = () => overlay.state.get().clock;
    driver.setSpeed(40);
    expect(told().speed).toBe(40);
    driver.pause();
    const pausedAtMs = told().nowAtMs;
    expect(told()).toEqual({ nowAtMs: pausedAtMs, speed: 0 });
    driver.resume();
    expect(told().speed).toBe(40);
    expect(told().nowAtMs).toBeGreaterThanOrEqual(pausedAtMs);
  });
});
