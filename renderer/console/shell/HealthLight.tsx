/** One light for the studio's health: the worst finding in words, all of them on a click, each with the next thing to do. */
import { Anchor, Popover, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLink, useTopic } from '../../client/hooks.ts';
import { Figure } from '../../parts/Figure.tsx';
import { guardOf } from '../lock.ts';
import { addressOf } from '../routes.ts';
import { useStudioNow } from '../studio-clock.ts';
import { useCommand, useRefusalSentence } from '../use-command.ts';
import { type Finding, findingsOf, type HealthLevel } from './health.ts';
import { LastGoodButton } from './LastGoodButton.tsx';

const icons = { good: IconCircleCheck, notice: IconInfoCircle, trouble: IconAlertTriangle } satisfies Record<HealthLevel, unknown>;

export function HealthLight() {
  const { t } = useTranslation('console');
  const [opened, setOpened] = useState(false);
  const findings = findingsOf({
    link: useLink(),
    studio: useTopic('studio'),
    obs: useTopic('obs'),
    audio: useTopic('audio'),
    media: useTopic('media'),
    gate: useTopic('gate'),
    outputs: useTopic('outputs'),
    overlayPages: useTopic('overlayPages'),
    overlay: useTopic('overlay'),
    playout: useTopic('playout'),
    rundown: useTopic('rundown'),
    sales: useTopic('sales'),
    sync: useTopic('sync'),
    standby: useTopic('standby'),
    preparation: useTopic('preparation'),
  });
  const worst = findings[0]!;
  const Icon = icons[worst.level];
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" width={420} withinPortal trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className={`health-light ${worst.level}`} onClick={() => setOpened(!opened)}>
          <Icon size="1.2rem" aria-hidden />
          <span className="health-words" role="status">
            {worst.level === 'good' ? t('health.allWell') : t(`health.${worst.say}`, worst.values)}
          </span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <ul className="health-list">
          {findings.map((finding, index) => (
            <FindingRow key={`${finding.part}-${index}`} finding={finding} onNext={() => setOpened(false)} />
          ))}
        </ul>
        <LastGoodButton />
      </Popover.Dropdown>
    </Popover>
  );
}

function FindingRow({ finding, onNext }: { finding: Finding; onNext(): void }) {
  const { t } = useTranslation('console');
  const sentence = useRefusalSentence();
  const Icon = icons[finding.level];
  return (
    <li className={finding.level}>
      <Icon size="1.2rem" aria-hidden />
      <div>
        <strong>{t(`health.${finding.say}`, finding.values)}</strong>
        {finding.problem && <p>{sentence(finding.problem)}</p>}
        {finding.nextTryAtMs !== null && <NextTry atMs={finding.nextTryAtMs} />}
        {finding.next && <NextAction next={finding.next} tab={finding.tab} onNext={onNext} />}
      </div>
    </li>
  );
}

/** How long until the studio tries again by itself, in seconds of the wall. */
export function NextTry({ atMs }: { atMs: number }) {
  const { t } = useTranslation('console');
  const nowMs = useStudioNow();
  const speed = useTopic('studio')?.clockSpeed ?? 1;
  if (nowMs === undefined) return null;
  const seconds = Math.max(0, Math.ceil((atMs - nowMs) / 1000 / Math.max(speed, 1)));
  return (
    <p>
      {t('health.nextTry')} <Figure>{seconds} s</Figure>
    </p>
  );
}

function NextAction({ next, tab, onNext }: { next: NonNullable<Finding['next']>; tab: Finding['tab']; onNext(): void }) {
  const { t } = useTranslation('console');
  const run = useCommand();
  if (next !== 'prepareObs') {
    return (
      <Anchor href={addressOf(next, tab)} onClick={onNext}>
        {t(`health.to.${next}`)}
      </Anchor>
    );
  }
  return (
    <Anchor
      component="button"
      type="button"
      {...guardOf(next)}
      onClick={() => {
        onNext();
        void run(next, {});
      }}
    >
      {t(`commands.${next}`)}
    </Anchor>
  );
}
