/** Which way the overlay takes into OBS, by what this OBS offers and holds. */
import { describe, expect, it, vi } from 'vitest';
import type { ObsMirror } from '../../../native/contract/obs.ts';
import { accepted, refused, type Result } from '../../../native/contract/refusal.ts';
import { MutableState } from '../../../native/kernel/live-state.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { OverlayDelivery } from '../../../native/playout/overlay-delivery.ts';

const mirrorWith = (inputKinds: string[]) => ({ inputKinds, canvas: { width: 1920, height: 1080 } }) as ObsMirror;

function delivery(
  options: {
    holdsPicture?: boolean;
    made?: 'browser' | 'picture';
    drawing?: Result<unknown>;
    onRecord?: 'none' | 'picture' | 'browser';
    pageWorks?: boolean;
    adding?: Result<never>;
    switching?: Result<never>;
  } = {},
) {
  const state = new MutableState<{ mirror: ObsMirror | null }>({ mirror: null });
  let holdsPicture = options.holdsPicture ?? false;
  const made = () => options.made ?? (state.get().mirror?.inputKinds.includes('browser_source') ? 'browser' : 'picture');
  const routes: string[] = [];
  const problems: (string | null)[] = [];
  const done: string[] = [];
  const pictures = {
    start: vi.fn(async () => {
      done.push('draw');
      return options.drawing ?? accepted({});
    }),
    stop: vi.fn(async () => {}),
  };
  const subject = new OverlayDelivery(
    {
      obs: {
        state,
        hasOverlayPicture: async () => holdsPicture,
        pageWorks: () => options.pageWorks ?? false,
        addOverlay: async (route) => {
          done.push(`add ${route}`);
          return options.adding ?? accepted({});
        },
        switchOverlay: async (route) => {
          done.push(`show ${route}`);
          return options.switching ?? accepted({ lacking: [] });
        },
        prepare: async () => accepted({ createdScenes: [], overlayAddedTo: ['Stage'], route: made(), applied: 1 }),
        undo: async () => {
          holdsPicture = false;
          return accepted({ removed: 1, kept: [] });
        },
      },
      pictures,
      onRouted: async (route) => void routes.push(route),
      onProblem: (problem) => problems.push(problem?.code ?? null),
      logger: silentLogger,
    },
    options.onRecord ?? 'none',
  );
  subject.start();
  return { subject, state, routes, problems, pictures, done };
}

describe('the overlay’s way into OBS', () => {
  it('OD1 an OBS with a browser source gets the page, and no picture is drawn', async () => {
    const { subject, state, routes, pictures } = delivery();
    state.patch({ mirror: mirrorWith(['browser_source', 'image_source']) });
    expect(await subject.prepare()).toMatchObject({ ok: true, value: { route: 'browser' } });
    expect(routes).toEqual(['browser']);
    expect(pictures.start).not.toHaveBeenCalled();
  });

  it('OD2 an OBS without one gets pictures once it has been prepared', async () => {
    const { subject, state, routes } = delivery();
    state.patch({ mirror: mirrorWith(['image_source']) });
    expect(await subject.prepare()).toMatchObject({ ok: true, value: { route: 'picture' } });
    expect(routes).toEqual(['picture']);
  });

  it('OD3 a browser source that is listed and does not work gives way to pictures', async () => {
    const { subject, state, pictures } = delivery({ made: 'picture' });
    state.patch({ mirror: mirrorWith(['browser_source', 'image_source']) });
    expect(await subject.prepare()).toMatchObject({ value: { route: 'picture' } });
    expect(pictures.start).toHaveBeenCalledTimes(1);
  });

  it('OD4 after a restart the way on record is taken up again without a new entry', async () => {
    const { state, routes, pictures } = delivery({ holdsPicture: true, onRecord: 'picture' });
    state.patch({ mirror: mirrorWith(['image_source']) });
    await vi.waitFor(() => expect(pictures.start).toHaveBeenCalledTimes(1));
    expect(routes).toEqual([]);
  });

  it('OD5 without a browser to draw with the operator is told, and nothing is said to be on its way', async () => {
    const { subject, state, routes, problems } = delivery({ drawing: refused('picture-no-browser') });
    state.patch({ mirror: mirrorWith(['image_source']) });
    expect(await subject.prepare()).toEqual(refused('picture-no-browser'));
    expect({ routes, problems }).toEqual({ routes: [], problems: ['picture-no-browser'] });
  });

  it('OD6 while OBS is away nothing is prepared', async () => {
    expect(await delivery().subject.prepare()).toEqual(refused('obs-not-connected'));
  });

  it('OD7 when the overlay was taken out of OBS no picture is drawn any more', async () => {
    const { subject, state, routes, pictures } = delivery({ holdsPicture: true });
    state.patch({ mirror: mirrorWith(['image_source']) });
    await vi.waitFor(() => expect(pictures.start).toHaveBeenCalledTimes(1));
    expect(await subject.undo('operator:desk')).toMatchObject({ ok: true });
    expect(pictures.stop).toHaveBeenCalled();
    expect(routes).toEqual(['picture', 'none']);
  });

  it('TW20 goes over to pictures with the newest one drawn before OBS shows it, and back without drawing on', async () => {
    const { subject, state, routes, done, pictures } = delivery({ pageWorks: true, onRecord: 'browser' });
    state.patch({ mirror: mirrorWith(['browser_source', 'image_source']) });
    await vi.waitFor(() => expect(done).toEqual(['show browser']));
    done.length = 0;
    expect(await subject.changeTo('picture', 'overlay-page-silent')).toMatchObject({ ok: true });
    expect(done).toEqual(['add picture', 'draw', 'show picture']);
    expect(await subject.changeTo('browser', 'page well again')).toMatchObject({ ok: true });
    expect(done.slice(3)).toEqual(['show browser']);
    expect(pictures.stop).toHaveBeenCalledTimes(1);
    expect(routes).toEqual(['picture', 'browser']);
  });

  it.each([
    ['nothing can be drawn', { drawing: refused('picture-no-browser') }, 'picture-no-browser'],
    ['OBS does not take the source', { adding: refused('obs-request-failed') }, 'obs-request-failed'],
    ['OBS does not switch', { switching: refused('obs-timeout') }, 'obs-timeout'],
  ])('TW21 stays with the page where %s, and says no change', async (_why, options, code) => {
    const { subject, state, routes } = delivery({ onRecord: 'browser', ...options });
    state.patch({ mirror: mirrorWith(['browser_source', 'image_source']) });
    expect(await subject.changeTo('picture', 'overlay-page-silent')).toMatchObject({ refusal: { code } });
    expect(routes).toEqual([]);
  });

  it('TW22 an OBS that comes back is shown the way on record', async () => {
    const { state, done } = delivery({ holdsPicture: true, onRecord: 'picture' });
    state.patch({ mirror: mirrorWith(['browser_source', 'image_source']) });
    await vi.waitFor(() => expect(done).toEqual(['draw', 'show picture']));
  });
});
