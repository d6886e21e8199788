/** A text tried out against the rules that hold: findings at once, nothing kept. */
import { Checkbox, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../../parts/Panel.tsx';
import { FindingList } from '../../gate/FindingList.tsx';
import { useTextFindings } from '../../gate/use-text-findings.ts';
import styles from './gate-tab.module.css';

export function TryOutPanel() {
  const { t } = useTranslation('gate');
  const [text, setText] = useState('');
  const [isFood, setIsFood] = useState(true);
  // The rules look at a language only where words belong to one; one field is enough to try.
  const findings = useTextFindings({ 'zh-CN': text.replaceAll('\n', ' ') }, isFood);
  return (
    <Panel title={t('tryOut.title')} className={styles.tryOut!}>
      <div className={styles.inner}>
        <Textarea
          size="sm"
          dir="auto"
          aria-label={t('tryOut.text')}
          placeholder={t('tryOut.placeholder')}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Checkbox size="xs" label={t('tryOut.isFood')} checked={isFood} onChange={(event) => setIsFood(event.currentTarget.checked)} />
        <div role="status">
          {text.trim() !== '' && findings.length === 0 && <span className="dim">{t('tryOut.nothing')}</span>}
          <FindingList findings={findings} textAt={() => text} />
        </div>
      </div>
    </Panel>
  );
}
