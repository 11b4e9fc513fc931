import { type Judge, reached } from './judge.js';
import { apart, rests } from './own-calendar.js';

/** Letters go to print on the journey's days, before its hour, and so many of those that remind or ask in seven days. One in place of a mail goes at once. */
export const judgeLetters: Judge = (known) => {
  const { letters } = known.life.form.contact;
  /** The days of those that the cap counts. */
  const counted: string[] = [];
  return (entry) => {
    if (!letters || entry.what !== 'done' || !reached(entry) || !('by' in entry.effect)) return undefined;
    const { effect, at } = entry;
    if (!effect.by?.some((way) => way !== 'email')) return undefined;
    const [date = '', time = ''] = known.clock(at).split(' ');
    if (time >= letters.before) return `${effect.id} goes to print at ${time}`;
    if (letters.days === 'business' && (rests(date) || known.isClosed(date))) return `${effect.id} goes to print on ${date}`;
    if (effect.kind !== 'survey' && (effect.purpose !== 'reminder' || effect.alone)) return undefined;
    counted.push(date);
    const inAWeek = counted.filter((day) => apart(day, date) < 7).length;
    return inAWeek > (letters.atMost?.week ?? Infinity) && !known.moved ? `${effect.id} is letter ${inAWeek} of seven days` : undefined;
  };
};
