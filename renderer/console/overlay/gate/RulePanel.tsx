/** The four rule files, one shown at a time: who keeps it, its content to be changed, and what can be done with it as a whole. */
import { Badge, Button, FileButton, SegmentedControl } from '@mantine/core';
import { IconDownload, IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type GateState, type RuleFile, ruleFileNames } from '../../../../native/contract/gate.ts';
import { useLink } from '../../../client/hooks.ts';
import { day } from '../../../i18n/formats.ts';
import { Confirm } from '../../../parts/Confirm.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { useCommand } from '../../use-command.ts';
import { ClaimRules } from './ClaimRules.tsx';
import { ContactRules } from './ContactRules.tsx';
import styles from './gate-tab.module.css';
import { GuestRules } from './GuestRules.tsx';
import { PriceRules } from './PriceRules.tsx';
import { diffOf, type ReadRules, readRules, type RuleFileName, setDraft, useChosen, useDraft, writeRules } from './rule-draft.ts';
import { SaveRules } from './SaveRules.tsx';

interface RulePanelProps {
  files: readonly RuleFile[];
  changedFiles: GateState['changedFiles'];
}

export function RulePanel({ files, changedFiles }: RulePanelProps) {
  const { t } = useTranslation('gate');
  const [name, choose] = useChosen<RuleFileName>(ruleFileNames, 'claims');
  const kept = files.find(({ file }) => file === name);
  return (
    <Panel
      title={t('rules.title')}
      className={styles.rules!}
      aside={
        <SegmentedControl
          size="xs"
          aria-label={t('rules.title')}
          data={ruleFileNames.map((each) => ({ value: each, label: t(`file.${each}`) }))}
          value={name}
          onChange={choose}
        />
      }
    >
      {kept && <RuleFileView key={name} kept={kept} changed={changedFiles.includes(name)} onImported={choose} />}
    </Panel>
  );
}

interface RuleFileViewProps {
  kept: RuleFile;
  /** It differs from the one that came with the program. */
  changed: boolean;
  onImported(name: RuleFileName): void;
}

function RuleFileView({ kept, changed, onImported }: RuleFileViewProps) {
  const { t } = useTranslation('gate');
  const run = useCommand();
  const open = useLink() === 'open';
  const draft = useDraft(kept.file);
  const [asked, setAsked] = useState<'save' | 'discard' | 'reset' | null>(null);
  const [fault, setFault] = useState<Extract<ReadRules, { ok: false }> | null>(null);
  const resetRef = useRef<() => void>(null);
  const shown = draft ?? kept;
  const differs = draft !== null && diffOf(kept, draft).length > 0;
  const change = (next: RuleFile) => setDraft(next.file, next);
  const read = async (file: File | null) => {
    if (!file) return;
    resetRef.current?.();
    const answer = readRules(await file.text());
    setFault(answer.ok ? null : answer);
    if (!answer.ok) return;
    setDraft(answer.rules.file, answer.rules);
    onImported(answer.rules.file);
  };
  return (
    <div className={styles.ruleFile}>
      <div className={styles.head}>
        <dl>
          <div>
            <dt>{t('rules.owner')}</dt>
            <dd>
              <bdi>{kept.owner}</bdi>
            </dd>
          </div>
          <div>
            <dt>{t('rules.version')}</dt>
            <dd dir="ltr">{kept.version}</dd>
          </div>
          <div>
            <dt>{t('rules.date')}</dt>
            <dd dir="ltr">{day(kept.dateAtMs)}</dd>
          </div>
        </dl>
        <Badge variant="outline" color={changed ? 'teal' : 'gray'} tt="none">
          {t(changed ? 'rules.ownVersion' : 'rules.builtIn')}
        </Badge>
      </div>
      <div className={styles.actions}>
        <Button size="xs" disabled={!differs || !open} onClick={() => setAsked('save')}>
          {t('rules.save')}
        </Button>
        <Button size="xs" variant="default" disabled={!differs} onClick={() => setAsked('discard')}>
          {t('rules.discard')}
        </Button>
        <Button size="xs" variant="default" leftSection={<IconDownload size={14} aria-hidden />} onClick={() => writeRules(kept)}>
          {t('rules.export')}
        </Button>
        <FileButton accept=".json,application/json" onChange={(file) => void read(file)} resetRef={resetRef}>
          {(props) => (
            <Button {...props} size="xs" variant="default" leftSection={<IconUpload size={14} aria-hidden />}>
              {t('rules.import')}
            </Button>
          )}
        </FileButton>
        <Button size="xs" variant="subtle" color="gray" disabled={!changed || !open} onClick={() => setAsked('reset')}>
          {t('rules.reset')}
        </Button>
      </div>
      {fault && (
        <p role="alert" className="warning">
          {t('rules.fault')} <bdi dir="ltr">{`${fault.at}: ${fault.problem}`}</bdi>
        </p>
      )}
      <div className={styles.content}>
        {shown.file === 'claims' && <ClaimRules rules={shown} onChange={change} />}
        {shown.file === 'prices' && <PriceRules rules={shown} onChange={change} />}
        {shown.file === 'guests' && <GuestRules rules={shown} onChange={change} />}
        {shown.file === 'contacts' && <ContactRules rules={shown} onChange={change} />}
      </div>
      {asked === 'save' && draft !== null && (
        <SaveRules kept={kept} draft={draft} onSaved={() => setDraft(kept.file, null)} onClose={() => setAsked(null)} />
      )}
      <Confirm
        opened={asked === 'discard'}
        title={t('rules.discardTitle')}
        sentence={t('rules.discardSentence')}
        act={t('rules.discard')}
        onConfirm={() => setDraft(kept.file, null)}
        onClose={() => setAsked(null)}
      />
      <Confirm
        opened={asked === 'reset'}
        title={t('rules.resetTitle')}
        sentence={t('rules.resetSentence', { file: t(`file.${kept.file}`) })}
        act={t('rules.reset')}
        onConfirm={() => {
          setDraft(kept.file, null);
          void run('resetRuleFile', { file: kept.file });
        }}
        onClose={() => setAsked(null)}
      />
    </div>
  );
}
