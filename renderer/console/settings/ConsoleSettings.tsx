/** The name of this console, by which the log says who did something, and the consoles that are open. */
import { Button, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { consoleNameSchema } from '../../../native/contract/controls.ts';
import { consoleName, nameConsole } from '../../client/console-name.ts';
import { useStudioClient, useTopic } from '../../client/hooks.ts';
import { dayClock } from '../../i18n/formats.ts';
import styles from './keys.module.css';
import { Section } from './Section.tsx';

export function ConsoleSettings() {
  const { t } = useTranslation('controls');
  const client = useStudioClient();
  const consoles = useTopic('controls')?.consoles ?? [];
  const [kept, setKept] = useState(consoleName() ?? '');
  const [typed, setTyped] = useState(kept);
  const usable = consoleNameSchema.safeParse(typed);
  const save = () => {
    if (!usable.success) return;
    nameConsole(usable.data);
    setKept(usable.data);
    setTyped(usable.data);
    // The studio hears the name when the line opens.
    client.reopen();
  };
  return (
    <Section title={t('console.title')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <TextInput
          size="sm"
          label={t('console.name')}
          description={t('console.nameHint')}
          maxLength={40}
          value={typed}
          error={usable.success ? undefined : t('console.nameProblem')}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" size="sm" mt="sm" disabled={!usable.success || usable.data === kept}>
          {t('console.save')}
        </Button>
      </form>
      <div>
        <Text size="sm">{t('console.open')}</Text>
        {consoles.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('console.none')}
          </Text>
        ) : (
          <ul className={styles.consoles}>
            {consoles.map(({ name, openedAtMs }, at) => (
              // Two consoles may go by one name.
              <li key={`${at} ${name} ${openedAtMs}`}>
                <bdi>{name}</bdi> · {t('console.since', { time: `\u2066${dayClock(openedAtMs)}\u2069` })}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Section>
  );
}
