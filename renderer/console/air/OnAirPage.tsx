/** The on-air page: everything the operator needs while the broadcast runs, and the keys that work it. */
import './air.css';
import './deck.css';
import './pictures.css';
import './side.css';
import { useMediaQuery } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStudioClient } from '../../client/hooks.ts';
import { useDesk } from '../desk.ts';
import { useKeyHandlers } from '../key-handlers.ts';
import { useSayNothingToDo } from '../say-nothing-to-do.ts';
import { MixerStrip } from '../obs/audio/MixerStrip.tsx';
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
  const roomy = useMediaQuery('(min-width: 2200px)');
  const low = useMediaQuery('(max-height: 820px)');
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

  function stepSegment(step: 1 | -1): void {
    type('');
    say(desk.stepSegment(step));
  }
  function stepProduct(step: 1 | -1): void {
    type('');
    say(desk.stepProduct(step));
  }

  useKeyHandlers({
    take: () => (typed.current === '' ? desk.take() : takeTyped()),
    // A card by its number is overlay alone.
    takeOverlay: () => (typed.current === '' ? desk.takeOverlay() : takeTyped()),
    clear: ({ key }) => (key === 'escape' && typed.current !== '' ? type('') : desk.clear()),
    previousSegment: () => stepSegment(-1),
    nextSegment: () => stepSegment(1),
    previousProduct: () => stepProduct(-1),
    nextProduct: () => stepProduct(1),
    lowerThird: () => say(desk.toggleLowerThird()),
    prepareGuest: () => say(desk.stepGuest()),
    number: ({ key }) => type((typed.current + key).replace(/^0+/u, '').slice(0, LONGEST_NUMBER)),
    correct: () => type(typed.current.slice(0, -1)),
    note: () => noteField.current?.focus(),
    help: () => setHelpOpened(true),
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
      <div className="air-now">
        <NowPanel />
        <div data-changes-air>
          <MixerStrip most={roomy ? 12 : low ? 2 : 3} />
        </div>
        <OverlayPanel />
      </div>
      <SalesPanel />
      <LogPanel noteField={noteField} />
      <KeyHelp opened={helpOpened} onClose={() => setHelpOpened(false)} />
    </main>
  );
}
