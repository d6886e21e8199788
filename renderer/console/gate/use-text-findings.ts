/** What the gate would find in a text that is being written, asked after a pause in the typing. */
import { useEffect, useState } from 'react';
import type { Finding } from '../../../native/contract/gate.ts';
import { type LocalText, localTextSchema } from '../../../native/contract/text.ts';
import { useLink, useStudioClient, useTopic } from '../../client/hooks.ts';

const PAUSE_MS = 300;
const nothing: readonly Finding[] = [];

/**
 * Empty while nothing is found or the text cannot be sent as it is. It never holds up typing or saving; an answer that is lost is no
 * loss, because the gate looks again before air.
 */
export function useTextFindings(text: Partial<LocalText>, isFood: boolean): readonly Finding[] {
  const client = useStudioClient();
  const open = useLink() === 'open';
  const rulesVersion = useTopic('gate')?.rulesVersion;
  const [findings, setFindings] = useState(nothing);
  // A text in one language alone is looked at as well: the contract wants Chinese, and the gate looks at each language by itself.
  const given = Object.fromEntries(Object.entries(text).filter(([, value]) => value.trim() !== ''));
  const asked = JSON.stringify({ text: given, rulesVersion });
  useEffect(() => {
    let left = false;
    const { text: typed } = JSON.parse(asked) as { text: object };
    const checked = localTextSchema.safeParse({ 'zh-CN': '—', ...typed });
    const wanted = open && Object.keys(typed).length > 0 && checked.success;
    const timer = setTimeout(() => {
      if (!wanted) {
        setFindings(nothing);
        return;
      }
      void client.send('inspectText', { text: checked.data, isFood }).then(
        (answer) => !left && setFindings(answer.ok ? answer.value.findings : nothing),
        () => !left && setFindings(nothing),
      );
    }, PAUSE_MS);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [client, asked, isFood, open]);
  return findings;
}
