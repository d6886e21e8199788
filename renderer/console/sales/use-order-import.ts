/** A chosen export on its way: checked as soon as file and source are known, taken in on a second word, broken off at any time. */
import { useEffect, useRef, useState } from 'react';
import type { Refusal } from '../../../native/contract/refusal.ts';
import { type OrderImportReport, sendOrderFile } from './order-file.ts';

export interface OrderImport {
  /** What is under way. */
  busy: 'checking' | 'taking' | null;
  report: OrderImportReport | null;
  /** Why there is no report: a refusal, or a line that was lost. */
  problem: Refusal | 'line' | null;
  check(file: File, source: string): void;
  take(file: File, source: string): void;
  /** Breaks off what is under way. */
  stop(): void;
  /** Forgets the report. */
  clear(): void;
}

export function useOrderImport(onTaken: (importId: string | null) => void): OrderImport {
  const [busy, setBusy] = useState<OrderImport['busy']>(null);
  const [report, setReport] = useState<OrderImportReport | null>(null);
  const [problem, setProblem] = useState<OrderImport['problem']>(null);
  const running = useRef<AbortController>(null);
  useEffect(() => () => running.current?.abort(), []);

  async function send(file: File, source: string, apply: boolean): Promise<void> {
    running.current?.abort();
    const mine = new AbortController();
    running.current = mine;
    setBusy(apply ? 'taking' : 'checking');
    setProblem(null);
    if (!apply) setReport(null);
    try {
      const answer = await sendOrderFile(file, { source, apply, signal: mine.signal });
      if (mine.signal.aborted) return;
      if (answer.ok) {
        setReport(answer.value);
        if (apply) onTaken(answer.value.importId);
      } else setProblem(answer.refusal);
    } catch {
      if (!mine.signal.aborted) setProblem('line');
    }
    if (running.current === mine) setBusy(null);
  }

  return {
    busy,
    report,
    problem,
    check: (file, source) => void send(file, source, false),
    take: (file, source) => void send(file, source, true),
    stop() {
      running.current?.abort();
      setBusy(null);
    },
    clear() {
      running.current?.abort();
      setBusy(null);
      setReport(null);
      setProblem(null);
    },
  };
}
