/** Edits of the rundown on one page, without a browser: order, kept text, merging with another console. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { accepted, refused, type Result } from '../../native/contract/refusal.ts';
import type { Rundown, RundownOperation } from '../../native/contract/rundown.ts';
import { fromDateTimeField, parseDuration, toDateTimeField } from '../../renderer/console/plan/duration-text.ts';
import { lengthField, segmentTitleFields } from '../../renderer/console/plan/plan-field.ts';
import { productNumbers } from '../../renderer/console/plan/product-search.ts';
import { RundownEdits } from '../../renderer/console/plan/rundown-edits.ts';
import { applyOperation } from '../../renderer/console/plan/rundown-operation.ts';
import { dropIndex } from '../../renderer/console/plan/SortableList.tsx';
import { isStandardSecret } from '../../renderer/console/settings/feed-fields.ts';
import { fixtureClient, type FixtureClient } from './fixture-client.ts';

const segment = (segmentId: string) => ({
  segmentId,
  kind: 'influencer' as const,
  title: { 'zh-CN': `环节 ${segmentId}` },
  sceneName: '主播台',
  guests: [],
  productIds: [],
  plannedMs: 60_000,
});
const start: Rundown = {
  rundownId: 'rundown',
  title: { 'zh-CN': '流程单' },
  plannedStartAtMs: null,
  segments: [segment('a'), segment('b'), segment('c')],
};
const titles = segmentTitleFields('a');

let client: FixtureClient;
let edits: RundownEdits;
let held: (() => void)[] | null;
let failures: unknown[];

/** The host's side: takes the operation and tells every console. */
function host(operation: RundownOperation): Result<{ version: number }> {
  const state = client.topic('rundown').get()!;
  const version = state.version + 1;
  client.patch('rundown', { rundown: applyOperation(state.rundown, operation), version });
  return accepted({ version });
}

beforeEach(() => {
  held = null;
  failures = [];
  client = fixtureClient({ rundown: { rundown: start, version: 1, canUndo: false, canRedo: false, savedAtMs: null } });
  client.answerWith((name, input) => (name === 'editRundown' ? host(input as RundownOperation) : accepted({ version: 1 })));
  const send = client.send.bind(client);
  client.send = async (name, input) => {
    if (client.link.get() !== 'open') throw new Error('not connected');
    if (held) await new Promise<void>((resolve) => held?.push(resolve));
    return send(name, input);
  };
  edits = new RundownEdits(client);
  edits.onFailure((refusal) => void failures.push(refusal));
});

const ids = () => edits.get().rundown?.segments.map(({ segmentId }) => segmentId);
const settle = () => vi.waitFor(() => expect(edits.get().status).toBe('saved'));
const hostTitle = () => client.topic('rundown').get()?.rundown.segments[0]?.title;

describe('operations', () => {
  it('RE1 two quick moves build on each other before the host has answered', async () => {
    held = [];
    void edits.perform({ type: 'moveSegment', segmentId: 'a', index: 1 });
    void edits.perform({ type: 'moveSegment', segmentId: 'a', index: 2 });
    expect(ids()).toEqual(['b', 'c', 'a']);
    expect(edits.get().status).toBe('saving');
    await vi.waitFor(() => expect(held).toHaveLength(1));
    const answers = held;
    held = null;
    for (const answer of answers) answer();
    await settle();
    expect(client.sent.map(({ input }) => input)).toEqual([
      { type: 'moveSegment', segmentId: 'a', index: 1 },
      { type: 'moveSegment', segmentId: 'a', index: 2 },
    ]);
    expect(ids()).toEqual(['b', 'c', 'a']);
  });

  it('RE1 a refused operation is taken back and said', async () => {
    client.answerWith(() => refused('segment-unknown'));
    expect(await edits.perform({ type: 'removeSegment', segmentId: 'b' })).toBe(false);
    expect(ids()).toEqual(['a', 'b', 'c']);
    expect(failures).toEqual([{ code: 'segment-unknown', context: {} }]);
  });

  it('RE1 an operation lost with the line is taken back and never sent late', async () => {
    client.setLink('connecting');
    expect(await edits.perform({ type: 'removeSegment', segmentId: 'b' })).toBe(false);
    client.setLink('open');
    expect(ids()).toEqual(['a', 'b', 'c']);
    expect(client.sent).toEqual([]);
    expect(failures).toEqual([null]);
  });
});

