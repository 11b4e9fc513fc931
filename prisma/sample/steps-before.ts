import type { Journey } from '../../domain/journey/journey.js';

interface Input {
  journey: Journey;
  /** Days counted from today, as are the answers. */
  due: number;
  /** The steps of this day and later are not among them. */
  until: number;
  /** Drawn by itself: told of it beforehand, and never reminded. */
  byCard: boolean;
}

/** What the journey does to an invoice up to the day before `until`, each step on its own day: reminders, or the notice of a collection. */
export function stepsBefore({ journey, due, until, byCard }: Input): { step: string; on: number }[] {
  const stages = journey.lanes.filter((lane) => lane.for === 'item').flatMap((lane) => lane.stages);
  const configs = stages.map(({ config }) => config as { steps?: Reminder[]; notice?: { days: number } });
  const reminders = configs.flatMap(({ steps = [] }) => steps.filter(({ at }) => at.from === 'due'));
  const notices = configs.flatMap(({ notice }) => (notice ? [{ step: 'autopay-notice', on: due - notice.days }] : []));
  const all = byCard ? notices : reminders.map(({ name, at }) => ({ step: name, on: due + at.days }));
  return all.filter(({ on }) => on < until);
}

interface Reminder {
  name: string;
  at: { days: number; from: string };
}
