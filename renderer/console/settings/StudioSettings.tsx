/** The studio itself: its id upstream, the language of pages that have not chosen one, the scenes of the slates. */
import { Autocomplete, Button, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { idSchema } from '../../../native/contract/ids.ts';
import { localeSchema, locales } from '../../../native/contract/text.ts';
import { useTopic } from '../../client/hooks.ts';
import { problemOf } from '../plan/field-problem.ts';
import { useLineLock } from '../plan/use-line-lock.ts';
import { useCommand, usePending } from '../use-command.ts';
import { Section } from './Section.tsx';
import { useDraft } from './use-draft.ts';

export function StudioSettings() {
  const { t } = useTranslation('plan');
  const run = useCommand();
  const locked = useLineLock();
  const busy = usePending('configureStudio');
  const studio = useTopic('studio');
  const sceneNames = useTopic('obs')?.mirror?.sceneNames ?? [];
  const studioId = useDraft(studio?.studioId ?? '');
  const holdScene = useDraft(studio?.holdSceneName ?? '');
  const backSoonScene = useDraft(studio?.backSoonSceneName ?? '');
  const locale = useDraft(studio?.locale ?? 'zh-CN');
  const idProblem = studioId.changed ? problemOf(idSchema, studioId.value) : null;
  const drafts = [studioId, holdScene, backSoonScene, locale];
  const changed = drafts.some((draft) => draft.changed);
  const sceneMissing = holdScene.value === '' || backSoonScene.value === '';
  const save = async () => {
    const done = await run('configureStudio', {
      ...(studioId.changed && { studioId: studioId.value }),
      ...(holdScene.changed && { holdSceneName: holdScene.value }),
      ...(backSoonScene.changed && { backSoonSceneName: backSoonScene.value }),
      ...(locale.changed && { locale: localeSchema.parse(locale.value) }),
    });
    if (!done) return;
    for (const draft of drafts) draft.reset();
  };
  return (
    <Section title={t('studio.title')}>
      <TextInput
        size="sm"
        dir="ltr"
        label={t('studio.id')}
        description={t('studio.idHint')}
        maxLength={128}
        value={studioId.value}
        error={idProblem ? t(`problem.${idProblem}`) : undefined}
        onChange={(event) => studioId.set(event.currentTarget.value)}
      />
      <Select
        size="sm"
        label={t('studio.locale')}
        description={t('studio.localeHint')}
        allowDeselect={false}
        data={locales.map((each) => ({ value: each, label: t(`language.${each}`) }))}
        value={locale.value}
        onChange={(value) => value && locale.set(value)}
      />
      <Autocomplete
        size="sm"
        label={t('studio.holdScene')}
        description={t('studio.holdSceneHint')}
        maxLength={120}
        data={[...new Set(sceneNames)]}
        value={holdScene.value}
        error={holdScene.changed && holdScene.value === '' ? t('problem.required') : undefined}
        onChange={holdScene.set}
      />
      <Autocomplete
        size="sm"
        label={t('studio.backSoonScene')}
        description={t('studio.backSoonSceneHint')}
        maxLength={120}
        data={[...new Set(sceneNames)]}
        value={backSoonScene.value}
        error={backSoonScene.changed && backSoonScene.value === '' ? t('problem.required') : undefined}
        onChange={backSoonScene.set}
      />
      <Button
        size="sm"
        style={{ alignSelf: 'flex-start' }}
        loading={busy}
        disabled={locked !== null || !changed || idProblem !== null || sceneMissing}
        title={locked ?? undefined}
        onClick={() => void save()}
      >
        {t('action.save')}
      </Button>
    </Section>
  );
}
