/** The simulated OBS as strangers meet it: its close codes, its encodings and the answers it gives to bad requests. */
import * as fc from 'fast-check';
import { OBSWebSocket } from 'obs-websocket-js/json';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { decodeMessagePack, encodeMessagePack, MessagePackError } from '../../../native/obs/simulated/message-pack.ts';
import { blankPicture, decodePng, encodePng } from '../../../native/obs/simulated/picture.ts';
import { startSimulatedObs } from '../../../native/obs/simulated/simulated-obs.ts';

const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function server(password: string | null = null) {
  const simulated = await startSimulatedObs({ password });
  opened.push(() => simulated.stop());
  return simulated;
}

/** Sends these texts after the greeting and resolves with the close code. */
async function closedWith(url: string, ...texts: (string | Uint8Array)[]): Promise<number> {
  const socket = new WebSocket(url, 'obswebsocket.json');
  await new Promise((resolve) => socket.once('message', resolve));
  for (const text of texts) socket.send(text);
  return new Promise((resolve) => socket.once('close', resolve));
}

const identify = (fields: object = {}) => JSON.stringify({ op: 1, d: { rpcVersion: 1, ...fields } });

describe('the simulated OBS', () => {
  it.each([
    ['broken text', 4002, ['{"op":']],
    ['broken bytes', 4002, [Uint8Array.of(0xc1)]],
    ['a list instead of a message', 4002, ['[]']],
    ['an operation without a number', 4006, ['{"op":"x","d":{}}']],
    ['an unknown operation', 4006, [identify(), '{"op":99,"d":{}}']],
    ['a request before Identify', 4007, ['{"op":6,"d":{"requestType":"GetStats","requestId":"1"}}']],
    ['Identify twice', 4008, [identify(), identify()]],
    ['a version it does not speak', 4010, [JSON.stringify({ op: 1, d: { rpcVersion: 2 } })]],
    ['a request without an id', 4003, [identify(), '{"op":6,"d":{"requestType":"GetStats"}}']],
  ])('OB13 closes on %s with %i', async (_name, code, texts) => {
    expect(await closedWith((await server()).url, ...texts)).toBe(code);
  });

  it('OB13 closes with 4009 without a password and with a wrong one', async () => {
    const { url } = await server('right');
    expect(await closedWith(url, identify())).toBe(4009);
    expect(await closedWith(url, identify({ authentication: 'wrong' }))).toBe(4009);
  });

  it('OB13 gives events only of the kinds a client asked for', async () => {
    const simulated = await server();
    const client = new OBSWebSocket();
    opened.push(() => client.disconnect());
    const heard: string[] = [];
    client.on('SceneCreated', () => heard.push('SceneCreated'));
    client.on('InputCreated', () => heard.push('InputCreated'));
    await client.connect(simulated.url, undefined, { eventSubscriptions: 8 });
    await client.call('CreateScene', { sceneName: 'X' });
    await client.call('CreateInput', { sceneName: 'X', inputName: 'i', inputKind: 'image_source' });
    await client.reidentify({ eventSubscriptions: 4 });
    await client.call('CreateScene', { sceneName: 'Y' });
    await client.call('GetStats');
    expect(heard).toEqual(['InputCreated', 'SceneCreated']);
  });

  it('OB13 lists exactly the requests that it answers', async () => {
    const client = new OBSWebSocket();
    await client.connect((await server()).url);
    opened.push(() => client.disconnect());
    const { availableRequests } = await client.call('GetVersion');
    const unknown: string[] = [];
    for (const requestType of availableRequests) {
      const code = await client.call(requestType as 'GetStats').then(
        () => 100,
        (error: { code: number }) => error.code,
      );
      if (code === 204) unknown.push(requestType);
    }
    expect(unknown).toEqual([]);
    await expect(client.call('GetCanvasList')).rejects.toMatchObject({ code: 204 });
  });

  it.each([
    [301, 'SetCurrentProgramScene', undefined],
    [300, 'SetCurrentProgramScene', {}],
    [401, 'SetCurrentProgramScene', { sceneName: 5 }],
    [403, 'CreateScene', { sceneName: '' }],
    [601, 'CreateScene', { sceneName: 'Scene' }],
    [605, 'CreateInput', { sceneName: 'Scene', inputName: 'x', inputKind: 'nothing' }],
    [402, 'SetCurrentSceneTransitionDuration', { transitionDuration: 10 }],
    [602, 'GetInputSettings', { inputName: 'Scene' }],
    [400, 'GetSourceScreenshot', { sourceName: 'Scene', imageFormat: 'webp' }],
    [501, 'StopRecord', undefined],
    [206, 'Sleep', { sleepMillis: 1 }],
  ])('OB13 refuses with %i: %s %j', async (code, requestType, requestData) => {
    const client = new OBSWebSocket();
    await client.connect((await server()).url);
    opened.push(() => client.disconnect());
    await expect(client.call(requestType as 'GetStats', requestData as never)).rejects.toMatchObject({ code });
  });

  it('OB13 stops a batch at its first failure when asked to', async () => {
    const client = new OBSWebSocket();
    await client.connect((await server()).url);
    opened.push(() => client.disconnect());
    const requests = [{ requestType: 'GetStats' }, { requestType: 'StopRecord' }, { requestType: 'GetVersion' }] as const;
    expect(await client.callBatch([...requests], { haltOnFailure: true })).toHaveLength(2);
    expect(await client.callBatch([...requests])).toHaveLength(3);
  });
});

describe('encodings', () => {
  it('OB13 MessagePack gives back every JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        expect(decodeMessagePack(encodeMessagePack(plain))).toEqual(plain);
      }),
      { seed: 20_200_501, numRuns: 500 },
    );
  });

  it('OB13 MessagePack refuses broken bytes and never fails otherwise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          decodeMessagePack(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(MessagePackError);
        }
      }),
      { seed: 20_200_501, numRuns: 2_000 },
    );
  });

  it('OB13 a PNG gives back its pixels', () => {
    const picture = blankPicture(7, 5, [1, 2, 3, 4]);
    for (let at = 0; at < picture.pixels.length; at += 1) picture.pixels[at] = (at * 37) % 256;
    expect(decodePng(encodePng(picture))).toEqual(picture);
  });
});
