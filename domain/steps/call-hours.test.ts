import { describe, expect, it } from '@jest/globals';
import { isoInstant } from '../calendar.js';
import { loadJourney } from '../journey/load.js';
import type { CustomerRow } from '../rows.js';
import { tellJourney } from '../tell/tell-journey.js';
import { world } from '../testing/world.js';
import { nextCallHour } from './call-hours.js';

const HOURS = [
  { at: '09:30', until: '12:00' },
  { at: '14:00', until: '16:30' },
];

describe('hours of calls', () => {
  const next = (at: string, days?: 'business') =>
    isoInstant(
      nextCallHour({
        at: Date.parse(at),
        calls: { hours: HOURS, zone: 'customer', ...(days && { days }) },
        closed: [{ from: '2026-03-18', to: '2026-03-18' }],
        timeZone: 'Europe/Berlin',
        country: 'DE',
      }),
    );
  // 2026-03-13 is a Friday; Berlin is an hour ahead of UTC until 2026-03-29.
  it.each([
    ['2026-03-13T07:00Z', '2026-03-13T08:30:00Z'],
    ['2026-03-13T08:30Z', '2026-03-13T08:30:00Z'],
    ['2026-03-13T10:59Z', '2026-03-13T10:59:00Z'],
    ['2026-03-13T11:00Z', '2026-03-13T13:00:00Z'],
    ['2026-03-13T15:30Z', '2026-03-14T08:30:00Z'],
    ['2026-03-17T15:30Z', '2026-03-19T08:30:00Z'],
    ['2026-03-28T15:30Z', '2026-03-29T07:30:00Z'],
  ])('after %s: %s', (at, opens) => expect(next(at)).toBe(opens));

  it('pass weekends by on business days', () => expect(next('2026-03-13T15:30Z', 'business')).toBe('2026-03-16T08:30:00Z'));
});

const journey = (calls: string, steps: string) => `
journey: Calls
contact:
  hours: 08:00 to 20:00 in UTC
  ${calls}
collection, for each invoice:
  reminders:
${steps}
    on used up: end
`;
const CALLS = 'calls: business days 09:30 to 12:00 and 14:00 to 16:30 where the customer is, at most 1 a week';
/** When somebody was asked to call, and the moments of messages. */
function live({ calls = CALLS, steps, customer = {} }: { calls?: string; steps: string; customer?: Partial<CustomerRow> }) {
  const w = world({ journey: journey(calls, steps), customer: { country: 'DE', ...customer } })
    .at('2026-03-11T10:00Z')
    .invoice('I1', { dueOn: '2026-03-12' })
    .invoice('I2', { dueOn: '2026-03-13' })
    .until('2026-03-31T10:00Z');
  const { book, happened, decisions } = w.run();
  return {
    calls: book.list('task').map(({ subject, openedAt }) => `${subject} ${isoInstant(openedAt)}`),
    sent: happened.map(({ effect, at }) => `${effect.steps[0]?.subject} ${isoInstant(at)}`),
    reasons: decisions
      .flatMap(({ decision }) => decision.reasons)
      .map(({ about, code, params }) => `${about} ${code} ${params?.because ?? ''}`.trim()),
  };
}

describe('a call', () => {
  const call = '    1 day after due: call by Jo, within 2 days';

  it('is asked for inside its hours, where the customer is, and messages keep to theirs', () => {
    const steps = `${call}\n    12 days after due: send Overdue`;
    const came = live({ calls: CALLS.replace(', at most 1 a week', ''), steps, customer: { timeZone: 'America/New_York' } });
    // Friday, and for what would fall on Saturday Monday; New York is four hours behind.
    expect(came.calls).toEqual(['I1 2026-03-13T13:30:00Z', 'I2 2026-03-16T13:30:00Z']);
    expect(came.sent).toEqual(['I1 2026-03-24T08:00:00Z', 'I2 2026-03-25T08:00:00Z']);
    expect(came.reasons).toContain('I1 step-waits hours of calls');
  });

  it('beyond the cap of calls is left out, while messages have room', () => {
    const came = live({ steps: `${call}\n    4 days after due: send Overdue` });
    expect(came.calls).toEqual(['I1 2026-03-13T09:30:00Z']);
    expect(came.reasons).toContain('I2 step-capped');
    expect(came.sent).toHaveLength(2);
  });

  it('on which a severe step rests waits for the next day with room instead', () => {
    const came = live({ steps: `${call}\n    20 days after due: send Final notice, as a formal notice` });
    expect(came.calls).toEqual(['I1 2026-03-13T09:30:00Z', 'I2 2026-03-20T09:30:00Z']);
  });

  it('that waits for room goes when the hours of calls of that day begin, be it before those of messages', () => {
    const calls = 'calls: every day 07:00 to 09:00 where the customer is, at most 1 a day';
    const steps = `    1 day after due: call by Jo, within 2 days\n    20 days after due: send Final notice, as a formal notice`;
    const w = world({ journey: journey(calls, steps) })
      .at('2026-03-11T10:00Z')
      .invoice('I1', { dueOn: '2026-03-12' })
      .invoice('I2', { dueOn: '2026-03-12' })
      .until('2026-03-31T10:00Z');
    const tasks = w.run().book.list('task');
    expect(tasks.map(({ subject, openedAt }) => `${subject} ${isoInstant(openedAt)}`)).toEqual([
      'I1 2026-03-13T08:00:00Z',
      'I2 2026-03-14T07:00:00Z',
    ]);
  });

  it('goes as every contact where the journey says nothing of calls', () => {
    expect(live({ calls: 'together: all invoices of an account in one message', steps: call }).calls).toEqual([
      'I1 2026-03-13T08:00:00Z',
      'I2 2026-03-14T08:00:00Z',
    ]);
  });

  it('is told of in both languages', () => {
    const loaded = loadJourney({ text: journey(CALLS, call), file: 'j.yaml' });
    expect([tellJourney({ journey: loaded, locale: 'en' }).contact, tellJourney({ journey: loaded, locale: 'de' }).contact]).toEqual([
      expect.arrayContaining([
        'Calls are asked for on business days from 09:30 to 12:00 and from 14:00 to 16:30, where the customer is, at most 1 in seven days on end.',
      ]),
      expect.arrayContaining([
        'Anrufe werden an Geschäftstagen von 09:30 bis 12:00 Uhr und von 14:00 bis 16:30 Uhr, in der Zeit des Kunden, veranlasst, höchstens 1 in sieben Tagen am Stück.',
      ]),
    ]);
  });
});
