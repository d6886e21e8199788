/** What belongs to the rundown as a whole: its title and when it is planned to begin. */
import { Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { plannedStartField, rundownTitleFields } from './plan-field.ts';
import { PlanLocalText } from './PlanLocalText.tsx';
import type { RundownEdits } from './rundown-edits.ts';
import { usePlanField } from './use-rundown-edits.ts';

export function RundownDetails({ edits }: { edits: RundownEdits }) {
  const { t } = useTranslation('plan');
  const start = usePlanField(edits, plannedStartField);
  return (
    <Stack gap="sm">
      <PlanLocalText edits={edits} fields={rundownTitleFields} label={t('rundown.title')} />
      <TextInput
        size="xs"
        type="datetime-local"
        dir="ltr"
        maw={260}
        label={t('rundown.plannedStart')}
        description={t('rundown.plannedStartHint')}
        {...start}
      />
      <Text size="xs" c="dimmed">
        {t('rundown.keys')}
      </Text>
    </Stack>
  );
}
