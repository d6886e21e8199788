/** One titled block of the settings. */
import { Stack, Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import styles from './settings.module.css';

export function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <Title order={2} id={id} className={styles.sectionTitle}>
        {title}
      </Title>
      <Stack gap="sm">{children}</Stack>
    </section>
  );
}
