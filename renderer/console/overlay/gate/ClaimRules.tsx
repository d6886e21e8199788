/** Words by group, with how grave they are and the law behind them; allowed phrases and look-alikes beside them. */
import { Button, Checkbox, Select, TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { certificateKinds } from '../../../../native/contract/product.ts';
import { count } from '../../../i18n/formats.ts';
import { severityIcons } from '../../gate/FindingList.tsx';
import styles from './gate-tab.module.css';
import { LookAlikes } from './LookAlikes.tsx';
import { type RulesOf } from './rule-draft.ts';
import { SeveritySelect } from './SeveritySelect.tsx';
import { WordList } from './WordList.tsx';

type Claims = RulesOf<'claims'>;
type Group = Claims['groups'][number];

interface ClaimRulesProps {
  rules: Claims;
  onChange(rules: Claims): void;
}

/** Lists that are no groups; no group can have such a name. */
const ALLOWED = '#allowed';
const LOOK_ALIKES = '#look-alikes';

export function ClaimRules({ rules, onChange }: ClaimRulesProps) {
  const { t } = useTranslation('gate');
  const [chosen, setChosen] = useState(rules.groups[0]?.group ?? ALLOWED);
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const matching = (words: readonly string[]) => words.filter((word) => word.toLowerCase().includes(wanted));
  const rows = [
    ...rules.groups.map(({ group, severity, words }) => ({ key: group, severity, words })),
    { key: ALLOWED, severity: null, words: rules.allowed },
    { key: LOOK_ALIKES, severity: null, words: rules.lookAlikes.map(({ from, to }) => `${from}${to}`) },
  ].filter(({ words }) => wanted === '' || matching(words).length > 0);
  const shown = rows.some(({ key }) => key === chosen) ? chosen : (rows[0]?.key ?? chosen);
  const group = rules.groups.find((each) => each.group === shown);
  const setGroup = (next: Group) => onChange({ ...rules, groups: rules.groups.map((each) => (each.group === next.group ? next : each)) });
  const nameOf = (key: string) => t(`ruleName.${key.replace('#', '')}`, key);
  return (
    <div className={styles.claims}>
      <div className={styles.groupColumn}>
        <TextInput
          size="xs"
          type="search"
          aria-label={t('claims.search')}
          placeholder={t('claims.search')}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <ul className={styles.groups}>
          {rows.map(({ key, severity, words }) => {
            const Icon = severity ? severityIcons[severity] : null;
            return (
              <li key={key}>
                <UnstyledButton
                  aria-current={key === shown || undefined}
                  onClick={() => setChosen(key)}
                  data-severity={severity ?? undefined}
                >
                  {Icon && severity ? <Icon size="1rem" role="img" aria-label={t(`severity.${severity}`)} /> : <span />}
                  <bdi>{nameOf(key)}</bdi>
                  <span className="dim">{count(wanted === '' ? words.length : matching(words).length)}</span>
                </UnstyledButton>
              </li>
            );
          })}
        </ul>
        {rows.length === 0 && <p className="dim">{t('words.notFound')}</p>}
        <NewGroup
          taken={rules.groups.map((each) => each.group)}
          onAdd={(name) => {
            onChange({ ...rules, groups: [...rules.groups, { group: name, severity: 'warn', law: '', foodOnly: false, words: [] }] });
            setSearch('');
            setChosen(name);
          }}
        />
      </div>
      <div className={styles.groupEditor}>
        {group && (
          <GroupFields
            key={group.group}
            group={group}
            name={nameOf(group.group)}
            search={search}
            onChange={setGroup}
            onRemove={() => onChange({ ...rules, groups: rules.groups.filter((each) => each !== group) })}
          />
        )}
        {shown === ALLOWED && (
          <>
            <p className="dim">{t('claims.allowedHint')}</p>
            <WordList
              label={nameOf(ALLOWED)}
              words={rules.allowed}
              search={search}
              onChange={(allowed) => onChange({ ...rules, allowed })}
            />
          </>
        )}
        {shown === LOOK_ALIKES && (
          <LookAlikes pairs={rules.lookAlikes} search={search} onChange={(lookAlikes) => onChange({ ...rules, lookAlikes })} />
        )}
      </div>
    </div>
  );
}

interface GroupFieldsProps {
  group: Group;
  name: string;
  search: string;
  onChange(group: Group): void;
  onRemove(): void;
}

function GroupFields({ group, name, search, onChange, onRemove }: GroupFieldsProps) {
  const { t } = useTranslation('gate');
  const { t: plan } = useTranslation('plan');
  return (
    <>
      <div className={styles.fields}>
        <SeveritySelect label={t('claims.severity')} value={group.severity} onChange={(severity) => onChange({ ...group, severity })} />
        <TextInput
          size="xs"
          dir="auto"
          label={t('claims.law')}
          maxLength={120}
          value={group.law}
          onChange={(event) => onChange({ ...group, law: event.currentTarget.value })}
        />
        <Select
          size="xs"
          label={t('claims.certificate')}
          placeholder={t('claims.noCertificate')}
          clearable
          clearButtonProps={{ 'aria-label': t('claims.noCertificate') }}
          data={certificateKinds.map((kind) => ({ value: kind, label: plan(`certificateKind.${kind}`) }))}
          value={certificateKinds.find((kind) => kind === group.certificate) ?? null}
          onChange={(kind) => {
            const { certificate: _, ...rest } = group;
            onChange(kind === null ? rest : { ...rest, certificate: kind });
          }}
        />
      </div>
      <div className={styles.groupFoot}>
        <Checkbox
          size="xs"
          label={t('claims.foodOnly')}
          checked={group.foodOnly}
          onChange={(event) => onChange({ ...group, foodOnly: event.currentTarget.checked })}
        />
        <Button size="compact-xs" variant="subtle" color="gray" onClick={onRemove}>
          {t('claims.removeGroup', { group: name })}
        </Button>
      </div>
      <WordList label={name} words={group.words} search={search} onChange={(words) => onChange({ ...group, words })} />
    </>
  );
}

function NewGroup({ taken, onAdd }: { taken: readonly string[]; onAdd(name: string): void }) {
  const { t } = useTranslation('gate');
  const [name, setName] = useState('');
  const problem = taken.includes(name)
    ? t('claims.groupTaken')
    : /^[a-z][a-z0-9-]{0,39}$/u.test(name) || name === ''
      ? null
      : t('claims.groupName');
  return (
    <form
      className={styles.newGroup}
      onSubmit={(event) => {
        event.preventDefault();
        if (problem !== null || name === '') return;
        onAdd(name);
        setName('');
      }}
    >
      <TextInput
        size="xs"
        dir="ltr"
        aria-label={t('claims.newGroup')}
        placeholder={t('claims.newGroup')}
        maxLength={40}
        value={name}
        error={problem}
        onChange={(event) => setName(event.currentTarget.value.trim())}
      />
      <Button size="xs" type="submit" variant="default" disabled={problem !== null || name === ''}>
        {t('claims.addGroup')}
      </Button>
    </form>
  );
}
