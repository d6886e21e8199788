/** The committed reference is what the contract says now; `-u` writes it anew. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { referenceFiles } from './reference.ts';

describe('the reference', () => {
  it.each(Object.entries(referenceFiles()))('HS5 docs/reference/%s is what the contract says', async (name, text) => {
    await expect(text).toMatchFileSnapshot(join(import.meta.dirname, '../../docs/reference', name));
  });
});
