/** The guests of one segment: name and title in three languages, their class, whether they sell, and their consents. */
import { ActionIcon, Button, Checkbox, Group, Select, Stack, Text, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { subjectKey } from '../../../native/contract/gate.ts';
import { guestClasses, guestSchema, type Guest, type Segment } from '../../../native/contract/rundown.ts';
import { textIn } from '../../../native/contract/text.ts';
import { FieldFindings } from '../gate/FieldFindings.tsx';
import { GateBadge } from '../gate/GateBadge.tsx';
import { ConsentFields } from './ConsentFields.tsx';
import { freshId } from './fresh-id.ts';
import { LocalTextInput } from './LocalTextInput.tsx';
import { guestFields, localeProblem } from './plan-field.ts';
import styles from './plan.module.css';
import { PlanLocalText } from './PlanLocalText.tsx';
import type { RundownEdits } from './rundown-edits.ts';
import { useLocale } from '../../i18n/LocaleProvider.tsx';

/** As the contract allows. */
const GUEST_LIMIT = 12;

interface GuestEditorProps {
  segment: Segment;
  edits: RundownEdits;
  locked: string | null;
  onChange: (guests: Guest[]) => void;
}

export function GuestEditor({ segment, edits, locked, onChange }: GuestEditorProps) {
  const { t } = useTranslation('plan');
  const [adding, setAdding] = useState(false);
  const { guests, segmentId } = segment;
  return (
    <Stack gap="xs">
      {guests.length === 0 && !adding && (
        <Text size="xs" c="dimmed">
          {t('guest.none')}
        </Text>
      )}
      {guests.map((guest) => (
        <GuestCard
          key={guest.guestId}
          segmentId={segmentId}
          guest={guest}
          edits={edits}
          locked={locked}
          onChange={(next) => onChange(guests.map((each) => (each.guestId === next.guestId ? next : each)))}
          onRemove={() => onChange(guests.filter((each) => each.guestId !== guest.guestId))}
        />
      ))}
      {adding ? (
        <NewGuest
          guestClass={segment.kind === 'official' ? 'official' : segment.kind === 'influencer' ? 'influencer' : 'farmer'}
          locked={locked}
          onCancel={() => setAdding(false)}
          onAdd={(guest) => {
            onChange([...guests, guest]);
            setAdding(false);
          }}
        />
      ) : (
        <Tooltip label={locked ?? t('guest.limit', { limit: GUEST_LIMIT })} disabled={locked === null && guests.length < GUEST_LIMIT}>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            style={{ alignSelf: 'flex-start' }}
            disabled={locked !== null || guests.length >= GUEST_LIMIT}
            onClick={() => setAdding(true)}
          >
            {t('guest.add')}
          </Button>
        </Tooltip>
      )}
    </Stack>
  );
}

interface GuestCardProps {
  segmentId: string;
  guest: Guest;
  edits: RundownEdits;
  locked: string | null;
  onChange: (guest: Guest) => void;
  onRemove: () => void;
}

function GuestCard({ segmentId, guest, edits, locked, onChange, onRemove }: GuestCardProps) {
  const { t } = useTranslation('plan');
  const { locale } = useLocale();
  const name = textIn(guest.name, locale);
  const { guestId } = guest;
  const nameFields = useMemo(() => guestFields(segmentId, guestId, 'name'), [segmentId, guestId]);
  const roleFields = useMemo(() => guestFields(segmentId, guestId, 'role'), [segmentId, guestId]);
  return (
    <Stack gap={4} className={styles.guest} role="group" aria-label={name}>
      <Group justify="space-between" wrap="nowrap">
        <GuestClassSelect
          value={guest.guestClass}
          disabled={locked !== null}
          onChange={(guestClass) => onChange({ ...guest, guestClass })}
        />
        <Group gap="xs" wrap="nowrap">
          <GateBadge subjects={[subjectKey({ kind: 'lower-third', id: guestId, within: segmentId })]} />
          <ActionIcon variant="subtle" color="gray" disabled={locked !== null} aria-label={t('guest.remove', { name })} onClick={onRemove}>
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      </Group>
      <PlanLocalText edits={edits} fields={nameFields} label={t('guest.name')} />
      <PlanLocalText edits={edits} fields={roleFields} label={t('guest.role')} />
      <FieldFindings text={guest.role} isFood={false} />
      <Checkbox
        size="xs"
        label={t('guest.hosts')}
        checked={guest.hosts ?? false}
        disabled={locked !== null}
        onChange={(event) => onChange(withPart(guest, 'hosts', event.currentTarget.checked || undefined))}
      />
      <ConsentFields
        label={t('guest.consent')}
        consent={guest.consent}
        locked={locked}
        onChange={(consent) => onChange(withPart(guest, 'consent', consent))}
      />
      {(guest.guestClass === 'minor' || guest.guardianConsent) && (
        <ConsentFields
          label={t('guest.guardianConsent')}
          consent={guest.guardianConsent}
          locked={locked}
          onChange={(consent) => onChange(withPart(guest, 'guardianConsent', consent))}
        />
      )}
    </Stack>
  );
}

/** A part that is taken away leaves no trace in the plan. */
function withPart<K extends 'consent' | 'guardianConsent' | 'hosts'>(guest: Guest, part: K, value: Guest[K]): Guest {
  const { [part]: _, ...rest } = guest;
  return (value === undefined ? rest : { ...rest, [part]: value }) as Guest;
}

function GuestClassSelect({
  value,
  disabled,
  onChange,
}: {
  value: Guest['guestClass'];
  disabled?: boolean;
  onChange: (value: Guest['guestClass']) => void;
}) {
  const { t } = useTranslation('plan');
  return (
    <Select
      size="xs"
      aria-label={t('guest.class')}
      allowDeselect={false}
      disabled={disabled}
      data={guestClasses.map((each) => ({ value: each, label: t(`guestClass.${each}`) }))}
      value={value}
      onChange={(next) => next && onChange(next)}
    />
  );
}

interface NewGuestProps {
  guestClass: Guest['guestClass'];
  locked: string | null;
  onAdd: (guest: Guest) => void;
  onCancel: () => void;
}

function NewGuest({ guestClass: suggested, locked, onAdd, onCancel }: NewGuestProps) {
  const { t } = useTranslation('plan');
  const [guestClass, setGuestClass] = useState(suggested);
  const [texts, setTexts] = useState({
    name: { 'zh-CN': '', ug: '', en: '' },
    role: { 'zh-CN': '', ug: '', en: '' },
  });
  const [tried, setTried] = useState(false);
  const part = (key: 'name' | 'role') => (
    <LocalTextInput
      label={t(`guest.${key}`)}
      input={(locale) => {
        const problem = tried ? localeProblem(locale, texts[key][locale]) : null;
        return {
          value: texts[key][locale],
          error: problem ? t(`problem.${problem}`) : undefined,
          autoFocus: key === 'name' && locale === 'zh-CN',
          onChange: (event) => setTexts({ ...texts, [key]: { ...texts[key], [locale]: event.currentTarget.value } }),
        };
      }}
    />
  );
  const submit = () => {
    setTried(true);
    const guest = guestSchema.safeParse({
      guestId: freshId('guest'),
      guestClass,
      name: withoutEmpty(texts.name),
      role: withoutEmpty(texts.role),
    });
    if (guest.success) onAdd(guest.data);
  };
  return (
    <form
      className={styles.guest}
      aria-label={t('guest.add')}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap={4}>
        <GuestClassSelect value={guestClass} onChange={setGuestClass} />
        {part('name')}
        {part('role')}
        <Group gap="xs">
          <Button size="compact-xs" type="submit" disabled={locked !== null} title={locked ?? undefined}>
            {t('guest.add')}
          </Button>
          <Button size="compact-xs" variant="subtle" color="gray" onClick={onCancel}>
            {t('action.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function withoutEmpty(text: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(text).filter(([, value]) => value !== ''));
}
