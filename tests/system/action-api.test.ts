/** The action interface of a real host, by plain HTTP as a button box sends it, with a simulated OBS behind. */
import { request } from 'node:http';
import { createRequire } from 'node:module';
import fastCheck from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Host } from '../../native/host.ts';
import { surfaceActionNames, surfaceActions, surfaceStateSchema } from '../../native/contract/surface.ts';
import { startSimulatedObs, type SimulatedObs } from '../../native/obs/simulated/simulated-obs.ts';
import { newFolder, openDesk, startTestHost, type Desk } from '../harness/test-host.ts';

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Record<string, unknown>;
}

let obs: SimulatedObs;
let host: Host;
let desk: Desk;
let token = '';

/** Sends exactly what it is given; a header of `undefined` is left out. */
function send(method: string, path: string, body?: unknown, headers: Record<string, string | undefined> = {}): Promise<Answer> {
  const given = { authorization: `Bearer ${token}`, ...headers };
  const sent = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Record<string, string>;
  return new Promise((resolve, reject) => {
    const asked = request(`${host.origin}${path}`, { method, headers: sent }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        const parsed = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: parsed });
      });
    });
    asked.on('error', reject);
    if (body !== undefined) asked.write(typeof body === 'string' ? body : JSON.stringify(body));
    asked.end();
  });
}
const act = (action: string, body?: unknown, headers?: Record<string, string | undefined>) =>
  send('POST', `/api/v1/actions/${action}`, body, headers);
/** Presses beyond the bounce of the one before. */
const named = (action: string, body?: object) => act(action, { ...body, press: `p${(presses += 1)}` });
let presses = 0;

const playout = () => host.desk.playout.state.get();
const newest = (kind: string) => host.desk.ledger.lastEntries(100).findLast((entry) => entry.kind === kind);
const count = (kind: string) => host.desk.ledger.lastEntries(500).filter((entry) => entry.kind === kind).length;

beforeAll(async () => {
  obs = await startSimulatedObs({ port: 0, password: 'a' });
  host = await startTestHost(newFolder(), { locale: 'en' });
  desk = openDesk(host);
  await desk.send('loadSamplePlan', {});
});
afterAll(async () => {
  desk?.close();
  await host?.stop();
  await obs?.stop();
});

