/** The producer's code is kept as a hash, asked for before it changes, and guessed at only slowly. */
import { describe, expect, it } from 'vitest';
import { ProducerCode } from '../../../native/compliance/producer-code.ts';
import { manualClock } from '../manual-clock.ts';
import { memorySecrets } from './gate-rig.ts';

describe('the producer’s code', () => {
  it('GT65 is kept as a salted hash, outlives a restart, and changes only with the former one', async () => {
    const secrets = memorySecrets();
    const code = new ProducerCode(secrets, manualClock());
    expect(code.isSet).toBe(false);
    expect(await code.check('walnut-22')).toMatchObject({ refusal: { code: 'producer-code-missing' } });
    expect(await code.set('walnut-22', undefined)).toMatchObject({ ok: true });
    expect([...secrets.kept.values()].join('')).not.toContain('walnut');
    const again = new ProducerCode(secrets, manualClock());
    expect(again.isSet).toBe(true);
    expect(await again.check('walnut-22')).toMatchObject({ ok: true });
    expect(await again.check('ｗalnut-22')).toMatchObject({ ok: true });
    expect(await again.set('apricot-1', undefined)).toMatchObject({ refusal: { code: 'producer-code-wrong' } });
    expect(await again.set('apricot-1', 'walnut-22')).toMatchObject({ ok: true });
    expect(await again.check('walnut-22')).toMatchObject({ refusal: { code: 'producer-code-wrong' } });
    expect(await again.check('apricot-1')).toMatchObject({ ok: true });
  });

  it('GT66 is asked for no more after five wrong tries, for a minute, whoever tries and however many at once', async () => {
    const clock = manualClock();
    const code = new ProducerCode(memorySecrets(), clock);
    await code.set('walnut-22', undefined);
    const tries = await Promise.all(Array.from({ length: 8 }, () => code.check('guess')));
    expect(tries.map((tried) => (tried.ok ? '' : tried.refusal.code))).toEqual([
      ...Array.from({ length: 5 }, () => 'producer-code-wrong'),
      ...Array.from({ length: 3 }, () => 'producer-code-too-often'),
    ]);
    expect(await code.check('walnut-22')).toMatchObject({ refusal: { code: 'producer-code-too-often', context: { seconds: 60 } } });
    await clock.advance(60_000);
    expect(await code.check('walnut-22')).toMatchObject({ ok: true });
  });
});
