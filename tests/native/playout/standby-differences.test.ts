/** The standby is made the same as the OBS that counts: whatever the two are, carrying out the steps leaves no more to do. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ObsInput, ObsScene, SceneItem } from '../../../native/contract/obs.ts';
import { type FollowedSide, type FollowStep, standbyDifferences } from '../../../native/playout/standby-differences.ts';

const TRANSFORM = { positionX: 0, positionY: 0, width: 0, height: 0, rotation: 0, sourceWidth: 0, sourceHeight: 0 };
const SCENES = ['Anchor', 'Farm', 'Hold', 'Market'];
const SOURCES = ['camera', 'overlay', 'picture'];
const INPUTS = ['desk microphone', 'guest microphone', 'music'];
const TRANSITIONS = ['Cut', 'Fade', 'Swipe'];

const sides: fc.Arbitrary<FollowedSide> = fc
  .record({
    sceneNames: fc.uniqueArray(fc.constantFrom(...SCENES), { minLength: 1 }),
    programAt: fc.nat(),
    previewAt: fc.nat(),
    studioMode: fc.boolean(),
    sceneCollection: fc.constantFrom('one', 'two'),
    transitions: fc.uniqueArray(fc.constantFrom(...TRANSITIONS), { minLength: 1 }),
    transitionAt: fc.nat(),
    durationMs: fc.integer({ min: 50, max: 2000 }),
    items: fc.array(fc.record({ at: fc.nat(), sourceName: fc.constantFrom(...SOURCES), enabled: fc.boolean() }), { maxLength: 8 }),
    inputs: fc.uniqueArray(
      fc.record({
        inputName: fc.constantFrom(...INPUTS),
        sound: fc.boolean(),
        muted: fc.boolean(),
        volumeDb: fc.integer({ min: -100, max: 26 }),
      }),
      { selector: ({ inputName }) => inputName },
    ),
  })
  .map((drawn) => {
    const { sceneNames, studioMode } = drawn;
    const currentName = drawn.transitions[drawn.transitionAt % drawn.transitions.length]!;
    const scenes: ObsScene[] = sceneNames.map((sceneName, at) => ({
      sceneName,
      isGroup: false,
      items: drawn.items
        .filter((item) => item.at % sceneNames.length === at)
        .map(({ sourceName, enabled }, index): SceneItem => ({
          sceneItemId: 10 + index,
          sourceName,
          sourceType: 'input',
          inputKind: null,
          enabled,
          locked: false,
          transform: TRANSFORM,
        })),
    }));
    const inputs = drawn.inputs.map(({ inputName, sound, muted, volumeDb }): ObsInput => ({
      inputName,
      inputKind: 'alsa_input_capture',
      audio: sound ? { muted, volumeDb, monitoring: 'none', tracks: [], balance: 0, syncOffsetMs: 0 } : null,
      media: null,
    }));
    return {
      mirror: {
        sceneCollection: drawn.sceneCollection,
        sceneNames,
        programSceneName: sceneNames[drawn.programAt % sceneNames.length]!,
        previewSceneName: studioMode ? sceneNames[drawn.previewAt % sceneNames.length]! : null,
        studioMode,
        transition: { names: drawn.transitions, currentName, durationMs: currentName === 'Cut' ? null : drawn.durationMs },
      },
      sources: { scenes, inputs },
    };
  });

/** What OBS does with a step. */
function carryOut(side: FollowedSide, { requestType, requestData: data }: FollowStep): FollowedSide {
  const { mirror, sources } = side;
  const withInput = (inputName: unknown, change: object) => ({
    ...side,
    sources: {
      ...sources,
      inputs: sources.inputs.map((input) =>
        input.inputName === inputName && input.audio ? { ...input, audio: { ...input.audio, ...change } } : input,
      ),
    },
  });
  switch (requestType) {
    case 'SetStudioModeEnabled': {
      const studioMode = data['studioModeEnabled'] === true;
      return { ...side, mirror: { ...mirror, studioMode, previewSceneName: studioMode ? mirror.programSceneName : null } };
    }
    case 'SetCurrentSceneTransition': {
      const currentName = String(data['transitionName']);
      return {
        ...side,
        mirror: { ...mirror, transition: { ...mirror.transition, currentName, durationMs: currentName === 'Cut' ? null : 300 } },
      };
    }
    case 'SetCurrentSceneTransitionDuration':
      return { ...side, mirror: { ...mirror, transition: { ...mirror.transition, durationMs: Number(data['transitionDuration']) } } };
    case 'SetSceneItemEnabled':
      return {
        ...side,
        sources: {
          ...sources,
          scenes: sources.scenes.map((scene) =>
            scene.sceneName === data['sceneName']
              ? {
                  ...scene,
                  items: scene.items.map((item) =>
                    item.sceneItemId === data['sceneItemId'] ? { ...item, enabled: data['sceneItemEnabled'] === true } : item,
                  ),
                }
              : scene,
          ),
        },
      };
    case 'SetInputMute':
      return withInput(data['inputName'], { muted: data['inputMuted'] });
    case 'SetInputVolume':
      return withInput(data['inputName'], { volumeDb: data['inputVolumeDb'] });
    case 'SetCurrentProgramScene':
      return { ...side, mirror: { ...mirror, programSceneName: String(data['sceneName']) } };
    case 'SetCurrentPreviewScene':
      return { ...side, mirror: { ...mirror, previewSceneName: String(data['sceneName']) } };
    default:
      throw new Error(`no such request: ${requestType}`);
  }
}