describe('who is let in', () => {
  it('HA1 it is off until it is switched on, and then wants its token', async () => {
    expect(await act('take')).toMatchObject({ status: 403, body: { error: 'action-api-off' } });
    await desk.send('setActionApi', { enabled: true });
    expect(await act('take')).toMatchObject({
      status: 401,
      body: { error: 'action-token-wrong' },
      headers: { 'www-authenticate': 'Bearer' },
    });
    const made = await desk.send('renewActionToken', {});
    if (!made.ok) throw new Error(made.refusal.code);
    token = made.value.token;
    expect(await act('mark')).toMatchObject({ status: 200, body: { ok: true, action: 'mark' } });
    expect(newest('marker.added')).toMatchObject({ actor: 'surface:http', body: { label: null } });
  });

  it('HA3 the console token, a cookie and a token in the address open nothing', async () => {
    const console = new URL(host.url).searchParams.get('token')!;
    expect((await act('take', {}, { authorization: `Bearer ${console}` })).status).toBe(401);
    expect((await act('take', {}, { authorization: undefined, cookie: `hetian-studio=${console}` })).status).toBe(401);
    expect((await send('POST', `/api/v1/actions/take?token=${token}`, {}, { authorization: undefined })).status).toBe(401);
  });

  it('HA3 a name that was pointed here from outside and pages of other sites are refused, token or not', async () => {
    expect((await act('take', {}, { host: 'evil.example:4577' })).status).toBe(403);
    expect((await act('take', {}, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await act('take', {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await send('GET', '/api/v1/state', undefined, { 'sec-fetch-site': 'same-site' })).status).toBe(403);
  });

  it('HA4 a renewed token is dead at once, and after twenty wrong ones a minute an address must wait; the right one is let in', async () => {
    const old = token;
    const made = await desk.send('renewActionToken', {});
    if (!made.ok) throw new Error(made.refusal.code);
    token = made.value.token;
    const statuses: number[] = [];
    for (let at = 0; at < 24; at += 1) statuses.push((await act('mark', {}, { authorization: `Bearer ${old}` })).status);
    expect(statuses[0]).toBe(401);
    expect(statuses.at(-1)).toBe(429);
    const waiting = await act('mark', {}, { authorization: undefined });
    expect(waiting).toMatchObject({ status: 429, body: { error: 'action-too-often' } });
    expect(Number(waiting.headers['retry-after'])).toBeGreaterThan(0);
    expect((await named('mark')).status).toBe(200);
  });
});

describe('actions', () => {
  it('HA10 while OBS is away a take is refused with a sentence, and not done when OBS is back', async () => {
    const refusedTake = await act('take-segment', { index: 2 }, { 'idempotency-key': 'away-1' });
    expect(refusedTake).toMatchObject({ status: 409, body: { ok: false, error: 'obs-not-connected' } });
    expect(String(refusedTake.body['message'])).toMatch(/\.$/u);
    expect(newest('command.refused')).toMatchObject({ actor: 'surface:http', body: { command: 'takeSegment' } });
    await desk.send('connectObs', { url: obs.url, password: 'a' });
    await vi.waitFor(() => expect(host.desk.obs.state.get().connection.state).toBe('ready'), { timeout: 10_000 });
    await desk.send('prepareObs', {});
    expect(playout().segmentOnAir).toBeNull();
    const again = await act('take-segment', { index: 2 }, { 'idempotency-key': 'away-1' });
    expect(again).toMatchObject({ status: 409, headers: { 'idempotency-replayed': 'true' } });
  });

  it('HA10 take, scene and segments change the scene of OBS, in the name of the surface', async () => {
    const segments = host.desk.rundown.state.get().rundown.segments;
    expect(await act('take-segment', { index: 2 }, { 'x-surface': 'Foot pedal' })).toMatchObject({ status: 200 });
    await vi.waitFor(() => expect(host.desk.obs.state.get().mirror?.programSceneName).toBe(segments[1]!.sceneName));
    expect(newest('segment.taken')).toMatchObject({ actor: 'surface:Foot pedal', body: { segmentId: segments[1]!.segmentId } });
    expect(await named('prepare-segment', { segmentId: segments[0]!.segmentId })).toMatchObject({ status: 200 });
    expect(await named('take')).toMatchObject({ status: 200, body: { value: { segmentId: segments[0]!.segmentId } } });
    expect(playout().segmentOnAir?.segmentId).toBe(segments[0]!.segmentId);
    expect((await named('scene', { name: segments[1]!.sceneName })).status).toBe(200);
    expect(await named('scene', { name: 'Nowhere' })).toMatchObject({ status: 409, body: { error: 'obs-scene-missing' } });
    // The take has prepared the one after it.
    await named('step-segment', { step: 1 });
    expect(playout().prepared.segmentId).toBe(segments[2]!.segmentId);
    // Back at the one on air it stays with that.
    for (let turn = 0; turn < 4; turn += 1) await named('step-segment', { step: -1 });
    expect(playout().prepared.segmentId).toBeNull();
  });

  it('HA11 cards by number, clear, hold and lower third, with toggles', async () => {
    const [product] = host.desk.catalogue.state.get().products;
    expect((await named('show-card', { number: product!.number })).status).toBe(200);
    expect(playout().cardOnAir?.productId).toBe(product!.productId);
    expect(await named('show-card', { number: 998 })).toMatchObject({ status: 409, body: { error: 'product-unknown' } });
    expect(await named('show-card', {})).toMatchObject({ status: 422, body: { error: 'input-invalid', at: 'number' } });
    expect((await named('clear')).status).toBe(200);
    expect(playout().cardOnAir).toBeNull();
    await named('hold');
    expect(playout().slateHeld?.slate).toBe('hold');
    await named('hold', { slate: 'back-soon' });
    expect(playout().slateHeld?.slate).toBe('back-soon');
    await named('hold', { slate: 'back-soon' });
    expect(playout().slateHeld).toBeNull();
    const withGuest = host.desk.rundown.state.get().rundown.segments.find(({ guests }) => guests.length > 0)!;
    await named('take-segment', { segmentId: withGuest.segmentId });
    await named('lower-third', { to: 'on' });
    expect(playout().lowerThirdOnAir?.guestId).toBe(withGuest.guests[0]!.guestId);
    await named('lower-third');
    expect(playout().lowerThirdOnAir).toBeNull();
  });

  it('HA22 the state tells announcement, offer and prepared lower third, with a lamp for each', async () => {
    // A surface of its own, whose presses are counted apart.
    const press = (action: string, body: object = {}) =>
      act(action, { ...body, press: `p${(presses += 1)}` }, { 'x-surface': 'Overlay box' });
    await desk.send('saveAnnouncement', { announcementId: 'an-1', text: { 'zh-CN': '公告一', en: 'One' } });
    await desk.send('saveOffer', { offerId: 'of-1', kind: 'coupon', title: { 'zh-CN': '满减券' }, result: { 'zh-CN': '已发完' } });
    expect(await press('show-announcement', { index: 1 })).toMatchObject({ status: 200 });
    expect(await press('show-offer', { index: 1, state: 'result' })).toMatchObject({ status: 200 });
    const guest = host.desk.rundown.state.get().rundown.segments.find(({ guests }) => guests.length > 0)!;
    await desk.send('prepare', { segmentId: guest.segmentId });
    expect(await press('prepare-lower-third', { to: 'on' })).toMatchObject({ status: 200 });
    const told = surfaceStateSchema.parse((await send('GET', '/api/v1/state')).body);
    expect(told.onAir).toMatchObject({
      announcement: { announcementId: 'an-1', index: 1, text: 'One' },
      offer: { offerId: 'of-1', index: 1, title: '满减券', state: 'result' },
    });
    expect(told.prepared.lowerThird).toBe(guest.guests[0]!.name.en ?? guest.guests[0]!.name['zh-CN']);
    expect(told.tally).toMatchObject({ announcement: true, offer: true, takeReady: true, figuresFrozen: false });
    for (const layer of ['announcement', 'offer']) await press(`clear-${layer}`);
    expect([playout().announcementOnAir, playout().offerOnAir]).toEqual([null, null]);
    await press('layer', { layer: 'clock', to: 'on' });
    expect(host.desk.overlay.state.get().clockShown).toBe(true);
    await press('layer', { layer: 'clock' });
    expect(host.desk.overlay.state.get().clockShown).toBe(false);
  });

  it('HA12 what viewers notice at once wants a word of its own', async () => {
    expect(await named('start-broadcast')).toMatchObject({ status: 422, body: { at: 'confirm' } });
    expect(await named('start-broadcast', { confirm: false })).toMatchObject({ status: 422 });
    expect(await named('start-broadcast', { confirm: true })).toMatchObject({ status: 200 });
    expect(playout().broadcast.phase).toBe('onAir');
    expect((await named('end-broadcast', { confirm: true })).status).toBe(200);
  });

  it('HA6 a press sent again is done once, by header or body', async () => {
    const before = count('marker.added');
    const answers = await Promise.all([1, 2, 3].map(() => act('mark', { label: 'x' }, { 'idempotency-key': 'k-1' })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    for (const label of ['x', 'x']) await act('mark', { label, press: 'k-2' });
    expect(count('marker.added')).toBe(before + 2);
    expect(await act('clear', {}, { 'idempotency-key': 'k-1' })).toMatchObject({ status: 422, body: { error: 'action-key-reused' } });
  });

  it('HA7 a bouncing pedal is one press', async () => {
    await Promise.all([act('hold'), act('hold'), act('hold')]);
    expect(playout().slateHeld).not.toBeNull();
    await named('hold', { to: 'off' });
    expect(playout().slateHeld).toBeNull();
  });

  it('HA9 talk-over is held by press and release, and ends when the interface is switched off', async () => {
    const sceneName = host.desk.obs.state.get().mirror?.programSceneName;
    for (const [inputName, inputKind] of Object.entries({ Mic: 'pulse_input_capture', Music: 'ffmpeg_source' })) {
      expect(await host.desk.obs.request('CreateInput', { sceneName, inputName, inputKind })).toMatchObject({ ok: true });
    }
    const audio = desk.watch('audio');
    const talksOver = (active: boolean) => vi.waitFor(() => expect(audio()?.talkOver).toBe(active));
    await vi.waitFor(() => expect(audio()?.microphones).toEqual(['Mic']));
    expect((await named('talk-over/press')).status).toBe(200);
    await talksOver(true);
    expect((await send('GET', '/api/v1/state')).body).toMatchObject({ audio: { talkOver: true, microphonesMuted: false } });
    expect((await named('talk-over/release')).status).toBe(200);
    await talksOver(false);
    await named('mute-microphones');
    await vi.waitFor(async () => expect((await send('GET', '/api/v1/state')).body).toMatchObject({ audio: { microphonesMuted: true } }));
    await named('mute-microphones', { to: 'off' });
    await named('talk-over/press');
    await talksOver(true);
    await desk.send('setActionApi', { enabled: false });
    await talksOver(false);
    await desk.send('setActionApi', { enabled: true });
  });

  it('HA13 what does not fit is refused by name: unknown actions, fields, bodies and surfaces', async () => {
    expect(await act('nonsense')).toMatchObject({ status: 404, body: { error: 'action-unknown' } });
    expect(await act('constructor')).toMatchObject({ status: 404 });
    expect(await act('mark', '{"label":')).toMatchObject({ status: 400, body: { error: 'body-not-json' } });
    expect(await act('mark', '[]')).toMatchObject({ status: 400 });
    expect(await act('mark', { lable: 'x' })).toMatchObject({ status: 422 });
    expect(await act('mark', { label: 'a\u202Eb' })).toMatchObject({ status: 422, body: { at: 'label' } });
    expect(await act('mark', {}, { 'x-surface': 'a/b' })).toMatchObject({ status: 422 });
    expect((await act('mark', { label: 'x'.repeat(20_000) })).status).toBe(413);
    expect((await send('GET', '/api/v1/actions/take')).status).toBe(404);
  });

  it('HA13 no body makes the host fail', async () => {
    const actions = surfaceActionNames.filter((name) => !/broadcast|stream|record|replay|virtual/u.test(name));
    await fastCheck.assert(
      fastCheck.asyncProperty(
        fastCheck.constantFrom(...actions),
        fastCheck.oneof(fastCheck.json(), fastCheck.string()),
        async (name, body) => {
          const { status } = await act(name, body, { 'x-surface': `fuzz ${(presses += 1)}` });
          expect(status, `${name} ${body}`).toBeLessThan(500);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('state', () => {
  it('HA14 it fits its schema, has a revision, and is not sent again while it is the same', async () => {
    const first = await send('GET', '/api/v1/state');
    expect(first.status).toBe(200);
    const state = surfaceStateSchema.parse(first.body);
    expect(state).toMatchObject({ obs: { state: 'ready' }, phase: 'prepared' });
    expect(first.headers['etag']).toBe(`"${state.revision}"`);
    expect((await send('GET', '/api/v1/state', undefined, { 'if-none-match': String(first.headers['etag']) })).status).toBe(304);
    expect(JSON.stringify(first.body)).not.toContain(token);
  });

  it('HA14 a request that knows the revision waits for the next one', async () => {
    // Whatever came before may have left the slate held.
    await named('hold', { to: 'off' });
    const { revision } = surfaceStateSchema.parse((await send('GET', '/api/v1/state')).body);
    const waiting = send('GET', `/api/v1/state?after=${revision}`);
    await named('hold', { to: 'on' });
    let next = await waiting;
    // OBS may tell in between that it went back to the scene that the slate had covered.
    while (!surfaceStateSchema.parse(next.body).tally.hold)
      next = await send('GET', `/api/v1/state?after=${String(next.body['revision'])}`);
    expect(next).toMatchObject({ status: 200, body: { tally: { hold: true }, onAir: { slate: 'hold' } } });
    expect(next.body['revision']).not.toBe(revision);
    await named('hold', { to: 'off' });
    expect((await send('GET', '/api/v1/state?after=older')).status).toBe(200);
  });
});

describe('its description', () => {
  it('HA15 is OpenAPI 3.1 that names every action, served without a token, with schemas that hold what they say', async () => {
    const { status, body } = await send('GET', '/api/openapi.json', undefined, { authorization: undefined });
    expect(status).toBe(200);
    expect(faultsOf(body)).toEqual([]);
    const paths = Object.keys(body['paths'] as object);
    expect(paths.filter((path) => path.includes('/actions/')).map((path) => path.slice('/api/v1/actions/'.length))).toEqual(
      surfaceActionNames,
    );
    expect(JSON.stringify(body)).not.toContain(token);
    const { Ajv2020 } = ajv() as { Ajv2020: new (options: object) => { compile(schema: unknown): (value: unknown) => boolean } };
    const check = new Ajv2020({ strict: false, validateFormats: false });
    const operations = body['paths'] as Record<string, { post: { requestBody: { content: Record<string, { schema: unknown }> } } }>;
    for (const name of surfaceActionNames) {
      const schema = operations[`/api/v1/actions/${name}`]!.post.requestBody.content['application/json']!.schema;
      const fits = check.compile(schema);
      for (const sample of [
        {},
        { confirm: true },
        { number: 3 },
        { index: 1 },
        { text: 'x' },
        { name: 'x' },
        { step: -1 },
        { nonsense: 1 },
      ]) {
        // What takes one of two says so in words only.
        const parsed = surfaceActions[name].body.safeParse(sample).success;
        if (parsed) expect(fits(sample), `${name} ${JSON.stringify(sample)}`).toBe(true);
        if (!fits(sample)) expect(parsed, `${name} ${JSON.stringify(sample)}`).toBe(false);
      }
    }
  });
});

/** The validator that Fastify brings along. */
function ajv(): unknown {
  const require = createRequire(createRequire(import.meta.url).resolve('fastify'));
  return { Ajv2020: (require(['ajv', 'dist', '2020.js'].join('/')) as { default: unknown }).default };
}

/** What the meta-schema of OpenAPI 3.1 demands of the objects that stand in such a description. */
function faultsOf(api: Record<string, unknown>): string[] {
  const faults: string[] = [];
  const demand = (holds: boolean, what: string) => void (holds || faults.push(what));
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const only = (value: Record<string, unknown>, fields: readonly string[], at: string) => {
    for (const field of Object.keys(value)) demand(fields.includes(field) || field.startsWith('x-'), `${at}: ${field}`);
  };
  demand(/^3\.1\.\d+$/u.test(String(api['openapi'])), 'openapi');
  only(
    api,
    ['openapi', 'info', 'jsonSchemaDialect', 'servers', 'paths', 'webhooks', 'components', 'security', 'tags', 'externalDocs'],
    'root',
  );
  const info = api['info'] as Record<string, unknown>;
  demand(typeof info['title'] === 'string' && typeof info['version'] === 'string', 'info');
  only(info, ['title', 'summary', 'description', 'termsOfService', 'contact', 'license', 'version'], 'info');
  const ids = new Set<unknown>();
  for (const [path, item] of Object.entries(api['paths'] as Record<string, Record<string, Record<string, unknown>>>)) {
    demand(path.startsWith('/'), path);
    only(item, ['get', 'put', 'post', 'delete', 'parameters', 'summary', 'description'], path);
    for (const [method, operation] of Object.entries(item)) {
      const at = `${method} ${path}`;
      only(
        operation,
        ['tags', 'summary', 'description', 'operationId', 'parameters', 'requestBody', 'responses', 'deprecated', 'security', 'servers'],
        at,
      );
      demand(!ids.has(operation['operationId']), `${at}: operationId twice`);
      ids.add(operation['operationId']);
      const responses = operation['responses'] as Record<string, unknown>;
      demand(Object.keys(responses).length > 0, `${at}: responses`);
      for (const [status, response] of Object.entries(responses)) {
        demand(/^[1-5](?:\d\d|XX)$/u.test(status) || status === 'default', `${at}: ${status}`);
        demand(isObject(response) && ('$ref' in response || typeof response['description'] === 'string'), `${at}: ${status} description`);
      }
      for (const parameter of (operation['parameters'] ?? []) as Record<string, unknown>[]) {
        const whole =
          ['name', 'in'].every((field) => typeof parameter[field] === 'string') && ('schema' in parameter || 'content' in parameter);
        demand('$ref' in parameter || whole, `${at}: parameter`);
      }
      if ('requestBody' in operation)
        demand(isObject((operation['requestBody'] as Record<string, unknown>)['content']), `${at}: requestBody`);
    }
  }
  const resolve = (pointer: string) =>
    pointer
      .slice(2)
      .split('/')
      .reduce<unknown>((node, part) => (isObject(node) ? node[part] : undefined), api);
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(walk);
    if (!isObject(node)) return;
    if (typeof node['$ref'] === 'string') demand(resolve(node['$ref']) !== undefined, node['$ref']);
    Object.values(node).forEach(walk);
  };
  walk(api);
  return faults;
}
