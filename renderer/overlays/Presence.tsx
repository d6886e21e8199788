/** Lets one thing at a time be on screen: a new one enters while the one before it leaves. */
import { useEffect, useState, type ReactNode } from 'react';

/** As long as the leaving animation in stage.css. */
const LEAVING_MS = 260;

interface Shown<T> {
  key: string;
  value: T;
  leaving: boolean;
}

/** Animates only when the key changes; another value under the same key replaces the old one where it stands. */
export function Presence<T>(props: {
  value: T | null;
  keyOf: (value: T) => string;
  still: boolean;
  className: string;
  children: (value: T) => ReactNode;
}) {
  const { value, keyOf, still, className, children } = props;
  const [shown, setShown] = useState<readonly Shown<T>[]>([]);
  const next = settle(shown, value, value === null ? null : keyOf(value), still);
  if (next !== shown) setShown(next);

  const leavingKey = next.find((one) => one.leaving)?.key;
  useEffect(() => {
    if (leavingKey === undefined) return undefined;
    const timer = setTimeout(() => setShown((all) => all.filter((one) => !one.leaving)), LEAVING_MS);
    return () => clearTimeout(timer);
  }, [leavingKey]);

  return (
    <div className={`presence ${className}`}>
      {next.map((one) => (
        <div key={one.key} className={one.leaving ? 'present leaving' : 'present'}>
          {children(one.value)}
        </div>
      ))}
    </div>
  );
}

function settle<T>(shown: readonly Shown<T>[], value: T | null, key: string | null, still: boolean): readonly Shown<T>[] {
  const current = shown.find((one) => !one.leaving);
  if ((current?.key ?? null) === key) {
    if (!current || value === null || current.value === value) return shown;
    return shown.map((one) => (one === current ? { ...one, value } : one));
  }
  const before = current && !still ? [{ ...current, leaving: true }] : [];
  if (value === null || key === null) return before;
  // What is called back while it leaves stays: two elements of one key cannot stand side by side.
  return [...before.filter((one) => one.key !== key), { key, value, leaving: false }];
}
