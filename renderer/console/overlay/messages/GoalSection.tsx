/** The goal that the total's bar runs towards; without one there is no bar. */
import { Button, Group, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useTopic } from '../../../client/hooks.ts';
import { money, share } from '../../../i18n/formats.ts';
import { Figure } from '../../../parts/Figure.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { guardOf } from '../../lock.ts';
import { useLineLock } from '../../plan/use-line-lock.ts';
import { RowsLink } from '../../sales/RowsLink.tsx';
import { useCommand, usePending } from '../../use-command.ts';
import { goalOf, goalText } from './message-forms.ts';
import styles from './messages.module.css';
import { useDrafts } from './use-drafts.ts';

const ONE = 'goal';
const typed = z.string();

export function GoalSection() {
  const { t } = useTranslation('graphics');
  const { t: plan } = useTranslation('plan');
  const { t: console } = useTranslation('console');
  const run = useCommand();
  const locked = useLineLock();
  const saving = usePending('configureOverlay');
  const overlay = useTopic('overlay');
  const drafts = useDrafts(ONE, typed);
  const draft = drafts.formOf(ONE);
  const text = draft ?? goalText(overlay?.goalFen ?? null);
  const { goalFen, problem } = goalOf(text);
  const save = async () => {
    if (problem === null && (await run('configureOverlay', { goalFen }))) drafts.drop(ONE);
  };
  const reached = overlay && (overlay.totalShows === 'gross' ? overlay.totals.grossFen : overlay.totals.netFen);
  return (
    <Panel title={t('messages.goal')} className={styles.section!}>
      <form
        className={styles.form}
        aria-label={t('messages.goal')}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Group gap="xs" align="end" {...guardOf('configureOverlay')}>
          <TextInput
            size="xs"
            dir="ltr"
            inputMode="decimal"
            className={styles.goal}
            label={t('messages.goalField')}
            leftSection="¥"
            placeholder="1,000,000"
            maxLength={16}
            value={text}
            error={problem ? plan(`problem.${problem}`) : undefined}
            onChange={(event) => drafts.write(ONE, event.currentTarget.value)}
          />
          <Button size="xs" type="submit" loading={saving} disabled={locked !== null || draft === null || problem !== null}>
            {t(text.trim() === '' ? 'messages.noGoal' : 'messages.save')}
          </Button>
          {draft !== null && (
            <Button size="xs" variant="default" onClick={() => drafts.drop(ONE)}>
              {t('messages.dropDraft')}
            </Button>
          )}
        </Group>
        {overlay && overlay.goalFen !== null && reached !== undefined && (
          <p className={styles.hint}>
            {console(`sales.${overlay.totalShows}`)}{' '}
            <RowsLink rows={{}} seq={overlay.ledgerSeq}>
              <Figure>{money(reached)}</Figure>
            </RowsLink>{' '}
            · <Figure>{share(reached, overlay.goalFen)}</Figure>
          </p>
        )}
        <p className={styles.hint}>{t('messages.goalHint')}</p>
      </form>
    </Panel>
  );
}
