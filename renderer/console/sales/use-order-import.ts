/** A chosen export on its way: compared as soon as file and source are known, taken in on a second word, stopped at any time. */
import { useEffect, useRef, useState } from 'react';
import type { ImportProgress, OrderFileReport } from '../../../native/contract/order-file.ts';
import type { Refusal } from '../../../native/contract/refusal.ts';
import { useTopic } from '../../client/hooks.ts';
import { importProgress, type Sending, sendOrderFile, stopImport } from './order-file.ts';

export interface OrderImport {
  file: File | null;
  source: string | null;
  /** What is under way. */
  busy: 'checking' | 'taking' | null;
  /** How far it is; null while that is not known. */
  progress: ImportProgress | null;
  report: OrderFileReport | null;
  /** Why there is no newer report: a refusal, or a line that was lost. */
  problem: Refusal | 'line' | null;
  /** Null forgets file and report. */
  chooseFile(file: File | null): void;
  chooseSource(source: string | null): void;
  check(): void;
  /** `again` also takes in a file that was taken in before. */
  take(again: boolean): void;
  stop(): void;
}

interface UnderWay {
  controller: AbortController;
  over: Promise<void>;
}

const PROGRESS_EVERY_MS = 400;

/** `onKept` hears of each report that the studio keeps for comparison. */
export function useOrderImport(onKept: (importId: string) => void): OrderImport {
  const feeds = useTopic('sales')?.feeds ?? [];
  const [file, setFile] = useState<File | null>(null);
  const [picked, setPicked] = useState<string | null>(null);
  const [busy, setBusy] = useState<OrderImport['busy']>(null);
  const [report, setReport] = useState<OrderFileReport | null>(null);
  const [problem, setProblem] = useState<OrderImport['problem']>(null);
  const underWay = useRef<UnderWay>(null);
  const newest = useRef({});
  const progress = useProgress(busy !== null);
  const source = picked ?? (feeds.length === 1 ? feeds[0]!.source : null);
  useEffect(() => () => underWay.current?.controller.abort(), []);

  /** The studio takes one file at a time: what runs is stopped and its answer awaited, before the next is sent. */
  async function halt(): Promise<void> {
    if (!underWay.current) return;
    const { controller, over } = underWay.current;
    await stopImport().catch(() => controller.abort());
    await over;
  }

  async function start(chosen: File | null, of: string | null, sending: Pick<Sending, 'apply' | 'again'>): Promise<void> {
    const mine = {};
    newest.current = mine;
    setProblem(null);
    if (!sending.apply) setReport(null);
    await halt();
    if (newest.current !== mine) return;
    setBusy(null);
    if (!chosen || of === null) return;
    const controller = new AbortController();
    const over = send(chosen, { ...sending, source: of, signal: controller.signal }, () => newest.current === mine);
    underWay.current = { controller, over };
    setBusy(sending.apply ? 'taking' : 'checking');
    await over;
    if (underWay.current.over !== over) return;
    underWay.current = null;
    setBusy(null);
  }

  async function send(chosen: File, sending: Sending, isNewest: () => boolean): Promise<void> {
    try {
      const answer = await sendOrderFile(chosen, sending);
      if (!isNewest()) return;
      if (!answer.ok) setProblem(answer.refusal);
      else {
        setReport(answer.value);
        if (answer.value.importId !== null) onKept(answer.value.importId);
      }
    } catch {
      if (isNewest()) setProblem('line');
    }
  }

  const compare = { apply: false, again: false };
  return {
    ...{ file, source, busy, progress, report, problem },
    chooseFile(next) {
      setFile(next);
      void start(next, source, compare);
    },
    chooseSource(next) {
      setPicked(next);
      void start(file, next, compare);
    },
    check: () => void start(file, source, compare),
    take: (again) => void start(file, source, { apply: true, again }),
    stop: () => void halt(),
  };
}

function useProgress(asked: boolean): ImportProgress | null {
  const [progress, setProgress] = useState<ImportProgress | null>(null);
  useEffect(() => {
    if (!asked) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const ask = async () => {
      const next = await importProgress().catch(() => null);
      if (over) return;
      setProgress(next);
      timer = setTimeout(() => void ask(), PROGRESS_EVERY_MS);
    };
    void ask();
    return () => {
      over = true;
      clearTimeout(timer);
      setProgress(null);
    };
  }, [asked]);
  return progress;
}
