/** Fresh ids for what a page adds to the plan. */

/** `<prefix>-<20 hex digits>`; `crypto.randomUUID` is not used because a tablet on the LAN has no secure context. */
export function freshId(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return `${prefix}-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
