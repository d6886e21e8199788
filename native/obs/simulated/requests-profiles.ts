/** Requests about profiles and scene collections. A change is told before and after. */
import { RequestFailure, requestCode } from './protocol.ts';
import type { RequestHandler } from './request-handler.ts';
import { newCollection } from './world.ts';

export const profileRequests: Record<string, RequestHandler> = {
  GetProfileList: (_fields, { world }) => ({ currentProfileName: world.profileName, profiles: [...world.profiles] }),
  CreateProfile: (fields, { world }) => {
    const name = fields.text('profileName');
    if (world.profiles.includes(name)) throw new RequestFailure(requestCode.resourceAlreadyExists);
    world.profiles.push(name);
    world.emit('ProfileListChanged', { profiles: [...world.profiles] });
    world.switchProfile(name);
  },
  SetCurrentProfile: (fields, { world }) => {
    const name = fields.text('profileName');
    if (!world.profiles.includes(name)) throw new RequestFailure(requestCode.resourceNotFound);
    if (name !== world.profileName) world.switchProfile(name);
  },
  GetSceneCollectionList: (_fields, { world }) => ({
    currentSceneCollectionName: world.collectionName,
    sceneCollections: [...world.collections.keys()],
  }),
  CreateSceneCollection: (fields, { world }) => {
    const name = fields.text('sceneCollectionName');
    if (world.collections.has(name)) throw new RequestFailure(requestCode.resourceAlreadyExists);
    world.collections.set(name, newCollection(['Scene']));
    world.emit('SceneCollectionListChanged', { sceneCollections: [...world.collections.keys()] });
    world.switchCollection(name);
  },
  SetCurrentSceneCollection: (fields, { world }) => {
    const name = fields.text('sceneCollectionName');
    if (!world.collections.has(name)) throw new RequestFailure(requestCode.resourceNotFound);
    if (name !== world.collectionName) world.switchCollection(name);
  },
};
