/** What is kept of a buyer: the masked name for everyone, a keyed digest of the shop's id for limits, the name itself only on demand. */
import { createHmac } from 'node:crypto';
import { foreignText } from '../contract/text.ts';
import { maskBuyer } from './buyer-mask.ts';
import type { BuyerRecorder } from './feed-adapter.ts';

/** 64 bits tell the buyers of a shop apart and are of no use without the key. */
const DIGEST_LENGTH = 16;
const NAME_LENGTH = 80;
const nameSchema = foreignText(NAME_LENGTH);

/** `key` is this studio's own and never leaves its secret store. */
export function createBuyerRecorder(source: string, key: string, keepBuyers: boolean): BuyerRecorder {
  return ({ name = '', id }) => {
    const shown = nameSchema.parse(name.slice(0, NAME_LENGTH));
    const kept = {
      ...(id === undefined ? {} : { buyerKey: createHmac('sha256', key).update(`${source}\0${id}`).digest('hex').slice(0, DIGEST_LENGTH) }),
      ...(keepBuyers && shown !== '' ? { buyer: shown } : {}),
    };
    const buyer = maskBuyer(shown);
    return Object.keys(kept).length > 0 ? { buyer, private: kept } : { buyer };
  };
}
