/** Fetches pictures of program and preview from the host, only for what is in sight, one request at a time. */

export type MonitorView = 'program' | 'preview';

export interface ObsPicture {
  view: MonitorView;
  sceneName: string;
  image: ImageBitmap;
  /** By this page's own clock. */
  takenAt: number;
}

/** After a failure, and where the host answers without a picture at once. */
const REST_MS = 1_000;

export class ObsPictures {
  readonly #wished = new Map<MonitorView, { width: number; show(picture: ObsPicture): void }>();
  readonly #revisions = new Map<MonitorView, number>();
  #asking: AbortController | null = null;
  #running = false;
  #wake: () => void = () => {};

  /** From now on each new picture is shown; the answer ends that. Once shown, the picture belongs to whoever shows it. */
  watch(view: MonitorView, width: number, show: (picture: ObsPicture) => void): () => void {
    const wish = { width, show };
    this.#wished.set(view, wish);
    this.#revisions.delete(view);
    // What is on its way asks for too little.
    this.#asking?.abort();
    this.#wake();
    if (!this.#running) void this.#run();
    return () => {
      if (this.#wished.get(view) !== wish) return;
      this.#wished.delete(view);
      this.#asking?.abort();
      this.#wake();
    };
  }

  async #run(): Promise<void> {
    this.#running = true;
    // Views that begin together ask together.
    await Promise.resolve();
    while (this.#wished.size > 0) {
      const asking = new AbortController();
      this.#asking = asking;
      const beganAt = performance.now();
      const picture = await this.#ask(asking.signal);
      const wish = picture && this.#wished.get(picture.view);
      if (wish) wish.show(picture);
      else if (picture) picture.image.close();
      else if (!asking.signal.aborted && performance.now() - beganAt < REST_MS) await this.#rest();
    }
    this.#running = false;
  }

  async #ask(signal: AbortSignal): Promise<ObsPicture | null> {
    const query = new URLSearchParams();
    for (const view of this.#wished.keys()) query.set(view, String(this.#revisions.get(view) ?? 0));
    query.set('width', String(Math.ceil(Math.max(...[...this.#wished.values()].map(({ width }) => width)))));
    try {
      const response = await fetch(`/monitor/next?${query}`, { signal });
      if (response.status !== 200) return null;
      const view = response.headers.get('x-view');
      if (view !== 'program' && view !== 'preview') return null;
      const takenAt = performance.now() - Number(response.headers.get('x-age-ms'));
      const image = await createImageBitmap(await response.blob());
      this.#revisions.set(view, Number(response.headers.get('x-revision')));
      return { view, image, takenAt, sceneName: decodeURIComponent(response.headers.get('x-scene') ?? '') };
    } catch (error) {
      // A lost line, an ended wish or a damaged picture: the age of the last one says what is to be said.
      if (error instanceof Error) return null;
      throw error;
    }
  }

  #rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, REST_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
