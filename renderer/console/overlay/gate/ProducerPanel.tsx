/** The code by which a producer is known: set, or changed by who knows the former one. It is never shown and not kept on the page. */
import { Button, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLink } from '../../../client/hooks.ts';
import { Panel } from '../../../parts/Panel.tsx';
import { useCommand, usePending } from '../../use-command.ts';
import styles from './gate-tab.module.css';

/** As the contract asks. */
const LEAST_CODE = 6;

export function ProducerPanel({ codeSet }: { codeSet: boolean }) {
  const { t } = useTranslation('gate');
  const run = useCommand();
  const open = useLink() === 'open';
  const pending = usePending('setProducerCode');
  const [former, setFormer] = useState('');
  const [code, setCode] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const [done, setDone] = useState(false);
  const problems = {
    former: codeSet && former === '' ? t('producer.formerMissing') : undefined,
    code: code.length < LEAST_CODE ? t('producer.tooShort', { least: LEAST_CODE }) : undefined,
    again: again === code ? undefined : t('producer.notSame'),
  };
  const submit = async () => {
    setTried(true);
    if (problems.former ?? problems.code ?? problems.again) return;
    const answer = await run('setProducerCode', { code, ...(codeSet && { former }) });
    if (!answer) return;
    for (const clear of [setFormer, setCode, setAgain]) clear('');
    setTried(false);
    setDone(true);
  };
  const field = (label: string, value: string, set: (value: string) => void, problem: string | undefined) => (
    <PasswordInput
      size="xs"
      dir="ltr"
      autoComplete="off"
      maxLength={100}
      label={label}
      value={value}
      error={tried ? problem : undefined}
      visibilityToggleButtonProps={{ 'aria-label': t('producer.show') }}
      onChange={(event) => {
        set(event.currentTarget.value);
        setDone(false);
      }}
    />
  );
  return (
    <Panel title={t('producer.title')} className={styles.producer!}>
      <form
        className={styles.inner}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p className={codeSet ? 'dim' : 'warning'}>{t(codeSet ? 'producer.set' : 'producer.notSet')}</p>
        <div className={styles.codes}>
          {codeSet && field(t('producer.former'), former, setFormer, problems.former)}
          {field(t(codeSet ? 'producer.next' : 'producer.code'), code, setCode, problems.code)}
          {field(t('producer.again'), again, setAgain, problems.again)}
          <Button size="xs" type="submit" variant="default" disabled={!open} aria-busy={pending}>
            {t(codeSet ? 'producer.change' : 'producer.setIt')}
          </Button>
        </div>
        <span role="status" className="dim">
          {done ? t('producer.done') : ''}
        </span>
      </form>
    </Panel>
  );
}
