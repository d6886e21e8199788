/** Guests of the segment on air and of the prepared one: a press prepares a lower third, the button beside it shows it at once. */
import { IconPlayerTrackNext, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { subjectKey } from '../../../../native/contract/gate.ts';
import type { Guest } from '../../../../native/contract/rundown.ts';
import { useLink, useTopic } from '../../../client/hooks.ts';
import { useText } from '../../../i18n/use-text.ts';
import { useDesk } from '../../desk.ts';
import { GateBadge } from '../../gate/GateBadge.tsx';
import { guardOf } from '../../lock.ts';
import { ClearLayer } from './ClearLayer.tsx';

export function GuestChips() {
  const { t } = useTranslation('console');
  const text = useText();
  const playout = useTopic('playout');
  const segments = useTopic('rundown')?.rundown.segments ?? [];
  const near = [...new Set([playout?.segmentOnAir?.segmentId, playout?.prepared.segmentId])].flatMap(
    (segmentId) => segments.find((segment) => segment.segmentId === segmentId) ?? [],
  );
  // Who is in both is named once, by the segment on air.
  const seen = new Set<string>();
  const guests = near.flatMap(({ segmentId, guests: here }) =>
    here.flatMap((guest) => {
      if (seen.has(guest.guestId)) return [];
      seen.add(guest.guestId);
      return [{ segmentId, guest }];
    }),
  );
  const onAir = playout?.lowerThirdOnAir ?? null;
  const elsewhere = onAir && !seen.has(onAir.guestId) ? onAir : null;
  if (guests.length === 0 && !elsewhere) return null;
  return (
    <ul className="guest-chips" aria-label={t('lowerThird.title')}>
      {elsewhere && (
        <li className="guest-chip onAir">
          <span className="guest-main">
            <bdi className="guest-name">{text(elsewhere.name)}</bdi>
            <bdi className="guest-role">{text(elsewhere.role)}</bdi>
          </span>
          <ClearLayer layer="lower-third" />
        </li>
      )}
      {guests.map(({ segmentId, guest }) => (
        <GuestChip key={guest.guestId} segmentId={segmentId} guest={guest} />
      ))}
    </ul>
  );
}

function GuestChip({ segmentId, guest }: { segmentId: string; guest: Guest }) {
  const { t } = useTranslation('graphics');
  const { t: console } = useTranslation('console');
  const text = useText();
  const desk = useDesk();
  const open = useLink() === 'open';
  const playout = useTopic('playout');
  const { guestId, name, role } = guest;
  const onAir = playout?.lowerThirdOnAir?.guestId === guestId;
  const prepared = playout?.prepared.guest?.guestId === guestId;
  const toggle = onAir ? console('lowerThird.clear') : t('desk.showLowerThird');
  return (
    <li className={`guest-chip ${onAir ? 'onAir' : prepared ? 'prepared' : ''}`} {...guardOf('showLowerThird')}>
      <button
        type="button"
        className="guest-main"
        disabled={!open}
        aria-pressed={prepared}
        title={t(prepared ? 'desk.dropGuest' : 'desk.prepareGuest')}
        onClick={() => desk.prepareGuest(segmentId, guestId)}
      >
        <span>
          <bdi className="guest-name">{text(name)}</bdi>{' '}
          <GateBadge subjects={[subjectKey({ kind: 'lower-third', id: guestId, within: segmentId })]} />
        </span>
        <bdi className="guest-role">{text(role)}</bdi>
        {onAir && <span className="visually-hidden">{console('mark.onAir')}</span>}
      </button>
      <button
        type="button"
        className="guest-take"
        disabled={!open}
        title={toggle}
        aria-label={`${toggle}: ${text(name)}`}
        onClick={() => desk.toggleGuest(segmentId, guestId)}
      >
        {onAir ? <IconX size="1.05rem" aria-hidden /> : <IconPlayerTrackNext size="1.05rem" className="mirrored" aria-hidden />}
      </button>
    </li>
  );
}
