/** What a group robot tells, in which language, and at which sums. */
import { Checkbox, Group, Select, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { localeSchema, locales } from '../../../native/contract/text.ts';
import { robotTells, type RobotTell } from '../../../native/contract/upstream.ts';
import type { DestinationDraft, DraftField } from './destination-draft.ts';

interface RobotFieldsProps {
  draft: DestinationDraft;
  error(field: DraftField): string | undefined;
  onLeave(field: DraftField): () => void;
  onChange(changes: Partial<DestinationDraft>): void;
}

const STUDIO = 'studio';

export function RobotFields({ draft, error, onLeave, onChange }: RobotFieldsProps) {
  const { t } = useTranslation('upstream');
  const { t: plan } = useTranslation('plan');
  return (
    <>
      <Checkbox.Group
        size="sm"
        label={t('form.tells')}
        value={draft.tells}
        error={error('tells')}
        onChange={(next) => {
          onLeave('tells')();
          onChange({ tells: robotTells.filter((each) => next.includes(each)) satisfies RobotTell[] });
        }}
      >
        <Group gap="md" mt={4}>
          {robotTells.map((each) => (
            <Checkbox key={each} size="sm" name="tells" value={each} label={t(`form.tellsOf.${each}`)} />
          ))}
        </Group>
      </Checkbox.Group>
      {draft.tells.includes('milestones') && (
        <Textarea
          size="sm"
          name="milestones"
          dir="ltr"
          autosize
          minRows={2}
          maxRows={8}
          label={t('form.milestones')}
          description={t('form.milestonesHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          maxLength={800}
          value={draft.milestones}
          error={error('milestones')}
          onBlur={onLeave('milestones')}
          onChange={(event) => onChange({ milestones: event.currentTarget.value })}
        />
      )}
      <Select
        size="sm"
        label={t('form.locale')}
        allowDeselect={false}
        data={[
          { value: STUDIO, label: t('form.localeOfStudio') },
          ...locales.map((each) => ({ value: each, label: plan(`language.${each}`) })),
        ]}
        value={draft.locale ?? STUDIO}
        onChange={(next) => onChange({ locale: localeSchema.nullable().catch(null).parse(next) })}
      />
    </>
  );
}
