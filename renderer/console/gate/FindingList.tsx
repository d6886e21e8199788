/** What the gate found: each finding in words, the word marked where it stands, and the law behind it. */
import { IconAlertTriangle, IconHandStop, IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Finding, Severity } from '../../../native/contract/gate.ts';
import { directionOf, localeSchema } from '../../../native/contract/text.ts';
import { useFindingSentence } from './finding-sentence.ts';
import styles from './gate.module.css';

export const severityIcons = { block: IconHandStop, warn: IconAlertTriangle, note: IconInfoCircle } satisfies Record<Severity, unknown>;
const worstFirst: readonly Severity[] = ['block', 'warn', 'note'];

interface FindingListProps {
  findings: readonly Finding[];
  /** The whole text that a finding stands in, where there is one. */
  textAt(at: string): string | null;
}

export function FindingList({ findings, textAt }: FindingListProps) {
  const { t } = useTranslation('gate');
  const sentence = useFindingSentence();
  const sorted = findings.toSorted((one, other) => worstFirst.indexOf(one.severity) - worstFirst.indexOf(other.severity));
  return (
    <ul className={styles.findings}>
      {sorted.map((finding) => {
        const { rule, at, severity, found, law } = finding;
        const Icon = severityIcons[severity];
        return (
          <li key={`${rule}.${at}.${found}`} data-severity={severity}>
            <Icon size="1.2rem" role="img" aria-label={t(`severity.${severity}`)} />
            <div>
              <span>{sentence(finding)}</span>
              <MarkedText at={at} text={textAt(at)} found={found} />
              {law !== '' && <small lang="zh-CN">{law}</small>}
            </div>
          </li>
        );
      })}
    </ul>
  );
}

/** The text in its own language and direction; without it, the word alone. */
function MarkedText({ at, text, found }: { at: string; text: string | null; found: string }) {
  const language = localeSchema.safeParse(at.split('.').at(-1));
  const start = text !== null && found !== '' ? text.indexOf(found) : -1;
  if (text === null || start < 0) return null;
  return (
    <q className={styles.marked} {...(language.success ? { lang: language.data, dir: directionOf(language.data) } : { dir: 'auto' })}>
      {text.slice(0, start)}
      <mark>{found}</mark>
      {text.slice(start + found.length)}
    </q>
  );
}
