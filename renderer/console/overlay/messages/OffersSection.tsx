/** Coupons and lucky bags of the platform: announced, and their result told once a person has typed it. */
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { subjectKey } from '../../../../native/contract/gate.ts';
import type { Offer, OfferOnAir } from '../../../../native/contract/graphics.ts';
import { useTopic } from '../../../client/hooks.ts';
import { clockMinute, day, dayClock } from '../../../i18n/formats.ts';
import { useText } from '../../../i18n/use-text.ts';
import { Figure } from '../../../parts/Figure.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { useDesk } from '../../desk.ts';
import { DeskButton } from '../../DeskButton.tsx';
import { GateBadge } from '../../gate/GateBadge.tsx';
import { freshId } from '../../plan/fresh-id.ts';
import { useStudioNow } from '../../studio-clock.ts';
import { useCommand } from '../../use-command.ts';
import { offerFormSchema } from './message-forms.ts';
import { MessageRow } from './MessageRow.tsx';
import styles from './messages.module.css';
import { OfferEditor } from './OfferEditor.tsx';
import { useDrafts } from './use-drafts.ts';
import { useRemoval } from './use-removal.tsx';

export function OffersSection() {
  const { t } = useTranslation('graphics');
  const graphics = useTopic('graphics');
  const drafts = useDrafts('offers', offerFormSchema);
  const offers = graphics?.offers ?? [];
  const ids = offers.map(({ offerId }) => offerId);
  const { openId } = drafts;
  const fresh = [...new Set([...drafts.idsBeside(ids), ...(openId !== null && !ids.includes(openId) ? [openId] : [])])];
  return (
    <Panel
      title={t('messages.offers')}
      className={styles.section!}
      aside={
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => drafts.open(fresh[0] ?? freshId('offer'))}
        >
          {t('messages.newOffer')}
        </Button>
      }
    >
      <ul className={styles.list}>
        {fresh.map((offerId) => (
          <li key={offerId} className={styles.row}>
            <OfferEditor offerId={offerId} offer={undefined} />
          </li>
        ))}
        {offers.map((offer) => (
          <OfferRow key={offer.offerId} offer={offer} />
        ))}
      </ul>
      {graphics && offers.length === 0 && fresh.length === 0 && <p className={styles.empty}>{t('messages.noOffers')}</p>}
    </Panel>
  );
}

function OfferRow({ offer }: { offer: Offer }) {
  const { t } = useTranslation('graphics');
  const text = useText();
  const removal = useRemoval();
  const drafts = useDrafts('offers', offerFormSchema);
  const offerOnAir = useTopic('playout')?.offerOnAir ?? null;
  const { offerId, kind, title, terms, result, opensAtMs } = offer;
  const onAir = offerOnAir?.offerId === offerId ? offerOnAir.state : null;
  const editing = drafts.openId === offerId;
  const name = text(title);
  return (
    <MessageRow
      id={offerId}
      name={name}
      onAir={onAir !== null}
      draft={drafts.formOf(offerId) !== null}
      editing={editing}
      words={
        <>
          <span className={styles.kind}>{t(`messages.kind.${kind}`)}</span> <bdi>{name}</bdi>{' '}
          <GateBadge subjects={[subjectKey({ kind: 'offer', id: offerId })]} />
        </>
      }
      detail={
        <>
          {opensAtMs !== undefined && <OpensAt atMs={opensAtMs} />}
          {terms ? <bdi>{text(terms)}</bdi> : <span className={styles.warning}>{t('messages.noTerms')}</span>}
          {result && (
            <span>
              {t('messages.state.result')}: <bdi>{text(result)}</bdi>
            </span>
          )}
        </>
      }
      actions={
        <>
          <ShowState offer={offer} state="announced" onAir={onAir} />
          <ShowState offer={offer} state="result" onAir={onAir} />
        </>
      }
      onEdit={() => (editing ? drafts.close() : drafts.open(offerId))}
      onRemove={() => void removal.removeOffer(offer)}
    >
      {editing && <OfferEditor offerId={offerId} offer={offer} />}
    </MessageRow>
  );
}

/** An opening that was meant for another day is said with its day. */
function OpensAt({ atMs }: { atMs: number }) {
  const { t } = useTranslation('graphics');
  const nowMs = useStudioNow() ?? atMs;
  const today = day(atMs) === day(nowMs);
  return (
    <span className={today ? undefined : styles.warning}>
      {t('messages.opensAt')} <Figure>{today ? clockMinute(atMs) : dayClock(atMs)}</Figure>
    </span>
  );
}

function ShowState({ offer, state, onAir }: { offer: Offer; state: OfferOnAir['state']; onAir: OfferOnAir['state'] | null }) {
  const { t } = useTranslation('graphics');
  const text = useText();
  const run = useCommand();
  const desk = useDesk();
  const shown = onAir === state;
  const missing = state === 'result' && !offer.result;
  const label = shown ? t('desk.clear') : t(`messages.showState.${state}`);
  return (
    <DeskButton
      command={shown ? 'clear' : 'showOffer'}
      size="xs"
      variant="default"
      className={shown ? 'is-on-air' : undefined}
      disabled={missing && !shown}
      label={`${label}: ${text(offer.title)}`}
      {...(missing && { hint: t('messages.resultMissing') })}
      onPress={() => (shown ? desk.clearLayer('offer') : void run('showOffer', { offerId: offer.offerId, state }))}
    >
      {label}
    </DeskButton>
  );
}
