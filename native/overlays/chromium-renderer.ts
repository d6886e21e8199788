/** Draws the overlay page in an installed Chromium, Chrome or Edge without a window. */
import type { Browser, Page } from 'playwright-core';
import { paintedUpTo } from '../contract/drawing.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { Logger } from '../kernel/logger.ts';
import { findBrowser } from './browser-location.ts';
import type { PictureRenderer, PictureSize } from './picture-renderer.ts';

/** How long a browser may take to start and load the page, and to draw one state. */
const OPEN_LIMIT_MS = 20_000;
const DRAW_LIMIT_MS = 4_000;
/** After so many failures in a row the page is taken for broken and opened anew. */
const FAILURES_BEFORE_REOPENING = 2;

/** Without a graphics card's help: that belongs to OBS. Nothing else of a browser's own traffic or first-run life. */
const browserArguments = [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--force-color-profile=srgb',
];

export class ChromiumRenderer implements PictureRenderer {
  readonly #logger: Logger;
  readonly #find: () => string | null;
  #wanted: { url: string; size: PictureSize } | null = null;
  #opened: { browser: Browser; page: Page } | null = null;
  #failures = 0;

  constructor(logger: Logger, find: () => string | null = findBrowser) {
    this.#logger = logger;
    this.#find = find;
  }

  async start(url: string, size: PictureSize): Promise<Result<void>> {
    await this.#close();
    this.#wanted = { url, size };
    const opened = await this.#open();
    return opened.ok ? accepted(undefined) : opened;
  }

  async capture(ledgerSeq: number): Promise<Result<Buffer>> {
    const opened = await this.#open();
    if (!opened.ok) return opened;
    try {
      // A page that reconnected to another studio may stand at a higher sequence; that state is the newer one.
      // Not `waitForFunction`: it evaluates text in the page again and again, which the page's policy forbids.
      await inTime(opened.value.evaluate(paintedUpTo(ledgerSeq)));
      const picture = await opened.value.screenshot({ type: 'png', omitBackground: true, timeout: DRAW_LIMIT_MS });
      this.#failures = 0;
      return accepted(picture);
    } catch (error) {
      this.#failures += 1;
      if (this.#failures >= FAILURES_BEFORE_REOPENING) await this.#close();
      return this.#failed('draw', error);
    }
  }

  async stop(): Promise<void> {
    this.#wanted = null;
    await this.#close();
  }

  async #open(): Promise<Result<Page>> {
    if (this.#opened) return accepted(this.#opened.page);
    const wanted = this.#wanted;
    if (!wanted) return refused('picture-failed', { problem: 'not started' });
    const executablePath = this.#find();
    if (!executablePath) return refused('picture-no-browser');
    let browser: Browser | undefined;
    try {
      // Loaded only here: it is tens of megabytes that a studio with a browser source never needs.
      const { chromium } = await import('playwright-core');
      browser = await chromium.launch({
        executablePath,
        args: browserArguments,
        timeout: OPEN_LIMIT_MS,
        // The browser's sandbox refuses to run as root.
        chromiumSandbox: process.getuid?.() !== 0,
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
      });
      const page = await browser.newPage({ viewport: wanted.size, deviceScaleFactor: 1 });
      const opened = { browser, page };
      const forget = (reason: string) => {
        if (this.#opened !== opened) return;
        this.#opened = null;
        this.#logger.warn({ reason }, 'the browser that draws the overlay is gone');
        void browser?.close().catch((error: unknown) => this.#logger.debug({ error: String(error) }, 'closing a dead browser'));
      };
      page.on('crash', () => forget('page crashed'));
      browser.on('disconnected', () => forget('browser ended'));
      await page.goto(wanted.url, { timeout: OPEN_LIMIT_MS, waitUntil: 'load' });
      if (this.#wanted !== wanted) {
        await browser.close();
        return refused('picture-failed', { problem: 'stopped' });
      }
      this.#opened = opened;
      return accepted(page);
    } catch (error) {
      await browser?.close().catch((closing: unknown) => this.#logger.debug({ error: String(closing) }, 'closing a failed browser'));
      return this.#failed('open', error);
    }
  }

  async #close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    this.#failures = 0;
    await opened?.browser.close();
  }

  /** Only the first line: what follows is the driver's call log, which names the address with its token. */
  #failed(step: string, error: unknown): Result<never> {
    const problem = (error instanceof Error ? error.message : String(error)).split('\n')[0]!.replace(/token=[^&\s"']+/gu, 'token=…');
    this.#logger.warn({ step, problem }, 'the overlay picture could not be drawn');
    return refused('picture-failed', { step, problem });
  }
}

/** A page whose process hangs leaves what was asked of it pending for ever. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the page did not paint in time')), DRAW_LIMIT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
