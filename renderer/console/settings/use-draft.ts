/** A form field that shows the studio's value until somebody types, and keeps what was typed until it is saved. */
import { useState } from 'react';

export interface Draft {
  value: string;
  changed: boolean;
  set: (value: string) => void;
  /** Shows the studio's value again. */
  reset: () => void;
}

export function useDraft(studioValue: string): Draft {
  const [typed, setTyped] = useState<string | null>(null);
  return {
    value: typed ?? studioValue,
    changed: typed !== null && typed !== studioValue,
    set: setTyped,
    reset: () => setTyped(null),
  };
}
