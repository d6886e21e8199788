/** The bytes of a delivery as text and as JSON, without losing a digit. */
import { accepted, refused, type Result } from '../contract/refusal.ts';

const MB = 1024 * 1024;
/** No platform's push comes near it. */
const PUSH_LIMIT_MB = 1;

/** Refuses with `body-too-large`; to be asked before the signature is computed. */
export function withinLimit(rawBody: Uint8Array, limitMb = PUSH_LIMIT_MB): Result<null> {
  return rawBody.byteLength > limitMb * MB ? refused('body-too-large', { limitMb }) : accepted(null);
}

/** Refuses with `body-not-text` or `body-empty`. */
export function textOf(rawBody: Uint8Array): Result<string> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(rawBody);
  } catch (error) {
    if (error instanceof TypeError) return refused('body-not-text');
    throw error;
  }
  return text.trim() === '' ? refused('body-empty') : accepted(text);
}

/** Whole numbers that JavaScript would round, such as ids of 19 digits, become the text of their digits. Refuses with `body-not-json`. */
export function exactJson(text: string): Result<unknown> {
  try {
    return accepted(parseWithSource(text, keepDigits));
  } catch (error) {
    // A RangeError comes of nesting that is deeper than the stack.
    if (error instanceof SyntaxError || error instanceof RangeError) return refused('body-not-json');
    throw error;
  }
}

/** The body as JSON, digits kept. */
export function jsonOf(rawBody: Uint8Array): Result<unknown> {
  const text = textOf(rawBody);
  return text.ok ? exactJson(text.value) : text;
}

type SourceReviver = (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown;
// Since Node 22 the reviver is told how a number was written; the type library does not know of it.
const parseWithSource = JSON.parse as (text: string, reviver: SourceReviver) => unknown;

function keepDigits(this: unknown, _key: string, value: unknown, { source }: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || source === undefined) return value;
  return /^-?\d+$/u.test(source) ? source : value;
}
