/** The on-air page: everything the operator needs while the broadcast runs, and the keys that work it. */
import './air.css';
import './deck.css';
import './pictures.css';
import './side.css';
import { notifications } from '@mantine/notifications';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { directionOf } from '../../../native/contract/text.ts';
import { useLink, useStudioClient } from '../../client/hooks.ts';
import { useLocale } from '../../i18n/LocaleProvider.tsx';
import { useDesk } from '../desk.ts';
import type { KeyAction } from '../keys.ts';
import { useSayNothingToDo } from '../say-nothing-to-do.ts';
import { useKeys } from '../use-keys.ts';
import { DeckPanel } from './DeckPanel.tsx';
import { KeyHelp } from './KeyHelp.tsx';
import { LogPanel } from './LogPanel.tsx';
import { NowPanel } from './NowPanel.tsx';
import { OverlayPanel } from './OverlayPanel.tsx';
import { Pictures } from './Pictures.tsx';
import { RundownPanel } from './RundownPanel.tsx';
import { SalesPanel } from './SalesPanel.tsx';
import { TypedNumber } from './TypedNumber.tsx';

const LONGEST_NUMBER = 3;

export function OnAirPage() {
  const { t } = useTranslation('console');
  const client = useStudioClient();
  const desk = useDesk();
  const say = useSayNothingToDo();
  const open = useLink() === 'open';
  const direction = directionOf(useLocale().locale);
  const noteField = useRef<HTMLInputElement>(null);
  const typed = useRef('');
  const [shownNumber, setShownNumber] = useState('');
  const [helpOpened, setHelpOpened] = useState(false);

  // Keys can follow one another faster than the page is drawn; the ref is what the next key sees.
  function type(number: string): void {
    typed.current = number;
    setShownNumber(number);
  }

  function takeTyped(): void {
    const number = Number(typed.current);
    const product = client
      .topic('catalogue')
      .get()
      ?.products.find((each) => each.number === number);
    type('');
    if (product) desk.showCard(product.productId);
    else notifications.show({ message: t('typed.noProduct', { number }), color: 'orange', autoClose: 6000, withBorder: true });
  }

  function onDesk(action: KeyAction, key: string): void {
    switch (action) {
      case 'take':
        return typed.current === '' ? desk.take() : takeTyped();
      case 'clear':
        return key === 'escape' && typed.current !== '' ? type('') : desk.clear();
      case 'previousSegment':
      case 'nextSegment':
        type('');
        return say(desk.stepSegment(action === 'nextSegment' ? 1 : -1));
      case 'previousProduct':
      case 'nextProduct':
        type('');
        return say(desk.stepProduct(action === 'nextProduct' ? 1 : -1));
      case 'hold':
        return desk.toggleHold();
      case 'lowerThird':
        return say(desk.toggleLowerThird());
      default:
    }
  }

  useKeys(direction, (action, key) => {
    if (action === 'help') return setHelpOpened(true);
    if (action === 'note') return noteField.current?.focus();
    if (action === 'number') return type((typed.current + key).replace(/^0+/u, '').slice(0, LONGEST_NUMBER));
    if (action === 'correct') return type(typed.current.slice(0, -1));
    if (open) return onDesk(action, key);
    notifications.hide('key-no-line');
    notifications.show({ id: 'key-no-line', message: t('command.lost'), color: 'orange', autoClose: 6000, withBorder: true });
  });

  return (
    <main className="air">
      <h1 className="visually-hidden">{t('nav.air')}</h1>
      <RundownPanel />
      <div className="air-middle">
        <Pictures />
        <DeckPanel />
        <TypedNumber typed={shownNumber} />
      </div>
      <div className="air-side">
        <NowPanel />
        <SalesPanel />
        <OverlayPanel />
        <LogPanel noteField={noteField} />
      </div>
      <KeyHelp opened={helpOpened} direction={direction} onClose={() => setHelpOpened(false)} />
    </main>
  );
}
