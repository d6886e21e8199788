/** What the studio made in OBS: its own record, brought together with the tags that OBS carries. Pure. */
import { z } from 'zod';
import { type MadeThing, madeThingSchema } from '../../contract/preparation.ts';
import type { ReadInput, ReadItem, Reading, ReadScene } from './reading.ts';

export const madeRecordSchema = madeThingSchema.extend({ madeId: z.string() });
/** A thing with the tag it carries in OBS. An item without an id was about to be made when all that is known was written. */
export type MadeRecord = z.infer<typeof madeRecordSchema>;

export interface OwnItem {
  scene: ReadScene;
  item: ReadItem;
}

export interface OwnThings {
  scenes: readonly ReadScene[];
  inputs: readonly ReadInput[];
  items: readonly OwnItem[];
  /** The record as it should stand: under the present names, without what is gone. */
  records: MadeRecord[];
}

/**
 * A tag is the studio's word in OBS itself and lasts through new names, restarts and a lost record. OBS copies it with what is duplicated:
 * of several with one tag, the one under the recorded name is ours, and none when no one has it.
 */
export function ownThings(reading: Reading, records: readonly MadeRecord[], nowMs: number): OwnThings {
  const { sceneCollection, keepsTags } = reading;
  const here = records.filter((record) => record.sceneCollection === sceneCollection);
  const byId = new Map(here.map((record) => [record.madeId, record]));
  const allItems = reading.scenes.flatMap((scene) => scene.items.map((item) => ({ scene, item })));
  const tagged = <T>(things: readonly T[], tagOf: (thing: T) => string | null, isRecorded: (thing: T, record: MadeRecord) => boolean) =>
    things.filter((thing) => {
      const tag = tagOf(thing);
      if (tag === null) return false;
      if (things.filter((other) => tagOf(other) === tag).length === 1) return true;
      const record = byId.get(tag);
      return record !== undefined && isRecorded(thing, record);
    });

  const isScene = (scene: ReadScene, record: MadeRecord) => record.kind === 'scene' && record.sceneName === scene.name;
  const isItem = ({ scene, item }: OwnItem, record: MadeRecord) =>
    record.kind === 'item' &&
    record.sceneName === scene.name &&
    record.sourceName === item.sourceName &&
    (record.sceneItemId === null || record.sceneItemId === item.id);
  const plainScenes = reading.scenes.filter(({ isGroup }) => !isGroup);
  const scenes = keepsTags
    ? tagged(plainScenes, ({ tag }) => tag, isScene)
    : plainScenes.filter((scene) => here.some((record) => isScene(scene, record)));
  const inputs = tagged(
    reading.inputs,
    ({ tag }) => tag,
    (input, record) => record.kind === 'input' && record.sourceName === input.name,
  );
  const taggedItems = new Set(tagged(allItems, ({ item }) => item.tag, isItem));
  // An item gets its tag after it was made; what lies between is told by the record.
  const items = allItems.filter((own) => taggedItems.has(own) || (own.item.tag === null && here.some((record) => isItem(own, record))));

  const recordOf = (
    thing: Pick<MadeThing, 'kind' | 'sceneName' | 'sourceName' | 'sceneItemId'>,
    madeId: string | null,
    known?: MadeRecord,
  ) => {
    const record = known ?? (madeId === null ? undefined : byId.get(madeId));
    return { ...thing, sceneCollection, madeAtMs: record?.madeAtMs ?? nowMs, madeId: madeId ?? record?.madeId ?? '' };
  };
  return {
    scenes,
    inputs,
    items,
    records: [
      ...scenes.map((scene) =>
        recordOf(
          { kind: 'scene', sceneName: scene.name, sourceName: null, sceneItemId: null },
          scene.tag,
          find(here, (record) => isScene(scene, record)),
        ),
      ),
      ...inputs.map((input) => recordOf({ kind: 'input', sceneName: null, sourceName: input.name, sceneItemId: null }, input.tag)),
      ...items.map(({ scene, item }) =>
        recordOf(
          { kind: 'item', sceneName: scene.name, sourceName: item.sourceName, sceneItemId: item.id },
          item.tag,
          item.tag === null ? find(here, (record) => isItem({ scene, item }, record)) : undefined,
        ),
      ),
    ],
  };
}

function find(records: readonly MadeRecord[], fits: (record: MadeRecord) => boolean): MadeRecord | undefined {
  return records.find((record) => fits(record));
}
