/** The live figures: curve and breakdown, beside them the flash sale and the health of the feeds. */
import type { ChosenBroadcast } from './chosen-broadcast.ts';
import { BreakdownPanel } from './BreakdownPanel.tsx';
import { CurvePanel } from './CurvePanel.tsx';
import { FeedsPanel } from './FeedsPanel.tsx';
import { FlashSalePanel } from './FlashSalePanel.tsx';
import type { OrdersAsked } from './OrdersDrawer.tsx';
import styles from './sales.module.css';

interface FiguresViewProps {
  chosen: ChosenBroadcast;
  onOpen(asked: OrdersAsked): void;
}

export function FiguresView({ chosen, onOpen }: FiguresViewProps) {
  return (
    <div className={styles.figures}>
      <div className={styles.column}>
        <CurvePanel chosen={chosen} onOpen={onOpen} />
        <BreakdownPanel chosen={chosen} onOpen={onOpen} />
      </div>
      <div className={styles.column}>
        {chosen.isCurrent && <FlashSalePanel />}
        <FeedsPanel chosen={chosen} />
      </div>
    </div>
  );
}
