/** What a person can do about what was found: change the text, confirm a warning, or let a producer override a block. */
import { Anchor, Button, Kbd } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { stopOf, type Verdict } from '../../../native/contract/gate.ts';
import { useTopic } from '../../client/hooks.ts';
import { addressOf } from '../routes.ts';
import { usePending } from '../use-command.ts';
import styles from './gate.module.css';
import { OverrideForm } from './OverrideForm.tsx';
import { useSubjectContent } from './subject-content.ts';

interface DecisionProps {
  verdict: Verdict;
  /** A key confirms it where this is shown. */
  byKey?: boolean;
  onConfirm(): void;
  onOverridden(): void;
  /** The verdict is no longer about what would go on air. */
  onOutdated(): void;
  /** A link to another page is followed. */
  onLeave(): void;
}

export function Decision({ verdict, byKey = true, onConfirm, onOverridden, onOutdated, onLeave }: DecisionProps) {
  const { t } = useTranslation('gate');
  const codeSet = useTopic('gate')?.producerCodeSet ?? false;
  const confirming = usePending('confirmFindings');
  const [overriding, setOverriding] = useState(false);
  const stop = stopOf(verdict);
  const { address } = useSubjectContent()(verdict.subject);
  if (overriding) {
    return <OverrideForm verdict={verdict} onOverridden={onOverridden} onOutdated={onOutdated} onCancel={() => setOverriding(false)} />;
  }
  return (
    <div className={styles.decide}>
      <p>{t(`todo.${stop ?? 'nothing'}`)}</p>
      {stop === 'warn' && (
        <Button color="orange" aria-keyshortcuts={byKey ? 'C' : undefined} aria-busy={confirming} onClick={onConfirm}>
          {t('todo.confirm')}
          {byKey && (
            <Kbd className="tooltip-key" dir="ltr">
              C
            </Kbd>
          )}
        </Button>
      )}
      {address !== null && (
        <Button component="a" href={address} variant={stop === 'block' ? 'filled' : 'default'} color="teal" onClick={onLeave}>
          {t('todo.change')}
        </Button>
      )}
      {stop === 'block' &&
        (codeSet ? (
          <Button variant="default" onClick={() => setOverriding(true)}>
            {t('todo.override')}
          </Button>
        ) : (
          <span>
            {t('todo.noCode')}{' '}
            <Anchor href={addressOf('overlay', 'gate')} onClick={onLeave}>
              {t('todo.toGate')}
            </Anchor>
          </span>
        ))}
    </div>
  );
}
