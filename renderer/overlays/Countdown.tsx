/** Time that is left, on the studio's clock: reels of digits that only their transform moves, so that no second costs a layout. */
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { digitsOf, groupsFor, secondsLeft } from './countdown-figures.ts';
import { useStage } from './stage-context.ts';

const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
const TURN_MS = 260;

interface CountdownProps {
  untilAtMs: number;
  onEnd: () => void;
}

export function Countdown({ untilAtMs, onEnd }: CountdownProps) {
  const { clock, still } = useStage();
  const reels = useRef<HTMLSpanElement>(null);
  const [groups, setGroups] = useState(() => groupsFor(secondsLeft(untilAtMs, clock.nowMs())));

  useLayoutEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let shown = '';
    const show = () => {
      const nowMs = clock.nowMs();
      const left = secondsLeft(untilAtMs, nowMs);
      if (groupsFor(left) !== groups) return setGroups(groupsFor(left));
      const digits = digitsOf(left, groups);
      if (reels.current && digits !== shown) turn(reels.current, shown, digits, still);
      shown = digits;
      if (left > 0) timer = setTimeout(show, clock.waitMs(untilAtMs - (left - 1) * 1000));
      return undefined;
    };
    show();
    return () => clearTimeout(timer);
  }, [untilAtMs, clock, groups, still]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      if (clock.nowMs() >= untilAtMs) onEnd();
      else timer = setTimeout(look, clock.waitMs(untilAtMs));
    };
    look();
    return () => clearTimeout(timer);
  }, [untilAtMs, clock, onEnd]);

  return (
    <span ref={reels} role="timer" dir="ltr" className={`figure reels ${groups === 3 ? 'reels-long' : ''}`}>
      {Array.from({ length: groups }, (_, group) => (
        <span key={group} className="reel-group">
          <Reel />
          <Reel />
        </span>
      ))}
    </span>
  );
}

function Reel() {
  return (
    <span className="reel">
      <span className="reel-strip">
        {DIGITS.map((digit) => (
          <span key={digit}>{digit}</span>
        ))}
      </span>
    </span>
  );
}

function turn(root: HTMLElement, before: string, digits: string, still: boolean): void {
  root.dataset['left'] = digits.replaceAll(/\d\d(?=\d)/gu, '$&:');
  for (const [index, strip] of [...root.querySelectorAll<HTMLElement>('.reel-strip')].entries()) {
    const [from, to] = [before[index], digits[index]!];
    if (from === to) continue;
    strip.style.transform = at(to);
    // Only to the digit below: from 0 to 9 or 5 the reel would race past all others.
    if (from === undefined || Number(from) !== Number(to) + 1 || still) continue;
    strip.animate([{ transform: at(from) }, { transform: at(to) }], { duration: TURN_MS, easing: 'cubic-bezier(0.3, 0.8, 0.3, 1)' });
  }
}

function at(digit: string): string {
  return `translateY(${-Number(digit) * 10}%)`;
}