describe('typed text', () => {
  it('RE2 is sent after a pause', async () => {
    vi.useFakeTimers();
    try {
      edits.type(titles['zh-CN'], '核', true);
      vi.advanceTimersByTime(400);
      edits.type(titles['zh-CN'], '核桃', true);
      vi.advanceTimersByTime(599);
      expect(client.sent).toEqual([]);
      vi.advanceTimersByTime(1);
      await vi.runAllTimersAsync();
    } finally {
      vi.useRealTimers();
    }
    expect(client.sent.map(({ input }) => input)).toEqual([
      { type: 'changeSegment', segmentId: 'a', changes: { title: { 'zh-CN': '核桃' } } },
    ]);
  });

  it('RE2 is not sent while an input method composes, but when the field is left', async () => {
    vi.useFakeTimers();
    edits.type(titles['zh-CN'], 'hetao', false);
    vi.advanceTimersByTime(5000);
    vi.useRealTimers();
    expect(client.sent).toEqual([]);
    edits.leave(titles['zh-CN']);
    await settle();
    expect(hostTitle()).toEqual({ 'zh-CN': 'hetao' });
  });

  it('RE3 merges with what another console changes at the same time', async () => {
    edits.type(titles.en, 'Walnuts', true);
    client.patch('rundown', {
      rundown: applyOperation(start, { type: 'changeSegment', segmentId: 'a', changes: { title: { 'zh-CN': '别处', ug: 'ياڭاق' } } }),
      version: 2,
    });
    expect(edits.textOf(titles.en)).toBe('Walnuts');
    expect(edits.textOf(titles['zh-CN'])).toBe('别处');
    edits.leave(titles.en);
    await settle();
    expect(hostTitle()).toEqual({ 'zh-CN': '别处', ug: 'ياڭاق', en: 'Walnuts' });
  });

  it('RE3 stays in the field that has the focus, and a saved text does not overwrite a later edit elsewhere', async () => {
    edits.type(titles['zh-CN'], '我的', true);
    await edits.flush();
    client.patch('rundown', {
      rundown: applyOperation(start, { type: 'changeSegment', segmentId: 'a', changes: { title: { 'zh-CN': '别处' } } }),
      version: 3,
    });
    expect(edits.textOf(titles['zh-CN'])).toBe('我的');
    edits.leave(titles['zh-CN']);
    await settle();
    expect(edits.textOf(titles['zh-CN'])).toBe('别处');
    expect(client.sent).toHaveLength(1);
  });

  it('RE4 outlives a lost line and is sent once it is back', async () => {
    client.setLink('connecting');
    edits.type(titles['zh-CN'], '断线时写的', true);
    edits.leave(titles['zh-CN']);
    expect(edits.get().status).toBe('waiting');
    expect(edits.textOf(titles['zh-CN'])).toBe('断线时写的');
    client.setLink('open');
    await settle();
    expect(hostTitle()).toEqual({ 'zh-CN': '断线时写的' });
  });

  it('RE4 that cannot be saved is kept and marked, and nothing is sent', async () => {
    edits.type(titles['zh-CN'], '', true);
    edits.leave(titles['zh-CN']);
    await edits.flush();
    expect(edits.get().status).toBe('problem');
    expect(client.sent).toEqual([]);
  });

  it('RE4 of a segment removed elsewhere is dropped', () => {
    edits.type(lengthField('a'), '3:00', true);
    client.patch('rundown', { rundown: applyOperation(start, { type: 'removeSegment', segmentId: 'a' }), version: 2 });
    expect(edits.textOf(lengthField('a'))).toBeNull();
    expect(edits.get().status).toBe('saved');
  });

  it('RE5 is sent before an undo, so that the undo takes it back', async () => {
    edits.type(titles['zh-CN'], '新', true);
    await edits.history('undoRundown');
    expect(client.sent.map(({ name }) => name)).toEqual(['editRundown', 'undoRundown']);
  });
});

describe('what is typed into fields', () => {
  it.each([
    ['15:00', 900_000],
    ['90:00', 5_400_000],
    ['1:30:00', 5_400_000],
    ['5', 300_000],
    ['0:05', 5000],
    ['3：20', 200_000],
    ['1:60', null],
    ['1:75:00', null],
    ['25:00:00', null],
    ['abc', null],
    ['', null],
    ['-5', null],
  ])('a length %s', (text, durationMs) => {
    expect(parseDuration(text)).toBe(durationMs);
  });

  it('a planned start is read and shown in China time', () => {
    const atMs = Date.UTC(2020, 4, 1, 6, 30);
    expect(toDateTimeField(atMs)).toBe('2020-05-01T14:30');
    expect(fromDateTimeField('2020-05-01T14:30')).toBe(atMs);
    expect(fromDateTimeField('')).toBeNull();
  });

  it('numbers in a row', () => {
    expect(productNumbers('3, 12 7、3')).toEqual([3, 12, 7]);
    expect(productNumbers('核桃 3')).toBeNull();
    expect(productNumbers('')).toBeNull();
  });

  it('where a dropped row lands, counted without it', () => {
    expect(dropIndex(['a', 'b', 'c'], 'a', 'c', 'bottom')).toBe(2);
    expect(dropIndex(['a', 'b', 'c'], 'c', 'a', 'top')).toBe(0);
    expect(dropIndex(['a', 'b', 'c'], 'a', 'b', 'top')).toBe(0);
  });

  it('a secret of 24 to 64 bytes', () => {
    expect(isStandardSecret(`whsec_${btoa('x'.repeat(24))}`)).toBe(true);
    expect(isStandardSecret(`whsec_${btoa('x'.repeat(64))}`)).toBe(true);
    expect(isStandardSecret(`whsec_${btoa('x'.repeat(23))}`)).toBe(false);
    expect(isStandardSecret(`whsec_${btoa('x'.repeat(65))}`)).toBe(false);
    expect(isStandardSecret('whsec_***')).toBe(false);
    expect(isStandardSecret(btoa('x'.repeat(24)))).toBe(false);
  });
});
