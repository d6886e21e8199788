/** Requests about groups: which there are, and what is in them. Their items are changed as those of scenes. */
import type { RequestHandler } from './request-handler.ts';
import { itemRow } from './requests-items.ts';

export const groupRequests: Record<string, RequestHandler> = {
  GetGroupList: (_fields, { world }) => ({ groups: world.collection.groups.map(({ name }) => name) }),
  GetGroupSceneItemList: (fields, { world }) => {
    const group = world.sceneOrGroup(fields.text('sceneName'));
    return { sceneItems: group.items.map((item, index) => itemRow(world, item, index)) };
  },
};
