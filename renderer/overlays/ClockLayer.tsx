/** The time of day in China, on the studio's clock; it wakes once a minute. */
import { memo, useEffect, useReducer } from 'react';
import { timeOfDay } from './figures.ts';
import { Presence } from './Presence.tsx';
import { useStage } from './stage-context.ts';

const MINUTE_MS = 60_000;

export const ClockLayer = memo(function ClockLayer({ shown }: { shown: true | null }) {
  return (
    <Presence value={shown} keyOf={() => 'clock'}>
      {() => <Minutes />}
    </Presence>
  );
});

function Minutes() {
  const { clock } = useStage();
  const [, wake] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      const next = Math.floor(clock.nowMs() / MINUTE_MS + 1) * MINUTE_MS;
      timer = setTimeout(() => {
        wake();
        wait();
      }, clock.waitMs(next));
    };
    wait();
    return () => clearTimeout(timer);
  }, [clock]);
  return (
    <section className="panel slip clock">
      <bdi dir="ltr" className="figure">
        {timeOfDay(clock.nowMs())}
      </bdi>
    </section>
  );
}
