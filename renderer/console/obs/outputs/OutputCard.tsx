/** One output in words: what it does, for how long, what is wrong with it, and its buttons. */
import type { ReactNode } from 'react';
import type { Refusal } from '../../../../native/contract/refusal.ts';
import { useRefusalSentence } from '../../use-command.ts';
import type { Tone } from './output-look.ts';
import styles from './outputs.module.css';

interface OutputCardProps {
  title: string;
  icon: ReactNode;
  state: string;
  tone: Tone;
  problem?: Refusal | null;
  /** A sentence below the state, e.g. trouble of the line. */
  warning?: string | null;
  figures?: ReactNode;
  children: ReactNode;
}

export function OutputCard({ title, icon, state, tone, problem, warning, figures, children }: OutputCardProps) {
  const sentence = useRefusalSentence();
  return (
    <section className={styles.card} data-tone={tone} aria-label={title}>
      <header className={styles.cardHead}>
        {icon}
        <h2>{title}</h2>
        <strong className={styles.state} role="status">
          {state}
        </strong>
      </header>
      {figures}
      {warning && <p className={styles.warning}>{warning}</p>}
      {problem && <p className={styles.warning}>{sentence(problem)}</p>}
      <div className={styles.acts}>{children}</div>
    </section>
  );
}
