/** The form of one destination; faults stand beside their fields, and what is typed stays while the line to the studio is down. */
import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DestinationState, destinationTypes, destinationTypeSchema, isRobotType } from '../../../native/contract/upstream.ts';
import { Figure } from '../../parts/Figure.tsx';
import { useLineLock } from '../plan/use-line-lock.ts';
import { useCommand, usePending } from '../use-command.ts';
import {
  commandOf,
  type DestinationDraft,
  draftFields,
  draftOf,
  type DraftField,
  idFor,
  newDraft,
  problemsOf,
} from './destination-draft.ts';
import { RobotFields } from './RobotFields.tsx';
import { SecretField } from './SecretField.tsx';
import styles from './upstream.module.css';

interface DestinationFormProps {
  known: DestinationState | null;
  /** Ids of all destinations. */
  taken: readonly string[];
  onDone(): void;
}

export function DestinationForm({ known, taken, onDone }: DestinationFormProps) {
  const { t } = useTranslation('upstream');
  const { t: console } = useTranslation('console');
  const run = useCommand();
  const locked = useLineLock();
  const busy = usePending('saveDestination');
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState<DestinationDraft>(() => (known ? draftOf(known) : newDraft()));
  // A fault is told once its field was left, or when saving was tried.
  const [left, setLeft] = useState<readonly DraftField[]>([]);
  const { type } = draft;
  const destinationId = known?.destinationId ?? idFor(draft, taken);
  const kept = known !== null && known.problem?.code !== 'secret-missing';
  const problems = problemsOf(draft, { keptSecret: kept, keptLogin: kept });
  const set = (changes: Partial<DestinationDraft>) => setDraft((before) => ({ ...before, ...changes }));
  const has = (field: DraftField) => draftFields[type].includes(field);
  const error = (field: DraftField) => {
    const problem = problems[field];
    return problem && left.includes(field) ? t(`form.problem.${problem}`) : undefined;
  };
  const leave = (field: DraftField) => () => setLeft((before) => [...before, field]);
  const field = (name: 'name' | 'baseUrl' | 'server' | 'user' | 'folder') => ({
    size: 'sm' as const,
    inputWrapperOrder: ['label', 'input', 'description', 'error'] as ('label' | 'input' | 'description' | 'error')[],
    value: draft[name],
    error: error(name),
    onBlur: leave(name),
    onChange: (event: { currentTarget: { value: string } }) => set({ [name]: event.currentTarget.value }),
  });
  const save = async () => {
    const wrong = Object.keys(problems) as DraftField[];
    setLeft(wrong);
    if (wrong.length > 0) {
      form.current?.querySelector<HTMLElement>(`[name="${wrong[0]}"]`)?.focus();
      return;
    }
    if (await run('saveDestination', commandOf(draft, known?.setup ?? { destinationId }))) onDone();
  };
  const secret = (name: 'secret' | 'login') => (
    <SecretField
      name={name}
      type={type}
      kept={kept ? (envOf(known, name) ?? 'store') : null}
      value={draft[name]}
      error={error(name)}
      onLeave={leave(name)}
      onChange={(value) => set({ [name]: value })}
    />
  );
  return (
    <form
      ref={form}
      noValidate
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack gap="sm">
        <Select
          size="sm"
          label={t('form.kind')}
          description={t(`form.kindWhat.${type}`)}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          allowDeselect={false}
          // Another kind is another destination.
          disabled={known !== null}
          data={destinationTypes.map((each) => ({ value: each, label: t(`type.${each}`) }))}
          value={type}
          onChange={(next) => {
            set({ type: destinationTypeSchema.parse(next), secret: '', login: '' });
            setLeft([]);
          }}
        />
        <TextInput
          {...field('name')}
          name="name"
          data-autofocus
          label={t('form.name')}
          placeholder={t('form.namePlaceholder')}
          maxLength={60}
          description={
            <>
              {t('form.id')} <Figure className="strong">{destinationId}</Figure>
            </>
          }
        />
        {has('baseUrl') && (
          <TextInput
            {...field('baseUrl')}
            name="baseUrl"
            dir="ltr"
            label={t('form.baseUrl')}
            description={t('form.baseUrlHint')}
            placeholder="https://results.example.cn"
            maxLength={300}
          />
        )}
        {has('server') && (
          <TextInput
            {...field('server')}
            name="server"
            dir="ltr"
            label={t('form.server')}
            description={t('form.serverHint')}
            placeholder="tls://nats.example.cn:4222"
            maxLength={300}
          />
        )}
        {has('user') && (
          <TextInput {...field('user')} name="user" dir="ltr" label={t('form.user')} description={t('form.userHint')} maxLength={120} />
        )}
        {has('folder') && (
          <TextInput
            {...field('folder')}
            name="folder"
            dir="ltr"
            label={t('form.folder')}
            description={t('form.folderHint')}
            placeholder="/media/usb/results"
            maxLength={1000}
          />
        )}
        {has('login') && secret('login')}
        {has('secret') && secret('secret')}
        {has('order') && (
          <Select
            size="sm"
            label={t('form.order')}
            description={t(`form.orderWhat.${draft.order}`)}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            allowDeselect={false}
            data={(['auto', 'sequence'] as const).map((each) => ({ value: each, label: t(`form.orderOf.${each}`) }))}
            value={draft.order}
            onChange={(next) => set({ order: next === 'sequence' ? 'sequence' : 'auto' })}
          />
        )}
        {isRobotType(type) && <RobotFields draft={draft} error={error} onLeave={leave} onChange={set} />}
        {known === null && isRobotType(type) && (
          <Text size="xs" c="dimmed">
            {t('form.robotBegins')}
          </Text>
        )}
        <Group gap="xs" mt="xs">
          <Button type="submit" size="sm" loading={busy} disabled={locked !== null} title={locked ?? undefined}>
            {t(known ? 'form.save' : 'form.add')}
          </Button>
          <Button size="sm" variant="default" onClick={onDone}>
            {console('cancel')}
          </Button>
          {locked !== null && (
            <Text size="xs" className="warning" role="status">
              {locked}
            </Text>
          )}
        </Group>
      </Stack>
    </form>
  );
}

/** The environment variable that holds the secret. */
function envOf({ setup }: DestinationState, name: 'secret' | 'login'): string | undefined {
  if (name === 'secret') return setup.secretEnv;
  return 'loginEnv' in setup ? setup.loginEnv : undefined;
}
