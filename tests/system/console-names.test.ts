/** Who did it: consoles with names at a real host, their commands, marks, files and what they held when they went away. */
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Host } from '../../native/host.ts';
import { CONSOLE_HEADER } from '../../native/contract/controls.ts';
import { startSimulatedObs } from '../../native/obs/simulated/simulated-obs.ts';
import type { AppRouter } from '../../native/server/router.ts';
import { newFolder, openDesk, startTestHost, type Desk } from '../harness/test-host.ts';

let host: Host;
let plain: Desk;
beforeAll(async () => {
  host = await startTestHost(newFolder());
  plain = openDesk(host);
});
afterAll(async () => {
  plain?.close();
  await host?.stop();
});

const token = () => new URL(host.url).searchParams.get('token') ?? '';
function openConsole(name: string) {
  const client = createWSClient({
    url: `${host.origin.replace('http', 'ws')}/trpc?token=${token()}`,
    WebSocket: WebSocket as never,
    connectionParams: { console: name },
  });
  const trpc = createTRPCClient<AppRouter>({ links: [wsLink({ client })] });
  return { send: (command: string, input: object) => trpc.command.mutate({ name: command as never, input }), close: () => client.close() };
}
const newest = (kind: string) => host.desk.ledger.lastEntries(50).findLast((entry) => entry.kind === kind);

describe('console names', () => {
  it('KM10 a mark stands in the ledger and in the log, with its label and who set it', async () => {
    const tablet = openConsole('平板 2');
    await tablet.send('addMarker', { label: '  精彩  ' });
    expect(newest('marker.added')).toMatchObject({ actor: 'operator:平板 2', body: { label: '精彩' } });
    await tablet.send('addMarker', {});
    expect(newest('marker.added')).toMatchObject({ body: { label: null } });
    expect(host.desk.log.state.get().lines.at(-1)).toMatchObject({ kind: 'marker.added', actor: 'operator:平板 2' });
    await tablet.close();
  });

  it('KM11 a console without a usable name is the desk, and open consoles are listed until they go', async () => {
    const consoles = plain.watch('controls');
    const names = () =>
      consoles()
        ?.consoles.map(({ name }) => name)
        .toSorted();
    for (const unusable of ['', '   ', 'x'.repeat(41), 'a\u202Eb']) {
      const odd = openConsole(unusable);
      await odd.send('addNote', { text: 'x' });
      expect(newest('note.added')?.actor, JSON.stringify(unusable)).toBe('operator:desk');
      await odd.close();
    }
    await vi.waitFor(() => expect(names()).toEqual(['desk']));
    const tablet = openConsole('Tablet');
    await tablet.send('addNote', { text: 'x' });
    await vi.waitFor(() => expect(names()).toEqual(['Tablet', 'desk']));
    await tablet.close();
    await vi.waitFor(() => expect(names()).toEqual(['desk']));
  });

  it('KM12 talk-over that a console held ends when the console is gone', async () => {
    const obs = await startSimulatedObs({ port: 0 });
    await plain.send('connectObs', { url: obs.url });
    await vi.waitFor(() => expect(host.desk.obs.state.get().connection.state).toBe('ready'), { timeout: 10_000 });
    const sceneName = host.desk.obs.state.get().mirror?.programSceneName;
    for (const [inputName, inputKind] of Object.entries({ Mic: 'pulse_input_capture', Music: 'ffmpeg_source' })) {
      expect(await host.desk.obs.request('CreateInput', { sceneName, inputName, inputKind })).toMatchObject({ ok: true });
    }
    const audio = plain.watch('audio');
    await vi.waitFor(() => expect(audio()?.microphones).toEqual(['Mic']));
    const tablet = openConsole('Tablet');
    expect(await tablet.send('setTalkOver', { active: true })).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(audio()?.talkOver).toBe(true));
    await tablet.close();
    await vi.waitFor(() => expect(audio()?.talkOver).toBe(false));
    await plain.send('disconnectObs', {});
    await obs.stop();
  });

  it('KM13 a file that is taken in carries the name of its console', async () => {
    let units = 10;
    const take = (name: string) =>
      fetch(`${host.origin}/api/catalogue/import?apply=1&name=a.csv`, {
        method: 'POST',
        headers: { cookie: `hetian-studio=${token()}`, [CONSOLE_HEADER]: name },
        body: `编号,SKU,品名,产地,单位,价格,配额\n1,HT-1,核桃,653221,箱,39.90,${(units += 1)}`,
      });
    expect((await take(encodeURIComponent('平板'))).status).toBe(200);
    expect(newest('catalogue.imported')?.actor).toBe('operator:平板');
    expect((await take('%E5%')).status).toBe(200);
    expect(newest('catalogue.imported')?.actor).toBe('operator:desk');
  });
});
