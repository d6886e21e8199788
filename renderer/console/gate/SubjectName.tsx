/** A subject of the gate by what it is and what it is called. */
import { useTranslation } from 'react-i18next';
import type { Subject } from '../../../native/contract/gate.ts';
import { useText } from '../../i18n/use-text.ts';
import { useSubjectContent } from './subject-content.ts';

export function SubjectName({ subject }: { subject: Subject }) {
  const { t } = useTranslation('gate');
  const text = useText();
  const { name } = useSubjectContent()(subject);
  return (
    <>
      <span className="dim">{t(`subject.${subject.kind}`)}</span> <bdi>{name ? text(name) : subject.id}</bdi>
    </>
  );
}
