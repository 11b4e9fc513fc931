import { type Judge, reached } from './judge.js';
import { later } from './own-calendar.js';

/** The word before a promise goes so many days before its day, or later, never after it, and only while somebody promises. */
export const judgePromises: Judge = ({ ledger, life, clock }) => {
  const { before } = life.form.holds.promise ?? {};
  return (entry) => {
    if (entry.what !== 'done' || !reached(entry)) return undefined;
    const step = entry.steps.find(({ step: name }) => name === 'promise-comes-up');
    if (!step) return undefined;
    const today = clock(entry.at).slice(0, 10);
    const isDue = ledger.promisesOf(step.subject).some(({ by }) => before && today <= by && today >= later(by, -before.days));
    return isDue ? undefined : `${entry.effect.id} goes on ${today}, and nothing that is promised comes up`;
  };
};
