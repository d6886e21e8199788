/** Verdicts on the plan follow it beside the live business, without news where there is none. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Content } from '../../../native/compliance/contents.ts';
import { VerdictBoard } from '../../../native/compliance/verdict-board.ts';
import { DAY_MS, guest, openRig, product } from './gate-rig.ts';

function openBoard(contents: Content[]) {
  const rig = openRig();
  const told: string[][] = [];
  const board = new VerdictBoard({
    clock: rig.clock,
    judge: rig.judge,
    contents: () => contents,
    onChanged: (verdicts) => told.push(Object.keys(verdicts)),
    onFault(error) {
      throw error;
    },
  });
  onTestFinished(() => board.stop());
  return { ...rig, board, told };
}

describe('verdicts on the plan', () => {
  it('GT71 changes are gathered into one look, and what is the same is not told again', async () => {
    const contents: Content[] = [{ kind: 'card', product: product({ name: { 'zh-CN': '最佳核桃' } }) }];
    const { board, told, clock } = openBoard(contents);
    for (let change = 0; change < 20; change += 1) board.changed();
    await clock.advance(150);
    expect(told).toEqual([['card:p-1']]);
    board.changed();
    await clock.advance(150);
    expect(told).toHaveLength(1);
    contents.push({ kind: 'lower-third', guest: guest(), segmentId: 's-1' });
    contents.shift();
    board.changed();
    await clock.advance(150);
    expect(told).toEqual([['card:p-1'], []]);
  });

  it('GT72 what runs out with time is seen without a change', async () => {
    const { board, told, clock } = openBoard([{ kind: 'lower-third', guest: guest(), segmentId: 's-1' }]);
    board.changed();
    await clock.advance(1000);
    expect(told).toEqual([]);
    await clock.advance(DAY_MS);
    expect(told).toEqual([['lower-third:s-1/g-1']]);
    board.stop();
    await clock.advance(DAY_MS);
    expect(told).toHaveLength(1);
  });
});
