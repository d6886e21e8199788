/** Where results go: the line that sending shares with the picture, every destination, and the comparison of both books. */
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../client/hooks.ts';
import { DestinationCard } from './DestinationCard.tsx';
import { DestinationDrawer } from './DestinationDrawer.tsx';
import { ParkedDrawer } from './ParkedDrawer.tsx';
import { ReconciliationPanel } from './ReconciliationPanel.tsx';
import { UplinkStrip } from './UplinkStrip.tsx';
import styles from './upstream.module.css';

/** What is open beside the page; an id names a destination. */
type Opened = { what: 'new' } | { what: 'change' | 'parked'; destinationId: string } | null;

export function UpstreamPage() {
  const { t } = useTranslation('upstream');
  const sync = useTopic('sync');
  const [opened, setOpened] = useState<Opened>(null);
  if (!sync) return <main className={styles.page} aria-busy aria-label={t('page')} />;
  const { destinations } = sync;
  const chosen = opened && 'destinationId' in opened ? destinations.find((each) => each.destinationId === opened.destinationId) : undefined;
  const close = () => setOpened(null);
  const add = (
    <Button size="sm" leftSection={<IconPlus size="1rem" aria-hidden />} onClick={() => setOpened({ what: 'new' })}>
      {t('action.add')}
    </Button>
  );
  return (
    <main className={styles.page} aria-label={t('page')}>
      <h1 className="visually-hidden">{t('page')}</h1>
      {destinations.length === 0 ? (
        <section className={`panel ${styles.empty}`}>
          <h2>{t('empty.title')}</h2>
          <p>{t('empty.what')}</p>
          <ul>
            {(['receiver', 'folder', 'robot'] as const).map((each) => (
              <li key={each}>{t(`empty.${each}`)}</li>
            ))}
          </ul>
          <p className="dim">{t('empty.safe')}</p>
          {add}
        </section>
      ) : (
        <>
          <UplinkStrip sync={sync} />
          <div className={styles.body}>
            <section className={styles.column} aria-labelledby="destinations">
              <header className={styles.head}>
                <h2 id="destinations">{t('destinations')}</h2>
                {add}
              </header>
              <div className={styles.scroll} role="region" aria-label={t('destinations')} tabIndex={0}>
                <div className={styles.cards}>
                  {destinations.map((destination) => (
                    <DestinationCard
                      key={destination.destinationId}
                      destination={destination}
                      onChange={() => setOpened({ what: 'change', destinationId: destination.destinationId })}
                      onParked={() => setOpened({ what: 'parked', destinationId: destination.destinationId })}
                    />
                  ))}
                </div>
              </div>
            </section>
            <ReconciliationPanel sync={sync} />
          </div>
        </>
      )}
      {opened?.what === 'new' && <DestinationDrawer known={null} destinations={destinations} onClose={close} />}
      {opened?.what === 'change' && chosen && <DestinationDrawer known={chosen} destinations={destinations} onClose={close} />}
      {opened?.what === 'parked' && chosen && <ParkedDrawer destination={chosen} onClose={close} />}
    </main>
  );
}
