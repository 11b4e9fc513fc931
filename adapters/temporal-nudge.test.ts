import { expect, it } from '@jest/globals';
import { tracked } from './temporal-nudge.js';

it('is idle only when every hint is over, also those that nobody waits for and those that fail', async () => {
  const open: { customer: string; end: (error?: Error) => void }[] = [];
  const nudge = tracked(
    (customer: string) =>
      new Promise<void>((resolve, reject) => {
        open.push({ customer, end: (error) => (error ? reject(error) : resolve()) });
      }),
  );
  const failed = nudge('A');
  void nudge('B');
  let isIdle = false;
  const idle = nudge.idle().then(() => {
    isIdle = true;
  });
  open[0]?.end(new Error('Temporal is away'));
  await expect(failed).rejects.toThrow('Temporal is away');
  expect(isIdle).toBe(false);
  open[1]?.end();
  await idle;
  expect(open.map(({ customer }) => customer)).toEqual(['A', 'B']);
});
