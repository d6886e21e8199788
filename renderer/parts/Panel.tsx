/** A framed part of the desk with its heading. */
import { type ReactNode, useId } from 'react';

interface PanelProps {
  title: string;
  className: string;
  /** Stands at the end of the heading's line. */
  aside?: ReactNode;
  children: ReactNode;
}

export function Panel({ title, className, aside, children }: PanelProps) {
  const headingId = useId();
  return (
    <section className={`panel ${className}`} aria-labelledby={headingId}>
      <header className="panel-head">
        <h2 id={headingId}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
