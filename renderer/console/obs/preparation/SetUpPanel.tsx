/** What the plan does not say and preparing needs to know: cameras, and the sound under the slates. */
import { Button, NumberInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type PreparationConfig, preparationConfigSchema } from '../../../../native/contract/preparation.ts';
import { Panel } from '../../../parts/Panel.tsx';
import { guardOf } from '../../lock.ts';
import { useLineLock } from '../../plan/use-line-lock.ts';
import { useDraft } from '../../settings/use-draft.ts';
import { useCommand, usePending } from '../../use-command.ts';
import styles from './preparation.module.css';

const cameraLimits = preparationConfigSchema.shape.cameras;

export function SetUpPanel({ config }: { config: PreparationConfig }) {
  const { t } = useTranslation('preparation');
  const run = useCommand();
  const locked = useLineLock();
  const busy = usePending('configurePreparation');
  const cameras = useDraft(String(config.cameras));
  const soundBed = useDraft(config.soundBed ?? '');
  const count = cameraLimits.safeParse(Number(cameras.value || Number.NaN));
  const changed = cameras.changed || soundBed.changed;
  const save = async () => {
    const done = await run('configurePreparation', {
      ...(cameras.changed && { cameras: count.data ?? config.cameras }),
      ...(soundBed.changed && { soundBed: soundBed.value.trim() === '' ? null : soundBed.value.trim() }),
    });
    if (!done) return;
    cameras.reset();
    soundBed.reset();
  };
  return (
    <Panel title={t('setUp.title')} className={styles.setUp!}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <NumberInput
          size="xs"
          label={t('setUp.cameras')}
          description={t('setUp.camerasHint')}
          min={0}
          max={12}
          allowDecimal={false}
          value={cameras.value}
          error={count.success ? undefined : t('setUp.camerasProblem')}
          onChange={(value) => cameras.set(String(value))}
        />
        <TextInput
          size="xs"
          dir="ltr"
          label={t('setUp.soundBed')}
          description={t('setUp.soundBedHint')}
          placeholder="/home/studio/bed.mp3"
          maxLength={1000}
          value={soundBed.value}
          onChange={(event) => soundBed.set(event.currentTarget.value)}
        />
        <Button
          type="submit"
          size="xs"
          {...guardOf('configurePreparation')}
          loading={busy}
          disabled={locked !== null || !changed || !count.success}
          title={locked ?? undefined}
        >
          {t('setUp.save')}
        </Button>
      </form>
    </Panel>
  );
}
