/** What must never hold up or lose the rest: parked entries by the thousand, a place set forwards, an outbox that fails to open. */
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { refused } from '../../../native/contract/refusal.ts';
import { systemClock } from '../../../native/kernel/clock.ts';
import { natsAddress } from '../../../native/sync/jetstream/nats-link.ts';
import { parseBaseUrl } from '../../../native/sync/https/https-transport.ts';
import { MUCH_ENTRIES } from '../../../native/sync/lanes.ts';
import { Place } from '../../../native/sync/places.ts';
import { Queue } from '../../../native/sync/queue.ts';
import { RobotOutbox } from '../../../native/sync/robots/robot-outbox.ts';
import { RobotTransport } from '../../../native/sync/robots/robot-transport.ts';
import { wecom } from '../../../native/sync/robots/wecom.ts';
import { SentAgain } from '../../../native/sync/sent-again.ts';
import { manualClock } from '../manual-clock.ts';
import { note, openTestStorage, paid, temporaryFolder } from '../store/test-storage.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { Settings } from '../../../native/store/settings.ts';
import { Abilities } from '../../../native/sync/abilities.ts';
import { Delivery } from '../../../native/sync/delivery.ts';
import type { Transport } from '../../../native/sync/transport.ts';
import { makeCertificates } from './certificates.ts';
import { freeUplink } from './free-uplink.ts';
import { setUp, stateOf, studio as robotStudio, waitFor } from './robots/robot-desk.ts';
import { STUDIO } from './sync-desk.ts';

async function queueOf(count: number, anyOrder: () => boolean = () => false) {
  const { ledger, reader, writer } = await openTestStorage();
  await ledger.append(Array.from({ length: count }, (_, at) => (at % 2 === 0 ? note(`n${at}`) : paid(`o${at}`))));
  const place = new Place('https://office', reader, writer);
  const clock = manualClock();
  const ports = { ledger, reader, studioId: () => STUDIO, uplink: freeUplink() };
  const queue = new Queue({ ...ports, place, limits: { entries: 100, plainBytes: 1024 * 1024 }, anyOrder, clock, onCounted() {} });
  return { queue, again: new SentAgain(queue, ports), place, clock, reader, writer };
}

const reason = refused('upstream-entry-refused', { status: 422, message: '' }).refusal;

describe('parked entries beside the rest', () => {
  it('SY60 however many are due, they take turns with what is new', async () => {
    const { queue, clock } = await queueOf(600);
    const first = (await queue.next())!;
    const named = Array.from({ length: 50 }, (_, at) => ({ seq: at + 1, reason }));
    expect(await queue.acknowledged(first, first.lastSeq, named)).toBe(true);
    await clock.advance(10_000);
    const ids: string[] = [];
    for (let turn = 0; turn < 8; turn += 1) {
      const batch = (await queue.next())!;
      ids.push(batch.id.slice(STUDIO.length + 1));
      await queue.acknowledged(batch, batch.lastSeq, []);
    }
    expect(ids).toEqual(['1-1', '101-200', '2-2', '201-300', '3-3', '301-400', '4-4', '401-500']);
  });

  it('SY61 what is sent again and refused one after the other parks eight, and the others wait', async () => {
    const { again, queue, place } = await queueOf(100);
    const first = (await queue.next())!;
    await queue.acknowledged(first, first.lastSeq, []);
    again.sendAgain(Array.from({ length: 100 }, (_, at) => at + 1));
    const answers: string[] = [];
    for (let turn = 0; turn < 40; turn += 1) answers.push(await again.refused((await again.next())!, reason, null));
    expect(answers).toContain('refuses-all');
    expect(answers.slice(answers.indexOf('refuses-all')).every((answer) => answer === 'refuses-all')).toBe(true);
    expect(place.parked).toHaveLength(8);
    const batch = (await again.next())!;
    expect(await again.acknowledged(batch, batch.lastSeq, [{ seq: batch.firstSeq, reason }])).toBe(false);
    expect(await again.acknowledged(batch, batch.lastSeq, [])).toBe(true);
    expect((await again.next())!.firstSeq).toBe(batch.lastSeq + 1);
  });
});

