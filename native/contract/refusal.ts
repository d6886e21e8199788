/** Refusals: expected failures as values with a code and context; their sentences are made at the edge, in the reader's language. */
import { z } from 'zod';

/** Every code has a sentence in `resources/locales/<locale>/refusals.json`; a test holds the two together. */
export const refusalCodes = [
  // commands to OBS
  'obs-not-connected',
  'obs-timeout',
  'obs-connection-lost',
  'obs-request-failed',
  'obs-scene-missing',
  'obs-no-overlay-path',
  // connection states that explain themselves
  'obs-unreachable',
  'obs-wrong-password',
  'obs-password-needed',
  'obs-foreign-server',
  'obs-silent',
  'obs-unresponsive',
  'obs-incompatible',
  'obs-bad-address',
  'obs-session-ended',
  // outputs of OBS
  'obs-stream-not-started',
  'obs-stream-not-stopped',
  'obs-record-not-started',
  'obs-record-not-stopped',
  'obs-output-not-running',
  'obs-output-running',
  'obs-replay-not-set-up',
  'obs-replay-not-saved',
  'obs-cannot',
  'obs-safe-mode',
  'obs-item-missing',
  'obs-source-missing',
  'obs-filter-missing',
  'obs-transition-missing',
  'obs-collection-missing',
  'obs-profile-missing',
  'obs-collection-on-air',
  'obs-not-studio-mode',
  'obs-no-microphones',
  'recording-missing',
  'recording-damaged',
  'recording-not-growing',
  'recording-unreachable',
  'recording-not-crash-safe',
  'ffmpeg-missing',
  // preparing OBS, standby, last good state
  'comparison-outdated',
  'nothing-prepared-in-obs',
  'scene-map-missing',
  'sound-bed-missing',
  'obs-no-browser-source',
  'nothing-good-yet',
  'standby-not-configured',
  'standby-not-ready',
  'standby-same-address',
  'readiness-not-fixable',
  // keys and control surfaces
  'key-taken',
  'key-fixed',
  'action-unknown',
  'action-api-off',
  'action-too-often',
  'action-key-reused',
  // media
  'media-unknown',
  'media-in-use',
  'media-not-ready',
  'media-unplayable',
  'media-no-picture',
  'media-too-long',
  'media-protected',
  'media-damaged',
  'media-waits-for-air',
  'media-disk-full',
  'media-exists',
  // plan
  'product-unknown',
  'product-number-taken',
  'product-sku-taken',
  'product-in-use',
  'segment-unknown',
  'nothing-to-undo',
  'nothing-to-redo',
  'nothing-prepared',
  'place-unknown',
  // catalogue files
  'file-unreadable',
  'file-too-large',
  'file-too-complex',
  'file-kind-unknown',
  'file-columns-missing',
  'file-empty',
  'cell-missing',
  'cell-bad-price',
  'cell-bad-number',
  'cell-bad-text',
  'cell-bad-place',
  'cell-duplicate',
  'cell-bad-id',
  'cell-bad-time',
  // broadcast
  'broadcast-on-air',
  'broadcast-not-on-air',
  'card-not-on-air',
  'slate-not-held',
  'lower-third-not-on-air',
  // input in general
  'input-invalid',
  'input-too-large',
  'not-found',
  'not-allowed',
  // orders in
  'feed-unknown',
  'feed-exists',
  'feed-secret-missing',
  'feed-secret-invalid',
  'signature-missing',
  'signature-wrong',
  'signature-too-old',
  'body-not-json',
  'body-not-text',
  'body-too-large',
  'body-empty',
  'body-encoded',
  'event-invalid',
  'challenge-wrong',
  'feed-app-id-missing',
  'feed-takes-files-only',
  'room-unknown',
  'order-unknown',
  'broadcast-unknown',
  'pull-failed',
  'pull-not-offered',
  // exported files of back offices
  'file-not-orders',
  'file-row-unsplittable',
  'file-seen-before',
  'import-unknown',
  'import-cancelled',
  'import-running',
  // flash sales
  'flash-sale-running',
  'flash-sale-not-running',
  'flash-sale-end-past',
  'overload',
  // ledger and data folder
  'storage-full',
  'storage-unwritable',
  'storage-damaged',
  'storage-suspect',
  'storage-newer',
  'storage-in-use',
  'storage-closed',
  'storage-older',
  'storage-recovered',
  'disk-low',
  'backup-failed',
  'clock-jumped',
  'broadcast-not-ended',
  'broadcast-not-exported',
  'retention-not-over',
  // start
  'port-in-use',
  'address-needs-lan',
  'address-unavailable',
  'option-unknown',
  'option-invalid',
  'rehearsal-unknown',
  'pages-not-built',
  'config-invalid',
  // upstream
  'upstream-unreachable',
  'upstream-refused',
  'upstream-not-acknowledged',
  'upstream-unauthorised',
  'upstream-bad-address',
  'upstream-not-configured',
  'upstream-captive',
  'upstream-certificate',
  'upstream-clock-skew',
  'upstream-entry-refused',
  'upstream-refuses-all',
  'upstream-redirected',
  'upstream-late',
  'upstream-stream-missing',
  'upstream-stream-full',
  'upstream-folder-missing',
  'upstream-folder-full',
  'upstream-robot-refused',
  'upstream-too-often',
  'destination-unknown',
  'destination-exists',
  'destination-fixed',
  'destination-cannot-reconcile',
  'secret-missing',
  'secret-invalid',
  // the district's receiver
  'studio-unknown',
  'studio-revoked',
  'studio-exists',
  'studio-not-yours',
  'entries-file-invalid',
  'entries-file-foreign',
  'database-unreachable',
  // overlay picture
  'picture-no-browser',
  'picture-failed',
  'rehearsal-running',
  'rehearsal-not-running',
  'internal',
] as const;
export const refusalCodeSchema = z.enum(refusalCodes);
export type RefusalCode = z.infer<typeof refusalCodeSchema>;

/** Values that the sentence may name, e.g. the scene, the port, the limit. Never a secret. */
export const refusalSchema = z.object({
  code: refusalCodeSchema,
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type Refusal = z.infer<typeof refusalSchema>;

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export function accepted<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function refused(code: RefusalCode, context: Refusal['context'] = {}): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: { code, context } };
}

/** The first fault of a failed validation as a refusal that names the field, e.g. `lines.0.amountFen`. */
export function refusedInput(error: z.ZodError, code: RefusalCode = 'input-invalid') {
  const issue = error.issues[0];
  return refused(code, { at: issue ? issue.path.join('.') : '', problem: issue?.message ?? '' });
}
