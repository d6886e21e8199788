/** Takes one layer off program. */
import { CloseButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLink } from '../../../client/hooks.ts';
import { type ClearableLayer, useDesk } from '../../desk.ts';
import { guardOf } from '../../lock.ts';

export function ClearLayer({ layer }: { layer: ClearableLayer }) {
  const { t } = useTranslation('graphics');
  const desk = useDesk();
  const open = useLink() === 'open';
  const label = t(`desk.clearLayer.${layer}`);
  return (
    <CloseButton
      {...guardOf('clear')}
      className="clear-layer"
      size="sm"
      disabled={!open}
      title={label}
      aria-label={label}
      onClick={() => desk.clearLayer(layer)}
    />
  );
}
