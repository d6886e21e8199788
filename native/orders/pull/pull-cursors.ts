/** How far each pull has come at its address, kept in the database once all before it is durable. */
import { z } from 'zod';

/** Small JSON values by name; `set` is durable when it resolves. */
export interface CursorStore {
  get<S extends z.ZodType>(key: string, schema: S): z.output<S> | null;
  set(key: string, value: unknown): Promise<void>;
}

export interface PullCursor {
  /** '' before the first pull, and for another address than the one before. */
  load(): string;
  save(cursor: string): Promise<void>;
}

const storedSchema = z.object({ address: z.string(), cursor: z.string() });

export function pullCursor(store: CursorStore, source: string, address: string): PullCursor {
  const key = `pull:${source}`;
  return {
    load() {
      const stored = store.get(key, storedSchema);
      return stored?.address === address ? stored.cursor : '';
    },
    save: (cursor) => store.set(key, { address, cursor }),
  };
}
