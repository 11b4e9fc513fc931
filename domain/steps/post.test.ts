import { describe, expect, it } from '@jest/globals';
import { world } from '../testing/world.js';

const JOURNEY = (steps: string, post = 'post takes: 3 business days each way') => `
journey: Post
contact:
  hours: 09:00 to 17:00 in UTC
  ${post}
collection, for each invoice:
  reminders:
    10 days after due: send First, by letter
    ${steps}
    on used up: end`;
/** Due on a Sunday; the letter goes on Wednesday, 2026-03-11, and arrives on Monday, the 16th; an answer could be here on Thursday, the 19th. */
const lives = (steps: string, post?: string) =>
  world({ journey: JOURNEY(steps, post), customer: { country: 'DE' } })
    .at('2026-02-01T00:00Z')
    .invoice('I1', { dueOn: '2026-03-01' });
const timeline = (steps: string, post?: string) =>
  lives(steps, post)
    .until('2026-06-01T00:00Z')
    .timeline()
    .map((line) => line.replace('T09:00Z sent I1', ''));

describe('the time that the post takes', () => {
  it.each([
    ['10 days after First: send Second', '2026-03-26'],
    ['10 business days after First: send Second', '2026-03-30'],
    // An answer by post could not be here before.
    ['1 day after First: send Second', '2026-03-19'],
    ['12 days after due: send Second', '2026-03-19'],
    ['40 days after due: send Second', '2026-04-10'],
  ])('%s goes on %s', (step, on) => {
    expect(timeline(step)).toEqual(['2026-03-11 first', `${on} second`]);
  });

  it('counts nothing for what goes by email, too, and nothing where the journey does not say it', () => {
    expect(timeline('1 day after First: send Second', '')).toEqual(['2026-03-11 first', '2026-03-12 second']);
    const both = world({
      journey: JOURNEY('1 day after First: send Second').replace('by letter', 'by email and letter'),
      customer: { country: 'DE' },
    });
    expect(both.at('2026-02-01T00:00Z').invoice('I1', { dueOn: '2026-03-01' }).until('2026-06-01T00:00Z').timeline()).toEqual([
      '2026-03-11T09:00Z sent I1 first',
      '2026-03-12T09:00Z sent I1 second',
    ]);
  });

  it('is added to the distance that a severe step keeps', () => {
    expect(timeline('20 days after due: send Notice, as a formal notice')).toEqual(['2026-03-11 first', '2026-03-26 notice']);
    expect(timeline('20 days after due: send Notice, as a formal notice', '')).toEqual(['2026-03-11 first', '2026-03-21 notice']);
  });

  it('says why a step waits', () => {
    const waits = lives('12 days after due: send Second').until('2026-03-13T09:00Z');
    expect(
      waits
        .run()
        .decisions.flatMap(({ decision }) => decision.reasons)
        .filter(({ params }) => params?.because === 'the post'),
    ).not.toEqual([]);
  });
});
