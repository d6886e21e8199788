/** Topics: what a page can watch. A watch yields a snapshot first, then patches of changed fields. */
import { z } from 'zod';
import { audioStateSchema, metersStateSchema } from './audio.ts';
import { controlsStateSchema } from './controls.ts';
import { gateStateSchema } from './gate.ts';
import { graphicsStateSchema } from './graphics.ts';
import { mediaStateSchema } from './media.ts';
import { obsStateSchema, sourcesStateSchema } from './obs.ts';
import { outputsStateSchema } from './outputs.ts';
import { overlayPagesStateSchema } from './overlay-pages.ts';
import { overlayStateSchema } from './overlay.ts';
import { playoutStateSchema } from './playout.ts';
import { preparationStateSchema } from './preparation.ts';
import { catalogueStateSchema } from './product.ts';
import { rundownStateSchema } from './rundown.ts';
import { salesStateSchema } from './sales.ts';
import { standbyStateSchema } from './standby.ts';
import { logStateSchema, studioStateSchema } from './studio.ts';
import { syncStateSchema } from './upstream.ts';

/** Each topic's state is one flat object; a patch carries the fields that changed, whole. */
export const topicSchemas = {
  studio: studioStateSchema,
  obs: obsStateSchema,
  sources: sourcesStateSchema,
  outputs: outputsStateSchema,
  audio: audioStateSchema,
  /** Levels, only while watched. */
  meters: metersStateSchema,
  preparation: preparationStateSchema,
  standby: standbyStateSchema,
  controls: controlsStateSchema,
  media: mediaStateSchema,
  catalogue: catalogueStateSchema,
  rundown: rundownStateSchema,
  playout: playoutStateSchema,
  /** What is on program. */
  overlay: overlayStateSchema,
  /** The same picture as it would be after *take*. */
  overlayPreview: overlayStateSchema,
  /** What is prepared for the overlay, and how it looks. */
  graphics: graphicsStateSchema,
  gate: gateStateSchema,
  overlayPages: overlayPagesStateSchema,
  sales: salesStateSchema,
  sync: syncStateSchema,
  log: logStateSchema,
} as const;

export type TopicName = keyof typeof topicSchemas;
export type TopicState<T extends TopicName> = z.infer<(typeof topicSchemas)[T]>;
export const topicNames = Object.keys(topicSchemas) as readonly TopicName[];
export const topicNameSchema = z.enum(topicNames as [TopicName, ...TopicName[]]);

/** Topics that an overlay page may watch with its read-only token. */
export const overlayTopics: readonly TopicName[] = ['overlay', 'overlayPreview'];

/**
 * One message of a watch. `epoch` changes when the host restarts; `revision` only rises; patches that came together are sent as one.
 */
export interface TopicMessage<T extends TopicName = TopicName> {
  topic: T;
  epoch: string;
  revision: number;
  type: 'snapshot' | 'patch';
  state: Partial<TopicState<T>>;
}
