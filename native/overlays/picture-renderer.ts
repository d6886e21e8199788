/** The port to whatever draws the overlay page off-screen: an installed browser when headless, a hidden window in the desktop app. */
import type { Result } from '../contract/refusal.ts';

export interface PictureSize {
  /** Pixels. */
  width: number;
  height: number;
}

export interface PictureRenderer {
  /** Opens the page at `url`; it stays open and follows the studio by its own socket. Refused: `picture-no-browser`, `picture-failed`. */
  start(url: string, size: PictureSize): Promise<Result<void>>;
  /**
   * A transparent PNG of the page once it has painted the ledger up to `ledgerSeq`.
   * A browser that has died is started again first. Refused: `picture-no-browser`, `picture-failed`.
   */
  capture(ledgerSeq: number): Promise<Result<Buffer>>;
  stop(): Promise<void>;
}
