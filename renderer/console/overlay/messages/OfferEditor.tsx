/** The form of a coupon or lucky bag: what it is, its conditions, when the platform opens it, and its result. */
import { SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Offer, offerKinds } from '../../../../native/contract/graphics.ts';
import { useStudioNow } from '../../studio-clock.ts';
import { useCommand, usePending } from '../../use-command.ts';
import { type OfferForm, offerForm, offerFormSchema, offerOf } from './message-forms.ts';
import { MessageForm } from './MessageForm.tsx';
import styles from './messages.module.css';
import { TypedTextInput } from './TypedTextInput.tsx';
import { useDrafts } from './use-drafts.ts';

export function OfferEditor({ offerId, offer }: { offerId: string; offer: Offer | undefined }) {
  const { t } = useTranslation('graphics');
  const run = useCommand();
  const saving = usePending('saveOffer');
  const nowMs = useStudioNow() ?? 0;
  const drafts = useDrafts('offers', offerFormSchema);
  const [tried, setTried] = useState(false);
  const draft = drafts.formOf(offerId);
  const form = draft ?? offerForm(offer);
  const { value, problems } = offerOf(form, offerId, nowMs);
  const shown = tried ? problems : null;
  const set = (changes: Partial<OfferForm>) => drafts.write(offerId, { ...form, ...changes });
  const save = async () => {
    setTried(true);
    if (value && (await run('saveOffer', value))) drafts.drop(offerId);
  };
  return (
    <MessageForm
      label={t('messages.offer')}
      changed={draft !== null}
      saving={saving}
      onSave={() => void save()}
      onClose={drafts.close}
      onDrop={() => drafts.drop(offerId)}
    >
      <div className={styles.kindAndTime}>
        <SegmentedControl
          size="xs"
          aria-label={t('messages.kindLabel')}
          value={form.kind}
          data={offerKinds.map((kind) => ({ value: kind, label: t(`messages.kind.${kind}`) }))}
          onChange={(kind) => set({ kind })}
        />
        <TextInput
          size="xs"
          dir="ltr"
          label={t('messages.opensAtField')}
          placeholder="20:30"
          maxLength={5}
          inputMode="numeric"
          value={form.opensAt}
          error={shown?.['opensAtMs'] ? t('messages.notTime') : undefined}
          onChange={(event) => set({ opensAt: event.currentTarget.value })}
        />
      </div>
      <TypedTextInput
        label={t('messages.title')}
        path="title"
        autoFocus
        value={form.title}
        problems={shown}
        onChange={(title) => set({ title })}
      />
      <TypedTextInput
        label={t('messages.terms')}
        path="terms"
        required={false}
        value={form.terms}
        problems={shown}
        onChange={(terms) => set({ terms })}
      />
      <p className={styles.hint}>{t('messages.termsHint')}</p>
      <TypedTextInput
        label={t('messages.result')}
        path="result"
        required={false}
        value={form.result}
        problems={shown}
        onChange={(result) => set({ result })}
      />
      <p className={styles.hint}>{t('messages.resultHint')}</p>
    </MessageForm>
  );
}
