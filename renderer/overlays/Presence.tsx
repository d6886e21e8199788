/** Lets one thing at a time be on screen: a new one enters while the one before it leaves. */
import { useEffect, useState, type ReactNode } from 'react';
import { useStage } from './stage-context.ts';

interface Shown<T> {
  key: string;
  value: T;
}

interface PresenceProps<T> {
  value: T | null;
  keyOf: (value: T) => string;
  children: (value: T) => ReactNode;
}

/** Moves only when the key changes; another value under the same key takes the old one's place where it stands. */
export function Presence<T>({ value, keyOf, children }: PresenceProps<T>) {
  const { still, leaveMs } = useStage();
  const key = value === null ? null : keyOf(value);
  const [current, setCurrent] = useState<Shown<T> | null>(null);
  const [leaving, setLeaving] = useState<Shown<T> | null>(null);
  if (key !== (current?.key ?? null) || value !== (current?.value ?? null)) {
    setCurrent(key === null || value === null ? null : { key, value });
    // What is called back while it leaves stays: two elements of one key cannot stand side by side.
    if (current && current.key !== key && !still) setLeaving(current);
    else if (leaving?.key === key) setLeaving(null);
  }

  useEffect(() => {
    if (leaving === null) return undefined;
    const timer = setTimeout(() => setLeaving(null), leaveMs);
    return () => clearTimeout(timer);
  }, [leaving, leaveMs]);

  const goes = leaving !== null && leaving.key !== key ? leaving : null;
  return (
    <>
      {goes && (
        <div key={goes.key} className="present leaving">
          {children(goes.value)}
        </div>
      )}
      {value !== null && (
        <div key={key} className="present">
          {children(value)}
        </div>
      )}
    </>
  );
}
