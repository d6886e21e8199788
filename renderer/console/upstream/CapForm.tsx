/** The operator's cap for sending, in kbit/s; an empty field is no cap. */
import { Button, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { uplinkConfigSchema } from '../../../native/contract/upstream.ts';
import { useLineLock } from '../plan/use-line-lock.ts';
import { useDraft } from '../settings/use-draft.ts';
import { useCommand, usePending } from '../use-command.ts';
import styles from './upstream.module.css';

export function CapForm({ capKbps }: { capKbps: number | null }) {
  const { t } = useTranslation('upstream');
  const run = useCommand();
  const locked = useLineLock();
  const busy = usePending('setUplinkCap');
  const draft = useDraft(capKbps === null ? '' : String(capKbps));
  const text = draft.value.trim();
  const wanted = uplinkConfigSchema.safeParse({ capKbps: text === '' ? null : /^\d+$/u.test(text) ? Number(text) : Number.NaN });
  const save = async () => {
    if (!wanted.success || !(await run('setUplinkCap', wanted.data))) return;
    draft.reset();
  };
  return (
    <form
      className={styles.cap}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextInput
        size="xs"
        dir="ltr"
        inputMode="numeric"
        label={t('uplink.cap')}
        placeholder={t('uplink.noCap')}
        maxLength={7}
        value={draft.value}
        error={!wanted.success && t('uplink.capProblem')}
        onChange={(event) => draft.set(event.currentTarget.value)}
      />
      <Button
        type="submit"
        size="xs"
        variant="default"
        loading={busy}
        disabled={locked !== null || !wanted.success || !draft.changed}
        title={locked ?? undefined}
      >
        {t('uplink.setCap')}
      </Button>
    </form>
  );
}
