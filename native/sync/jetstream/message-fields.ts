/** How much room the header of a message takes, and what is left for the reason of one that is put aside. */
import type { MsgHdrs } from '@nats-io/transport-node';

/** The field that the office adds to a message that it puts aside; studios leave room for it. */
export const REASON_BYTES = 128;

/** Of the header block as it travels: a first line, `name: value` lines and an empty one (docs.nats.io, "Client Protocol", HPUB). */
export function bytesOf(fields: MsgHdrs): number {
  let bytes = 'NATS/1.0\r\n\r\n'.length;
  for (const [name, values] of fields) for (const value of values) bytes += Buffer.byteLength(`${name}: ${value}\r\n`);
  return bytes;
}
