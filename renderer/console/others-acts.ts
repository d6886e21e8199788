/** Says briefly what another console or a control surface has just put on air, so that nobody wonders who did it. */
import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntryKind } from '../../native/contract/entry.ts';
import type { LogLine } from '../../native/contract/studio.ts';
import { consoleName } from '../client/console-name.ts';
import { useStudioClient } from '../client/hooks.ts';
import { actorName } from '../i18n/actor-name.ts';
import { logSentence } from '../i18n/log-sentence.ts';
import { useText } from '../i18n/use-text.ts';
import { hasJustSent } from './use-command.ts';

/** What changes the picture; the rest is in the log. */
const told: readonly EntryKind[] = [
  'segment.taken',
  'card.shown',
  'card.cleared',
  'lower-third.shown',
  'lower-third.cleared',
  'announcement.shown',
  'announcement.cleared',
  'offer.shown',
  'offer.cleared',
  'overlay.configured',
  'overlay.themed',
  'overlay.laid-out',
  'slate.held',
  'slate.released',
  'last-good.repeated',
  'broadcast.started',
  'broadcast.ended',
];

/** Two windows of one browser share a name; what this one has not just asked for was the other's. */
function isOthers({ kind, actor }: LogLine): boolean {
  const person = actor.startsWith('operator:') || actor.startsWith('surface:');
  const own = actor === `operator:${consoleName() ?? 'desk'}` && hasJustSent();
  return person && !own && (told as readonly string[]).includes(kind);
}

export function useOthersActs(): void {
  const { t } = useTranslation('console');
  const text = useText();
  const client = useStudioClient();
  const seenSeq = useRef<number | null>(null);
  useEffect(() => {
    const log = client.topic('log');
    const look = () => {
      const lines = log.get()?.lines;
      if (!lines) return;
      const newest = Math.max(0, ...lines.map(({ seq }) => seq));
      const fresh = lines.filter(({ seq }) => seenSeq.current !== null && seq > seenSeq.current);
      seenSeq.current = newest;
      const last = fresh.findLast((line) => isOthers(line));
      if (!last) return;
      const message = logSentence(last, text, t);
      notifications.hide('others');
      notifications.show({ id: 'others', title: actorName(last.actor, t), message, color: 'gray', autoClose: 4000, withBorder: true });
    };
    look();
    return log.subscribe(look);
  }, [client, text, t]);
}
