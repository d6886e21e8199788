/** A figure, time or code that reads from left to right in every language and keeps its width while it counts. */
import type { ReactNode } from 'react';

export function Figure({ children, className = '' }: { children: ReactNode; className?: string }) {
  return (
    <bdi dir="ltr" className={`figure ${className}`}>
      {children}
    </bdi>
  );
}
