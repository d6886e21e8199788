/** The studios that may send here: adding one, giving a new key, taking a key away. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StudioKey, StudioSecret } from '../../../native/contract/district.ts';
import { day } from '../../i18n/formats.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import tables from '../../parts/tables.module.css';
import styles from '../district.module.css';
import { ProblemLine } from '../ProblemLine.tsx';
import { newKey, revokeStudio } from '../receiver.ts';
import { useQuestion } from '../use-question.ts';
import { AddStudio } from './AddStudio.tsx';
import { SecretDialog } from './SecretDialog.tsx';
import { useDeed } from './use-deed.ts';

type Asked = { act: 'key' | 'revoke'; studio: StudioKey };

export function KeysPage() {
  const { t } = useTranslation('district');
  const studios = useQuestion('studios', {});
  const [secret, setSecret] = useState<StudioSecret | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const deed = useDeed();
  const known = studios.value?.answer;

  async function act({ act: which, studio: { studioId } }: Asked): Promise<void> {
    if (which === 'key') {
      const given = await deed.run(() => newKey(studioId));
      if (given) setSecret(given);
    } else await deed.run(() => revokeStudio(studioId));
    studios.again();
  }

  return (
    <main className={styles.keys} aria-label={t('nav.studios')} aria-busy={(!known && studios.problem === null) || undefined}>
      <h1 className="visually-hidden">{t('nav.studios')}</h1>
      <Panel title={t('keys.title')} className={styles.keyList!}>
        <ProblemLine problem={studios.problem} onAgain={studios.again} />
        <ProblemLine problem={deed.problem} />
        <div className={tables.scroll} role="region" aria-label={t('keys.title')} tabIndex={0}>
          {known?.length === 0 && <p className={tables.nothing}>{t('keys.none')}</p>}
          {known && known.length > 0 && (
            <table className={tables.table}>
              <thead>
                <tr>
                  <th scope="col">{t('studios.studio')}</th>
                  <th scope="col">{t('keys.id')}</th>
                  <th scope="col">{t('keys.added')}</th>
                  <th scope="col">{t('keys.state')}</th>
                  <th scope="col">
                    <span className="visually-hidden">{t('keys.acts')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {known.map((studio) => (
                  <Row key={studio.studioId} studio={studio} busy={deed.busy} onAsk={(which) => setAsked({ act: which, studio })} />
                ))}
              </tbody>
            </table>
          )}
        </div>
      </Panel>
      <AddStudio
        onAdded={(added) => {
          setSecret(added);
          studios.again();
        }}
      />
      {secret && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
      {asked && (
        <Confirm
          opened
          title={t(`keys.confirm.${asked.act}.title`, { studio: asked.studio.name })}
          sentence={t(`keys.confirm.${asked.act}.text`)}
          act={t(`keys.${asked.act}`)}
          onConfirm={() => void act(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </main>
  );
}

function Row({ studio, busy, onAsk }: { studio: StudioKey; busy: boolean; onAsk(act: Asked['act']): void }) {
  const { t } = useTranslation('district');
  const { studioId, name, addedAtMs, revoked } = studio;
  return (
    <tr data-studio={studioId} data-revoked={revoked || undefined}>
      <th scope="row">
        <bdi>{name}</bdi>
      </th>
      <td>
        <Figure>{studioId}</Figure>
      </td>
      <td>
        <Figure>{day(addedAtMs)}</Figure>
      </td>
      <td className={revoked ? 'warning' : undefined}>{t(revoked ? 'keys.revoked' : 'keys.valid')}</td>
      <td className={styles.keyActs}>
        <Button size="compact-sm" variant="default" disabled={busy} onClick={() => onAsk('key')} aria-label={`${t('keys.key')}: ${name}`}>
          {t('keys.key')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          disabled={busy || revoked}
          onClick={() => onAsk('revoke')}
          aria-label={`${t('keys.revoke')}: ${name}`}
        >
          {t('keys.revoke')}
        </Button>
      </td>
    </tr>
  );
}
