/** The fixed legal footer: who sells, by which licence, where to complain. */
import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../../client/hooks.ts';
import { Panel } from '../../../parts/Panel.tsx';
import { guardOf } from '../../lock.ts';
import { useLineLock } from '../../plan/use-line-lock.ts';
import { useCommand, usePending } from '../../use-command.ts';
import { type FooterForm, footerForm, footerFormSchema, footerOf } from './message-forms.ts';
import styles from './messages.module.css';
import { TypedTextInput } from './TypedTextInput.tsx';
import { useDrafts } from './use-drafts.ts';

const ONE = 'footer';

export function FooterSection() {
  const { t } = useTranslation('graphics');
  const { t: plan } = useTranslation('plan');
  const run = useCommand();
  const locked = useLineLock();
  const saving = usePending('configureOverlay');
  const overlay = useTopic('overlay');
  const drafts = useDrafts(ONE, footerFormSchema);
  const [tried, setTried] = useState(false);
  const draft = drafts.formOf(ONE);
  const form = draft ?? footerForm(overlay?.footer ?? null);
  const { value, problems } = footerOf(form);
  const shown = tried ? problems : null;
  const set = (changes: Partial<FooterForm>) => drafts.write(ONE, { ...form, ...changes });
  const save = async () => {
    setTried(true);
    if (value && (await run('configureOverlay', { footerText: value }))) drafts.drop(ONE);
  };
  return (
    <Panel title={t('messages.footer')} className={styles.section!}>
      <form
        className={styles.form}
        aria-label={t('messages.footer')}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack gap="xs">
          <p className={styles.hint}>{t('messages.footerHint')}</p>
          {overlay && !overlay.footer && <p className={styles.warning}>{t('messages.footerMissing')}</p>}
          {overlay?.footer && !overlay.footerShown && <p className={styles.warning}>{t('messages.footerOff')}</p>}
          <TypedTextInput
            label={t('messages.operatorName')}
            path="operatorName"
            value={form.operatorName}
            problems={shown}
            onChange={(operatorName) => set({ operatorName })}
          />
          <TextInput
            size="xs"
            dir="ltr"
            label={t('messages.licence')}
            withAsterisk
            maxLength={80}
            value={form.licence}
            error={shown?.['licence'] ? plan(`problem.${shown['licence']}`) : undefined}
            onChange={(event) => set({ licence: event.currentTarget.value })}
          />
          <TypedTextInput
            label={t('messages.complaint')}
            path="complaint"
            required={false}
            value={form.complaint}
            problems={shown}
            onChange={(complaint) => set({ complaint })}
          />
          <p className={styles.hint}>{t('messages.complaintHint')}</p>
          <Group gap="xs" {...guardOf('configureOverlay')}>
            <Button size="xs" type="submit" loading={saving} disabled={locked !== null || draft === null} title={locked ?? undefined}>
              {t(overlay?.footerShown ? 'messages.saveShown' : 'messages.save')}
            </Button>
            {draft !== null && (
              <Button size="xs" variant="default" onClick={() => drafts.drop(ONE)}>
                {t('messages.dropDraft')}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
