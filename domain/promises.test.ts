import { expect, it } from '@jest/globals';
import { proveLives } from '../test/support/lives/run.js';

/** The full test lives thousands (`test/full/promises.test.ts`). */
it('whatever journey and whatever happens, what was promised is kept', () => {
  expect(proveLives({ lives: 80, seed: 20261125 }).broken).toBeUndefined();
});
