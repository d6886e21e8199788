/** The key map: every action with its keys, set by pressing them; as a file, and as a sheet of paper beside the keyboard. */
import { Button, Group, Kbd, Text } from '@mantine/core';
import { IconPlus, IconPrinter, IconRotate, IconX } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type KeyAction, keyActions } from '../../../native/contract/controls.ts';
import { fixedActions } from '../../../native/contract/key-map.ts';
import { directionOf } from '../../../native/contract/text.ts';
import { useLocale } from '../../i18n/LocaleProvider.tsx';
import { Confirm } from '../../parts/Confirm.tsx';
import { capOf, keyOf } from '../keys.ts';
import { useLineLock } from '../plan/use-line-lock.ts';
import { KeyMapFile } from './KeyMapFile.tsx';
import { KeySheet } from './KeySheet.tsx';
import styles from './keys.module.css';
import { Section } from './Section.tsx';
import { MOST_KEYS, useKeyEdits } from './use-key-edits.ts';

type Edits = ReturnType<typeof useKeyEdits>;

export function KeySettings() {
  const { t } = useTranslation('controls');
  const locked = useLineLock();
  const edits = useKeyEdits();
  const [asking, setAsking] = useState(false);
  return (
    <Section title={t('keys.title')}>
      <Text size="sm" c="dimmed">
        {t('keys.intro')}
      </Text>
      <ul className={styles.list}>
        {keyActions.map((action) => (
          <KeyRow key={action} action={action} edits={edits} locked={locked} />
        ))}
      </ul>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRotate size={14} aria-hidden />}
          disabled={locked !== null || edits.keyMap === null}
          title={locked ?? undefined}
          onClick={() => setAsking(true)}
        >
          {t('keys.resetAll')}
        </Button>
        <KeyMapFile keyMap={edits.keyMap} locked={locked} onRead={edits.replace} />
        <Button size="xs" variant="default" leftSection={<IconPrinter size={14} aria-hidden />} onClick={() => window.print()}>
          {t('keys.print')}
        </Button>
      </Group>
      <KeySheet />
      <Confirm
        opened={asking}
        title={t('keys.resetAll')}
        sentence={t('keys.resetAllAsk')}
        act={t('keys.resetAll')}
        onConfirm={edits.resetAll}
        onClose={() => setAsking(false)}
      />
    </Section>
  );
}

function KeyRow({ action, edits, locked }: { action: KeyAction; edits: Edits; locked: string | null }) {
  const { t } = useTranslation(['controls', 'console']);
  const direction = directionOf(useLocale().locale);
  const fixed = fixedActions.includes(action);
  const keys = action === 'number' ? ['0–9'] : edits.keys[action];
  const label = t(`console:keys.${action}`);
  const cap = (key: string) => (key === 'space' ? t('console:keys.space') : capOf(key, direction));
  const problem = edits.problem?.action === action ? edits.problem : null;
  return (
    <li className={styles.row} data-action={action}>
      <span className={styles.label}>{label}</span>
      <span className={styles.keys}>
        {keys.map((key) => (
          <span key={key} className={styles.key}>
            <Kbd dir="ltr">{cap(key)}</Kbd>
            {!fixed && (
              <button
                type="button"
                className={styles.remove}
                disabled={locked !== null}
                aria-label={t('keys.remove', { key: cap(key), action: label })}
                title={t('keys.remove', { key: cap(key), action: label })}
                onClick={() => edits.remove(action, key)}
              >
                <IconX size={12} aria-hidden />
              </button>
            )}
          </span>
        ))}
        {keys.length === 0 && <span className={styles.none}>{t('keys.none')}</span>}
        {fixed ? (
          <span className={styles.none}>{t('keys.fixed')}</span>
        ) : (
          <KeyCatcher
            label={t('keys.add', { action: label })}
            disabled={locked !== null || keys.length >= MOST_KEYS}
            onKey={(key) => edits.add(action, key)}
          />
        )}
        {edits.isChanged(action) && (
          <button
            type="button"
            className={styles.reset}
            disabled={locked !== null}
            aria-label={t('keys.resetOne', { action: label })}
            title={t('keys.resetOne', { action: label })}
            onClick={() => edits.reset(action)}
          >
            <IconRotate size={14} aria-hidden />
          </button>
        )}
      </span>
      {problem && (
        <div role="alert" className={styles.problem}>
          <span>
            {problem.taken === null
              ? t('keys.isFixed', { key: cap(problem.key) })
              : t('keys.isTaken', { key: cap(problem.key), action: t(`console:keys.${problem.taken}`) })}
          </span>
          {problem.taken !== null && !fixedActions.includes(problem.taken) && (
            <Button size="compact-xs" variant="default" onClick={() => edits.move(problem)}>
              {t('keys.move')}
            </Button>
          )}
          <Button size="compact-xs" variant="default" onClick={edits.dismiss}>
            {t('keys.leave')}
          </Button>
        </div>
      )}
    </li>
  );
}

/** Takes the next key that is pressed. Tab and a click elsewhere leave without one. */
function KeyCatcher({ label, disabled, onKey }: { label: string; disabled: boolean; onKey(key: string): void }) {
  const { t } = useTranslation('controls');
  const direction = directionOf(useLocale().locale);
  const [waiting, setWaiting] = useState(false);
  // The release of the key that was taken would press the button again.
  const swallows = useRef(false);
  return (
    <button
      type="button"
      className={styles.add}
      data-takes-keys={waiting ? '' : undefined}
      data-waiting={waiting || undefined}
      disabled={disabled}
      aria-label={waiting ? t('keys.press') : label}
      title={label}
      onClick={() => setWaiting(true)}
      onBlur={() => setWaiting(false)}
      onKeyUp={(event) => {
        if (!swallows.current) return;
        event.preventDefault();
        swallows.current = false;
      }}
      onKeyDown={(event) => {
        if (!waiting || event.key === 'Tab') return;
        event.preventDefault();
        const key = keyOf(event.nativeEvent, direction);
        if (key === null || event.repeat) return;
        swallows.current = true;
        setWaiting(false);
        onKey(key);
      }}
    >
      {waiting ? t('keys.press') : <IconPlus size={14} aria-hidden />}
    </button>
  );
}