describe('the place', () => {
  it('SY62 sending again never passes over what was not acknowledged, neither by a number too high nor between two lanes', async () => {
    const { queue, place } = await queueOf(MUCH_ENTRIES + 1000, () => true);
    await vi.waitFor(() => expect(queue.position.backlogEntries).toBe(MUCH_ENTRIES + 1000));
    for (let turn = 0; turn < 3; turn += 1) {
      const batch = (await queue.next())!;
      expect(batch.id).toMatch(/\/sales$/u);
      await queue.acknowledged(batch, batch.lastSeq, []);
    }
    expect(queue.position).toMatchObject({ anyOrder: true, acknowledgedSeq: 0 });
    await queue.rewind(300);
    expect(place.acknowledgedSeq).toBe(0);
    await queue.rewind(1_000_000);
    expect(queue.position.acknowledgedSeq).toBe(0);
  });

  it('SY63 a long backlog is counted to its end, also after the receiver takes no other order any more', async () => {
    let any = true;
    const count = 24_000;
    const { queue } = await queueOf(count, () => any);
    await vi.waitFor(() => expect(queue.position.backlogEntries).toBe(count));
    const settle = async () => {
      const batch = (await queue.next())!;
      await queue.acknowledged(batch, batch.lastSeq, []);
    };
    await settle();
    expect(queue.position.anyOrder).toBe(true);
    any = false;
    for (let turn = 0; turn < 4; turn += 1) await settle();
    expect(queue.position).toMatchObject({ anyOrder: false, backlogEntries: count - queue.position.acknowledgedSeq });
  });
});

describe('a look that finds what a connection does not', () => {
  it('SY70 ends a wait at most every two seconds', async () => {
    const { queue, clock, reader, writer } = await queueOf(1);
    let sent = 0;
    const transport: Transport = {
      async send() {
        sent += 1;
        return { kind: 'unreachable', refusal: refused('upstream-unreachable', { host: 'office' }).refusal, unconnected: true };
      },
      test: async () => refused('upstream-unreachable', { host: 'office' }),
      knock: async () => true,
      dispose: async () => undefined,
    };
    const setup = { type: 'https', destinationId: 'district', baseUrl: 'https://office' } as const;
    const delivery = new Delivery(
      {
        destinationId: 'district',
        type: 'https',
        name: null,
        address: 'https://office',
        setup,
        editable: true,
        state: 'idle',
        line: 'unknown',
        problem: null,
        nextTryAtMs: null,
        lastAcknowledgedAtMs: null,
        arrivedSeq: null,
        clockSkewMs: null,
        ...queue.position,
      },
      {
        transport,
        outbox: queue,
        abilities: new Abilities(new Settings(reader, writer), 'district', 'https://office'),
        summary: () => null,
        clock,
        logger: silentLogger,
      },
    );
    onTestFinished(() => delivery.dispose());
    delivery.start(Promise.resolve());
    await vi.waitFor(() => expect(sent).toBeGreaterThan(0));
    for (let second = 0; second < 20; second += 1) await clock.advance(1000);
    expect(sent).toBeGreaterThan(5);
    expect(sent).toBeLessThan(25);
  });
});

describe('what fails at the start', () => {
  it('SY64 an outbox that cannot be opened is named and opened again, and ends neither delivery nor host', async () => {
    const open = vi.spyOn(RobotOutbox.prototype, 'open').mockImplementationOnce(() => {
      throw new Error('disk I/O error');
    });
    onTestFinished(() => open.mockRestore());
    const { sync } = await robotStudio();
    const problems: (string | undefined)[] = [];
    sync.state.subscribe(() => problems.push(sync.state.get().destinations[0]?.problem?.code));
    setUp(sync, 'wecom', 'http://127.0.0.1:9/cgi-bin/webhook/send?key=k');
    await waitFor(() => expect(open).toHaveBeenCalledTimes(2));
    await waitFor(() => expect(stateOf(sync)).toMatchObject({ state: 'idle', problem: null }));
    expect(problems).toContain('internal');
  });
});

describe('addresses and certificates', () => {
  it('SY65 a refused address is shown without password, query and fragment, where keys stand', () => {
    for (const text of ['https://u:canary@office.cn/', 'https://office.cn/?key=canary', 'https://office.cn/#canary']) {
      const wrong = parseBaseUrl(text);
      expect(wrong).toMatchObject({ ok: false, refusal: { code: 'upstream-bad-address', context: { baseUrl: 'https://office.cn' } } });
    }
    for (const text of ['tls://u:canary@office.cn', 'tls://office.cn?key=canary', 'tls://office.cn#canary']) {
      expect(JSON.stringify(natsAddress(text))).not.toContain('canary');
    }
  });

  it('SY66 the platforms of robots too must prove themselves, whatever the environment says', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    onTestFinished(() => void vi.unstubAllEnvs());
    let requests = 0;
    const server = createTlsServer(makeCertificates(temporaryFolder()).of('self-signed'), (_request, response) => {
      requests += 1;
      response.end('{"errcode":0}');
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const address = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/cgi-bin/webhook/send?key=k`);
    const transport = new RobotTransport({
      adapter: wecom,
      address,
      secret: null,
      testText: () => 'test',
      uplink: freeUplink(),
      clock: systemClock,
    });
    onTestFinished(() => transport.dispose());
    const outcome = await transport.send({ id: 'm', entries: 1, text: 'figures', seq: 1 }, new AbortController().signal);
    expect(outcome).toMatchObject({ kind: 'unreachable', refusal: { code: 'upstream-certificate' } });
    expect(requests).toBe(0);
  });
});
