/** Saves a rule file as a whole: what differs in counts, under a new version and by name. */
import { Button, Group, Modal, Table, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RuleFile } from '../../../../native/contract/gate.ts';
import { count, day } from '../../../i18n/formats.ts';
import { useStudioNow } from '../../studio-clock.ts';
import { useCommand, usePending } from '../../use-command.ts';
import styles from './gate-tab.module.css';
import { diffOf, nextVersion } from './rule-draft.ts';

interface SaveRulesProps {
  kept: RuleFile;
  draft: RuleFile;
  onSaved(): void;
  onClose(): void;
}

export function SaveRules({ kept, draft, onSaved, onClose }: SaveRulesProps) {
  const { t } = useTranslation('gate');
  const { t: words } = useTranslation('console');
  const run = useCommand();
  const pending = usePending('saveRuleFile');
  const nowMs = useStudioNow() ?? kept.dateAtMs;
  const imported = draft.version !== kept.version;
  const [version, setVersion] = useState(imported ? draft.version : nextVersion(kept.version, day(nowMs)));
  const [owner, setOwner] = useState(draft.owner);
  const isOld = version.trim() === kept.version;
  const complete = version.trim() !== '' && owner.trim() !== '' && !isOld;
  const save = async () => {
    const answer = await run('saveRuleFile', { ...draft, version: version.trim(), owner: owner.trim(), dateAtMs: Math.floor(nowMs) });
    if (!answer) return;
    onSaved();
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('save.title', { file: t(`file.${kept.file}`) })}
      centered
      closeButtonProps={{ 'aria-label': words('close') }}
    >
      <form
        className={styles.inner}
        onSubmit={(event) => {
          event.preventDefault();
          if (complete) void save();
        }}
      >
        <div className={styles.diff}>
          <Table verticalSpacing={3} aria-label={t('save.diff')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('save.part')}</Table.Th>
                <Table.Th>{t('save.added')}</Table.Th>
                <Table.Th>{t('save.removed')}</Table.Th>
                <Table.Th>{t('save.changed')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {diffOf(kept, draft).map((row) => (
                <Table.Tr key={row.part} data-diff={row.part}>
                  <Table.Td>
                    <bdi>{t(`ruleName.${row.part}`, row.part)}</bdi>
                  </Table.Td>
                  {(['added', 'removed', 'changed'] as const).map((kind) => (
                    <Table.Td key={kind}>{row[kind] > 0 ? count(row[kind]) : '—'}</Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
        <TextInput
          size="sm"
          dir="ltr"
          data-autofocus
          label={t('save.version')}
          maxLength={40}
          value={version}
          error={isOld ? t('save.sameVersion') : undefined}
          onChange={(event) => setVersion(event.currentTarget.value)}
        />
        <TextInput
          size="sm"
          dir="auto"
          label={t('save.owner')}
          maxLength={120}
          value={owner}
          onChange={(event) => setOwner(event.currentTarget.value)}
        />
        <p className="dim">{t('save.after')}</p>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {words('cancel')}
          </Button>
          <Button type="submit" disabled={!complete} aria-busy={pending}>
            {t('rules.save')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
