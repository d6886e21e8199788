/** Under a text that is being written: what the gate would say of it. It never stops typing or saving. */
import { useTranslation } from 'react-i18next';
import { type LocalText, localeSchema } from '../../../native/contract/text.ts';
import { severityIcons } from './FindingList.tsx';
import { useFindingSentence } from './finding-sentence.ts';
import styles from './gate.module.css';
import { useTextFindings } from './use-text-findings.ts';

export function FieldFindings({ text, isFood }: { text: Partial<LocalText>; isFood: boolean }) {
  const { t } = useTranslation('gate');
  const { t: plan } = useTranslation('plan');
  const sentence = useFindingSentence();
  const findings = useTextFindings(text, isFood);
  return (
    <div role="status">
      <ul className={styles.fieldFindings}>
        {findings.map((finding) => {
          const Icon = severityIcons[finding.severity];
          const language = localeSchema.safeParse(finding.at.split('.').at(-1));
          return (
            <li key={`${finding.rule}.${finding.at}.${finding.found}`} data-severity={finding.severity}>
              <Icon size="1em" role="img" aria-label={t(`severity.${finding.severity}`)} />
              <span>
                {language.success && language.data !== 'zh-CN' && `${plan(`language.${language.data}`)}: `}
                {sentence(finding)}
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
