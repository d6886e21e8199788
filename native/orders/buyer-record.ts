/** What is kept of a buyer: the masked name for everyone, a keyed digest of the shop's id for limits, the name itself only on demand. */
import { createHmac, createSecretKey } from 'node:crypto';
import { foreignText } from '../contract/text.ts';
import { maskBuyer } from './buyer-mask.ts';
import type { BuyerRecorder } from './feed-adapter.ts';

/** 64 bits tell the buyers of a shop apart and are of no use without the key. */
const DIGEST_LENGTH = 16;
const NAME_LENGTH = 80;
const nameSchema = foreignText(NAME_LENGTH);

/** `key` is this studio's own and never leaves its secret store. */
export function createBuyerRecorder(source: string, key: string, keepBuyers: boolean): BuyerRecorder {
  // Made ready once: from text Node would make it anew for each digest.
  const digestKey = createSecretKey(key, 'utf8');
  const digestOf = (id: string) => createHmac('sha256', digestKey).update(`${source}\0${id}`).digest('hex').slice(0, DIGEST_LENGTH);
  return ({ name = '', id }) => {
    const shown = name === '' ? '' : nameSchema.parse(name.slice(0, NAME_LENGTH));
    const buyer = maskBuyer(shown);
    const isKept = keepBuyers && shown !== '';
    if (id === undefined) return isKept ? { buyer, private: { buyer: shown } } : { buyer };
    const buyerKey = digestOf(id);
    return { buyer, private: isKept ? { buyerKey, buyer: shown } : { buyerKey } };
  };
}
