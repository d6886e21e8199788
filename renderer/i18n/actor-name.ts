/** Who did what a line of the log tells, in words: a console, a control surface, or the rehearsal. */
import type { TFunction } from 'i18next';

/** Null for what nobody did by hand: OBS, the studio itself, feeds. */
export function actorName(actor: string, t: TFunction): string | null {
  const [role = '', name = ''] = actor.split(/:(.*)/su);
  switch (role) {
    case 'operator':
      return name === 'desk' ? t('actor.desk') : name;
    case 'surface':
      return t('actor.surface', { name });
    case 'rehearsal':
      return t('actor.rehearsal');
    default:
      return null;
  }
}
