/** The live figures: curve and breakdown, beside them the flash sale and the health of the feeds. */
import type { BroadcastRecord, ChosenBroadcast } from './chosen-broadcast.ts';
import { BreakdownPanel } from './BreakdownPanel.tsx';
import { CurvePanel } from './CurvePanel.tsx';
import { FeedsPanel } from './FeedsPanel.tsx';
import { FlashSalePanel } from './FlashSalePanel.tsx';
import type { OrdersAsked } from './OrdersDrawer.tsx';
import styles from './sales.module.css';

interface FiguresViewProps {
  chosen: ChosenBroadcast;
  /** The last broadcast that has ended. */
  before: BroadcastRecord | null;
  onChoose(broadcastId: string): void;
  onOpen(asked: OrdersAsked): void;
}

export function FiguresView({ chosen, before, onChoose, onOpen }: FiguresViewProps) {
  return (
    <div className={styles.figures}>
      <div className={styles.column}>
        <CurvePanel chosen={chosen} before={before} onChoose={onChoose} onOpen={onOpen} />
        <BreakdownPanel chosen={chosen} onOpen={onOpen} />
      </div>
      <div className={styles.column}>
        {chosen.isCurrent && <FlashSalePanel />}
        <FeedsPanel chosen={chosen} />
      </div>
    </div>
  );
}