describe('what a standby must do to follow', () => {
  it('SB11 carried out, leaves nothing to do; what it lacks is named, and stays named', () => {
    fc.assert(
      fc.property(sides, sides, (leader, follower) => {
        const first = standbyDifferences(leader, follower);
        let side = follower;
        for (const step of first.steps) side = carryOut(side, step);
        // Studio mode, turned on, may bring preview to where it must be set once more.
        const second = standbyDifferences(leader, side);
        for (const step of second.steps) side = carryOut(side, step);
        const last = standbyDifferences(leader, side);
        expect(last.steps).toEqual([]);
        expect(last.differences).toEqual(first.differences);
      }),
      { numRuns: 500 },
    );
  });

  it('SB11 asks nothing of an OBS that is the same', () => {
    fc.assert(
      fc.property(sides, (side) => {
        expect(standbyDifferences(side, side)).toEqual({ steps: [], differences: [] });
      }),
    );
  });

  it('SB12 names the scene, the item, the sound and the transition that the standby does not have', () => {
    const item = (sourceName: string): SceneItem => ({
      sceneItemId: 1,
      sourceName,
      sourceType: 'input',
      inputKind: null,
      enabled: true,
      locked: false,
      transform: TRANSFORM,
    });
    const audio = { muted: false, volumeDb: 0, monitoring: 'none', tracks: [], balance: 0, syncOffsetMs: 0 } as const;
    const leader: FollowedSide = {
      mirror: {
        sceneCollection: 'Market',
        sceneNames: ['A', 'B'],
        programSceneName: 'B',
        previewSceneName: null,
        studioMode: false,
        transition: { names: ['Fade', 'Swipe'], currentName: 'Swipe', durationMs: 500 },
      },
      sources: {
        scenes: [{ sceneName: 'A', isGroup: false, items: [item('camera'), item('overlay')] }],
        inputs: [{ inputName: 'microphone', inputKind: 'alsa_input_capture', audio: { ...audio, tracks: [] }, media: null }],
      },
    };
    const follower: FollowedSide = {
      mirror: {
        ...leader.mirror,
        sceneCollection: 'Other',
        sceneNames: ['A'],
        programSceneName: 'A',
        transition: { names: ['Fade'], currentName: 'Fade', durationMs: 300 },
      },
      sources: { scenes: [{ sceneName: 'A', isGroup: false, items: [item('camera')] }], inputs: [] },
    };
    expect(standbyDifferences(leader, follower)).toEqual({
      steps: [],
      differences: [
        { what: 'scene', name: 'B' },
        { what: 'collection', name: 'Market' },
        { what: 'transition', name: 'Swipe' },
        { what: 'item', name: 'A / overlay' },
        { what: 'mute', name: 'microphone' },
      ],
    });
  });
});
