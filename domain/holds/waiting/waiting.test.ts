import { describe, expect, it } from '@jest/globals';
import { isoInstant } from '../../calendar.js';
import { checkJourney } from '../../journey/load.js';
import { world } from '../../testing/world.js';

const JOURNEY = `
  journey: Waiting
  contact: { at: "09:00", zone: UTC }
  holds: { afterwards: { days: 2 }, said to be paid: { for: { days: 3 }, ask: cash, else: boss } }
  lanes:
    collection:
      for: item
      stages:
        reminders:
          steps: [{ name: first, at: { days: 1, from: due }, do: { send: overdue } }]
          on: { used up: end }`;
const said = (kind: 'said-to-be-paid' | 'reply-waiting' | 'cheque-in-the-post' = 'said-to-be-paid') =>
  world({ journey: JOURNEY })
    .at('2026-03-01T00:00Z')
    .invoice('I1', { dueOn: '2026-03-01' })
    .fact('hold.placed', { holdId: 'H', kind, scope: 'item', subject: 'I1', stops: ['reminders', 'escalation'], endsAt: null });

const ends = (of: ReturnType<typeof said>) =>
  of
    .run()
    .book.list('hold')
    .map(({ endsAt }) => endsAt && isoInstant(endsAt));

describe('a hold that waits for an answer', () => {
  it('lasts as long as the journey says, then reminders go on after the days of peace and the superior is asked', () => {
    const waits = said();
    expect([ends(waits), waits.tasks()]).toEqual([['2026-03-05T00:00:00Z'], ['open cash said-to-be-paid I1']]);
    expect(waits.until('2026-03-06T23:00Z').timeline()).toEqual([]);
    expect(waits.tasks()).toEqual(['open boss said-to-be-paid I1']);
    expect(waits.until('2026-06-01T00:00Z').timeline()).toEqual(['2026-03-07T09:00Z sent I1 first']);
  });

  it('ends with the answer of whoever is asked, also of the superior', () => {
    const answered = said();
    answered.at('2026-03-02T00:00Z').decided(answered.task('said-to-be-paid')?.id ?? '', 'not found');
    expect(answered.until('2026-06-01T00:00Z').timeline()).toEqual(['2026-03-04T09:00Z sent I1 first']);
    const late = said().until('2026-03-05T12:00Z');
    late.decided(late.task('said-to-be-paid')?.id ?? '', 'found');
    expect(late.tasks()).toEqual(['done boss said-to-be-paid I1']);
  });

  it('asks nobody any more when it is released, or when the money comes', () => {
    expect(said().released('H').tasks()).toEqual(['closed cash said-to-be-paid I1']);
    expect(said().payment('P', { to: 'I1' }).tasks()).toEqual(['closed cash said-to-be-paid I1']);
  });

  it.each([
    ['reply-waiting', '2026-03-05T00:00:00Z'],
    ['cheque-in-the-post', '2026-03-11T00:00:00Z'],
  ] as const)('lasts for business days where the journey says nothing: %s', (kind, end) => {
    const waits = said(kind);
    expect([ends(waits), waits.tasks()]).toEqual([[end], [`open ar-desk ${kind} I1`]]);
  });

  it('is said in a sentence', () => {
    const holds = (line: string) =>
      checkJourney(`journey: J\nholds:\n  ${line}\ncollection, for each invoice:\n  delivery:\n    on delivered: end\n`);
    expect(holds('reply waiting: stop the invoice for 3 days, ask the Sales desk').journey?.holds).toEqual({
      'reply waiting': { for: { days: 3 }, ask: 'sales-desk', else: 'head-of-ar' },
    });
    expect(holds('cheque in the post: stop the invoice for 2 business days, ask Desk, else Boss').journey?.holds).toEqual({
      'cheque in the post': { for: { businessDays: 2 }, ask: 'desk', else: 'boss' },
    });
    expect(holds('said to be paid: stop the invoice for ever').findings[0]?.message).toMatch(/Expected/);
  });

  const CALLS = JOURNEY.replace(
    '{ for: { days: 3 }, ask: cash, else: boss }',
    '{ for: { days: 3 }, after: { call: jo, within: { days: 2 }, else: boss } }',
  );
  const saidThenCalled = () =>
    world({ journey: CALLS })
      .at('2026-03-01T00:00Z')
      .invoice('I1', { dueOn: '2026-03-01' })
      .fact('hold.placed', {
        holdId: 'H',
        kind: 'said-to-be-paid',
        scope: 'item',
        subject: 'I1',
        stops: ['reminders', 'escalation'],
        endsAt: null,
      });

  it('asks nobody at first where a call is to follow: when the time is up somebody is to call, and reminders keep their distance to it', () => {
    const waits = saidThenCalled().until('2026-03-05T08:59Z');
    expect([waits.tasks(), waits.timeline()]).toEqual([[], []]);
    expect(waits.until('2026-03-05T09:00Z').tasks()).toEqual(['open jo call I1']);
    expect(waits.until('2026-06-01T00:00Z').timeline()).toEqual(['2026-03-07T09:00Z sent I1 first']);
    expect(waits.tasks()).toEqual(['open boss call I1']);
  });

  it('asks for no call where it is released before, or the money comes', () => {
    expect(saidThenCalled().at('2026-03-03T00:00Z').released('H').until('2026-06-01T00:00Z').tasks()).toEqual([]);
    expect(saidThenCalled().at('2026-03-03T00:00Z').payment('P', { to: 'I1' }).until('2026-06-01T00:00Z').tasks()).toEqual([]);
  });

  it('asks for another call after the next time that it is said', () => {
    const again = saidThenCalled().until('2026-03-06T00:00Z');
    again.decided(again.task('call')?.id ?? '', 'done');
    const hold = { holdId: 'H2', kind: 'said-to-be-paid', scope: 'item', subject: 'I1', endsAt: null } as const;
    again.fact('hold.placed', { ...hold, stops: ['reminders', 'escalation'] });
    expect(again.until('2026-03-10T09:00Z').tasks()).toEqual(['done jo call I1', 'open jo call I1']);
  });

  it('is said with the call that follows in a sentence, and with one of both', () => {
    const holds = (line: string) =>
      checkJourney(
        `journey: J\nholds:\n  cheque in the post: ${line}\ncollection, for each invoice:\n  delivery:\n    on delivered: end\n`,
      );
    expect(holds('stop the invoice for 7 business days, then call').journey?.holds).toEqual({
      'cheque in the post': {
        for: { businessDays: 7 },
        else: 'head-of-ar',
        after: { call: 'collector', within: { businessDays: 2 }, else: 'head-of-ar' },
      },
    });
    expect(holds('stop the invoice for 7 days, then call by Jo, within 3 days, else Boss').journey?.holds).toMatchObject({
      'cheque in the post': { after: { call: 'jo', within: { days: 3 }, else: 'boss' } },
    });
    expect(holds('{ for: { days: 3 } }').findings[0]?.message).toMatch(/one of both/);
  });
});
