/** Pushes signed by an MD5 over app id, body and secret, as Douyin shop and Youzan send them: verified before they are read. */
import { refused, type Result } from '../contract/refusal.ts';
import { jsonOf, withinLimit } from './delivery-body.ts';
import type { Delivery } from './feed-adapter.ts';
import { checkSignature, headerOf, md5Sandwich } from './platform-signatures.ts';

interface Md5Sender {
  appId: string;
  secret: string;
  /** The header that names the app; where it is there, it must be this one. */
  appIdHeader: string;
}

/** The body's JSON; refused as too large, unsigned, wrongly signed, meant for another app, or no JSON. */
export function openMd5Push({ headers, rawBody }: Pick<Delivery, 'headers' | 'rawBody'>, sender: Md5Sender): Result<unknown> {
  const { appId, secret, appIdHeader } = sender;
  const sized = withinLimit(rawBody);
  if (!sized.ok) return sized;
  const signed = checkSignature(headerOf(headers, 'event-sign'), md5Sandwich(appId, rawBody, secret));
  if (!signed.ok) return signed;
  if ((headerOf(headers, appIdHeader) ?? appId) !== appId) return refused('signature-wrong');
  return jsonOf(rawBody);
}
