/** The part of a NATS server's configuration that lets each studio write on its own subjects only, and the office read. */
import { createSecretKey, type KeyObject } from 'node:crypto';
import { ENTRIES_STREAM, inboxPrefix, subjectOf } from '../sync/jetstream/subjects.ts';
import { userKeyOf } from '../sync/jetstream/user-key.ts';

export interface NatsStudio {
  readonly studioId: string;
  /** Of the secret with which it signs. */
  readonly key: KeyObject;
}

/** The office's login, derived from a text that only the office knows. */
export function officeKeyOf(officeToken: string): KeyObject {
  return createSecretKey(Buffer.from(officeToken));
}

/** For `include` in the server's configuration; public keys only, so nobody can log in by what stands in it. */
export function natsAccounts({ office, studios }: { office: KeyObject; studios: readonly NatsStudio[] }): string {
  const users = studios.map(({ studioId, key }) => {
    // Nothing here reads messages. The state of the stream, with counts by subject, is all that a studio sees of others.
    const publish = [subjectOf(studioId, 'entries'), subjectOf(studioId, 'summary'), `$JS.API.STREAM.INFO.${ENTRIES_STREAM}`];
    const permissions = `publish: ${JSON.stringify(publish)}, subscribe: ${JSON.stringify([`${inboxPrefix(studioId)}.>`])}`;
    return `    # ${studioId}\n    { nkey: ${userKeyOf(key).publicKey}, permissions: { ${permissions} } }`;
  });
  return `# Written by "npm run district -- nats-config". Write it again when a studio was added, got another key or was revoked.
authorization {
  users: [
    # the office
    { nkey: ${userKeyOf(office).publicKey} }
${users.join('\n')}
  ]
}
`;
}
