import { describe, expect, it } from '@jest/globals';
import { world } from '../../testing/world.js';

const journey = ({ retry = '', ask = 'ask: { within: { days: 5 } }' } = {}) => `
  journey: Autopay
  contact: { at: "10:00", zone: UTC }
  lanes:
    collection:
      for: item
      whenever: { payment.failed: failure handling }
      stages:
        autopay: { on: { failed: failure handling, no autopay: reminders } }
        failure handling:
          ${retry}
          ${ask}
          on: { used up: reminders }
        reminders:
          steps: [ { name: after-60, at: { days: 60, from: due }, do: { send: slip } } ]
          on: { used up: end }`;
const EVERY_8_DAYS = 'retry: { days: [8, 8, 8] }';

/** One invoice due on 2026-03-01, collected from a card at 10:00 that day. */
const due = (attempts: string[], settings = {}) =>
  world({ journey: journey(settings), attempts })
    .at('2026-02-01T00:00Z')
    .method('card-1')
    .invoice('I1', { dueOn: '2026-03-01' });

describe('retries by reason, up to so many times in so many days', () => {
  const lines = (retry: string) => `
    journey: Autopay
    contact: { at: "10:00", zone: UTC }
    collection, for each invoice:
      autopay:
        on failed: failure handling
        on no autopay: end
      failure handling:
        retry: by reason, ${retry}
        tell: by reason, once, with the next step and how to prevent it
        our fault: apologise, and count nothing against the customer
        ask: the customer for another way to pay where needed, within 5 days, else used up
        on used up: end`;
  const collects = (attempts: string[], retry: string) =>
    world({ journey: lines(retry), attempts })
      .at('2026-02-01T00:00Z')
      .method('card-1')
      .invoice('I1', { dueOn: '2026-03-01' })
      .until('2026-06-01T00:00Z')
      .timeline()
      .flatMap((line) => (line.includes(' collect') ? [line.slice(0, 16)] : []));

  // Want of money is tried again after 1, 2, 2 and 2 days; the network after 10 minutes, 1 hour, 4 hours and twice a day.
  it.each([
    ['up to 4 times in 14 days', ['03-01T10:00', '03-02T10:00', '03-04T10:00', '03-06T10:00', '03-08T10:00']],
    ['up to 2 times in 14 days', ['03-01T10:00', '03-02T10:00', '03-04T10:00']],
    ['up to 1 time in 14 days', ['03-01T10:00', '03-02T10:00']],
    ['up to 4 times in 5 days', ['03-01T10:00', '03-02T10:00', '03-04T10:00', '03-06T10:00']],
    ['up to 4 times in 4 days', ['03-01T10:00', '03-02T10:00', '03-04T10:00']],
  ])('%s', (retry, on) => {
    expect(collects(['insufficient_funds'], retry)).toEqual(on.map((moment) => `2026-${moment}`));
  });

  it('counts no failure of the network, but keeps to the days', () => {
    const network = ['processing_error'];
    expect(collects(network, 'up to 1 time in 14 days')).toHaveLength(6);
    expect(collects(network, 'up to 1 time in 1 day')).toHaveLength(4);
  });

  it('counts failures of other reasons together', () => {
    expect(collects(['insufficient_funds', 'do_not_honor', 'insufficient_funds'], 'up to 2 times in 14 days')).toHaveLength(3);
  });

  it('begins anew with another method', () => {
    const other = world({ journey: lines('up to 1 time in 2 days'), attempts: ['insufficient_funds'] })
      .at('2026-02-01T00:00Z')
      .method('card-1')
      .invoice('I1', { dueOn: '2026-03-01' })
      .at('2026-03-01T12:00Z')
      .method('card-2')
      .until('2026-06-01T00:00Z');
    expect(other.timeline().filter((line) => line.includes(' collect'))).toEqual([
      '2026-03-01T10:00Z declined I1 collect by card-1',
      '2026-03-01T12:00Z declined charge/I1 collect #1 by card-2',
      '2026-03-02T12:00Z declined charge/I1 collect #2 by card-2',
    ]);
  });
});

describe('a fault of ours', () => {
  it('counts nothing against the customer: the invoice is late up to that day, and no later', () => {
    const paidOn = (attempts: string[], fixed: string) => {
      const here = world({ journey: journey(), attempts }).at('2026-02-01T00:00Z').method('card-1').invoice('I1', { dueOn: '2026-03-01' });
      here.at(fixed);
      const task = here.task('ours')?.id;
      if (task) here.decided(task, 'fixed');
      const { history } = here.until('2026-06-01T00:00Z').run().book.customer();
      return history.map(({ paidOn: on, daysLate }) => `${on} ${daysLate}`);
    };
    expect(paidOn(['ours', 'collected'], '2026-03-20T10:00Z')).toEqual(['2026-03-20 0']);
    expect(paidOn(['insufficient_funds', 'ours', 'collected'], '2026-03-20T10:00Z')).toEqual(['2026-03-20 1']);
    expect(paidOn(['insufficient_funds', 'insufficient_funds', 'collected'], '2026-03-20T10:00Z')).toEqual(['2026-03-04 3']);
  });

  it('excuses nothing once the invoice was paid and is open again', () => {
    const here = world({ journey: journey(), attempts: ['ours'] })
      .at('2026-02-01T00:00Z')
      .method('card-1')
      .invoice('I1', { dueOn: '2026-03-01' });
    here.at('2026-03-05T00:00Z').payment('P1', { to: 'I1' });
    const days = () =>
      here
        .run()
        .book.customer()
        .history.map(({ daysLate }) => daysLate);
    expect(days()).toEqual([0]);
    here.at('2026-03-10T00:00Z').refund('P1').at('2026-03-31T00:00Z').payment('P2', { to: 'I1' });
    expect(days()).toEqual([30]);
  });
});

describe('retries by the journey’s schedule (R1)', () => {
  it('come 8, 8 and 8 days after a decline at the same hour, then the charge is used up after four attempts', () => {
    const declined = due(['insufficient_funds'], { retry: EVERY_8_DAYS }).until('2026-04-30T09:00Z');
    expect(declined.timeline()).toEqual([
      '2026-03-01T10:00Z declined I1 collect by card-1',
      '2026-03-01T10:00Z sent charge/I1 tell-failure-funds',
      '2026-03-09T10:00Z declined charge/I1 collect #1 by card-1',
      '2026-03-17T10:00Z declined charge/I1 collect #2 by card-1',
      '2026-03-25T10:00Z declined charge/I1 collect #3 by card-1',
    ]);
    expect(declined.reasons('charge/I1')).toContain('2026-03-25 retries-used-up');
    expect(declined.stages('I1')).toEqual(['reminders']);
    expect(declined.until('2026-04-30T10:00Z').timeline().at(-1)).toBe('2026-04-30T10:00Z sent I1 after-60');
  });

  it('are announced by the message for the day of the journey’s schedule', () => {
    const told = (settings: object) =>
      due(['insufficient_funds'], settings)
        .until('2026-03-02T00:00Z')
        .run()
        .happened.flatMap(({ effect }) => (effect.kind === 'message' && effect.purpose === 'failure' ? [effect.nextTryOn] : []));
    expect(told({ retry: EVERY_8_DAYS })).toEqual(['2026-03-09']);
    expect(told({})).toEqual(['2026-03-02']);
  });

  it('end with the first that succeeds', () => {
    const collected = due(['insufficient_funds', 'collected'], { retry: EVERY_8_DAYS }).until('2026-12-31T00:00Z');
    expect(collected.timeline().filter((line) => line.includes('collect'))).toEqual([
      '2026-03-01T10:00Z declined I1 collect by card-1',
      '2026-03-09T10:00Z collected charge/I1 collect #1 by card-1',
    ]);
    expect(collected.open('I1')).toBe(0);
    expect(collected.stages('I1')).toEqual([null]);
  });

  it('end with a payment by other means, and draw only what is open', () => {
    const paid = due(['insufficient_funds'], { retry: EVERY_8_DAYS }).at('2026-03-05T00:00Z').payment('P1', { to: 'I1', amount: 30_000 });
    expect(paid.until('2026-03-10T00:00Z').amounts().slice(-1)).toEqual(['2026-03-09 I1 70000']);
    paid.payment('P2', { to: 'I1', amount: 70_000 }).until('2026-12-31T00:00Z');
    expect(paid.timeline()).toHaveLength(3);
  });

  it('keep the wall time of the customer over a clock change', () => {
    const berlin = world({
      journey: journey({ retry: EVERY_8_DAYS }).replace('zone: UTC', 'zone: customer'),
      attempts: ['insufficient_funds'],
      customer: { timeZone: 'Europe/Berlin' },
    });
    berlin.at('2026-03-01T00:00Z').method('card-1').invoice('I1', { dueOn: '2026-03-25' }).until('2026-04-03T00:00Z');
    expect(berlin.timeline().filter((line) => line.includes('collect'))).toEqual([
      '2026-03-25T09:00Z declined I1 collect by card-1',
      '2026-04-02T08:00Z declined charge/I1 collect #1 by card-1',
    ]);
  });

  it('wait while a dispute stops collecting, and come when it is resolved', () => {
    const disputed = due(['insufficient_funds'], { retry: EVERY_8_DAYS }).at('2026-03-05T00:00Z').dispute('D1', { on: 'I1' });
    disputed.at('2026-03-20T12:00Z');
    expect(disputed.timeline()).toHaveLength(2);
    expect(disputed.resolved('D1', { on: 'I1' }).timeline().at(-1)).toBe('2026-03-20T12:00Z declined charge/I1 collect #1 by card-1');
  });
});

describe('what a failure’s reason decides', () => {
  it.each([
    ['insufficient_funds', 'tell-failure-funds', ['2026-03-02', '2026-03-04', '2026-03-06', '2026-03-08']],
    ['card_velocity_exceeded', 'tell-failure-bank', ['2026-03-02', '2026-03-04', '2026-03-08']],
    ['do_not_honor', 'tell-failure-bank', ['2026-03-02', '2026-03-05', '2026-03-10']],
    ['a_code_nobody_knows', 'tell-failure-bank', ['2026-03-02', '2026-03-05', '2026-03-10']],
    ['expired_card', 'tell-failure-method', []],
    ['authentication_required', 'tell-failure-method', []],
    ['lost_card', 'tell-failure-method', []],
    ['revocation_of_authorization', 'tell-failure-method', []],
    ['stolen_card', 'tell-failure-generic', []],
  ])('%s: one message %s, retries on %j', (code, told, retries) => {
    const declined = due([code]).until('2026-04-20T00:00Z');
    const lines = declined.timeline();
    expect(lines.filter((line) => line.includes('sent'))).toEqual([`2026-03-01T10:00Z sent charge/I1 ${told}`]);
    expect(lines.filter((line) => line.includes('#'))).toEqual(
      retries.map((day, n) => `${day}T10:00Z declined charge/I1 collect #${n + 1} by card-1`),
    );
    expect(declined.stages('I1')).toEqual(['reminders']);
  });

  it('waits for the customer five days where only that helps, then the charge is used up', () => {
    const declined = due(['lost_card']).until('2026-03-06T23:59Z');
    expect(declined.stages('I1')).toEqual(['failure handling']);
    expect(declined.reasons('charge/I1')).toContain('2026-03-01 needs-customer');
    expect(declined.until('2026-03-07T00:00Z').stages('I1')).toEqual(['reminders']);
  });

  it('tries again soon where the network failed, says nothing, and takes nothing from the payer’s budget', () => {
    const attempts = ['processing_error', 'issuer_not_available', 'insufficient_funds', 'processing_error', 'insufficient_funds'];
    const declined = due(attempts, { retry: EVERY_8_DAYS }).until('2026-04-20T00:00Z');
    expect(declined.timeline()).toEqual([
      '2026-03-01T10:00Z declined I1 collect by card-1',
      '2026-03-01T10:10Z declined charge/I1 collect #1 by card-1',
      '2026-03-01T11:10Z declined charge/I1 collect #2 by card-1',
      '2026-03-01T11:10Z sent charge/I1 tell-failure-funds',
      '2026-03-09T11:10Z declined charge/I1 collect #3 by card-1',
      '2026-03-09T11:20Z declined charge/I1 collect #4 by card-1',
      '2026-03-17T11:20Z declined charge/I1 collect #5 by card-1',
      '2026-03-25T11:20Z declined charge/I1 collect #6 by card-1',
    ]);
  });

  it('never draws again while the outcome is unknown: a person is asked', () => {
    const unknown = due(['unknown']).until('2026-12-31T00:00Z');
    expect(unknown.timeline()).toEqual(['2026-03-01T10:00Z unknown I1 collect by card-1']);
    expect(unknown.tasks()).toEqual(['open payments-desk payment-unknown I1']);
    expect(unknown.method('card-2').until('2027-01-31T00:00Z').timeline()).toHaveLength(1);
  });

  it('an unknown outcome is asked about also where the journey has no "whenever"', () => {
    const unknown = world({ journey: journey().replace('whenever: { payment.failed: failure handling }', ''), attempts: ['unknown'] });
    unknown.at('2026-02-01T00:00Z').method('card-1').invoice('I1', { dueOn: '2026-03-01' }).until('2026-06-01T00:00Z');
    expect(unknown.tasks()).toEqual(['open payments-desk payment-unknown I1']);
  });

  it('an unknown outcome that turns out a decline goes on as one', () => {
    const known = due(['unknown', 'collected'])
      .until('2026-03-03T00:00Z')
      .fact('payment.failed', {
        chargeId: 'charge/I1',
        attemptId: 'C1/I1/collect/0',
        itemIds: ['I1'],
        methodId: 'card-1',
        code: 'insufficient_funds',
        reasonClass: 'soft_funds',
        attemptedAt: Date.parse('2026-03-01T10:00Z'),
      });
    expect(known.until('2026-03-05T00:00Z').timeline().slice(1)).toEqual([
      '2026-03-03T00:00Z sent charge/I1 tell-failure-funds',
      '2026-03-03T00:00Z collected charge/I1 collect #1 by card-1',
    ]);
  });

  it('apologises for what was ours, tries again only when we have mended it', () => {
    const ours = due(['ours', 'collected']).until('2026-05-01T00:00Z');
    expect(ours.timeline()).toEqual(['2026-03-01T10:00Z ours I1 collect by card-1', '2026-03-01T10:00Z sent charge/I1 tell-failure-ours']);
    expect(ours.tasks()).toEqual(['open payments-desk ours I1']);
    ours.at('2026-05-02T12:00Z').decided(ours.task('ours')?.id ?? '', 'fixed');
    expect(ours.timeline().at(-1)).toBe('2026-05-02T12:00Z collected charge/I1 collect #1 by card-1');
  });

  it('leaves a dead or insolvent payer to a person', () => {
    const party = due(['R15']).until('2026-12-31T00:00Z');
    expect(party.timeline()).toEqual(['2026-03-01T10:00Z declined I1 collect by card-1']);
    expect(party.tasks()).toEqual(['open payments-desk payment-unknown I1']);
    expect(party.decided(party.task('payment-unknown')?.id ?? '', 'used up').stages('I1')).toEqual(['reminders']);
  });
});

describe('a charge of which nobody knows whether it was made', () => {
  const COLLECT = { chargeId: 'charge/I1', attemptId: 'C1/I1/collect/0', methodId: 'card-1', itemIds: ['I1'] };
  const asked = (attempts = ['unknown', 'collected']) => due(attempts).at('2026-03-03T12:00Z');
  const decided = (outcome: string, of = asked()) => of.decided(of.task('payment-unknown')?.id ?? '', outcome);
  const attempts = (of: ReturnType<typeof asked>) =>
    of
      .run()
      .book.list('attempt')
      .map(({ outcome, code }) => `${outcome} ${code}`);
  const drawn = (of: ReturnType<typeof asked>) => of.timeline().filter((line) => line.includes(' collect'));
  const reported = (of: ReturnType<typeof asked>, more: object = {}) =>
    of.fact('payment.failed', {
      chargeId: 'charge/F1',
      attemptId: 'charge/F1/1',
      itemIds: ['I1'],
      methodId: null,
      code: 'insufficient_funds',
      reasonClass: 'soft_funds',
      attemptedAt: of.run().now(),
      ...more,
    });

  it('and was, says a person: the payment is booked and the item settled', () => {
    const collected = decided('collected');
    expect(collected.open('I1')).toBe(0);
    expect(collected.stages('I1')).toEqual([null]);
    expect(attempts(collected)).toEqual(['collected outcome_unknown']);
    expect(collected.tasks()).toEqual(['done payments-desk payment-unknown I1']);
    expect(drawn(collected.until('2026-12-31T00:00Z'))).toHaveLength(1);
  });

  it('and was, but part of it was paid otherwise: what is too much stays unapplied', () => {
    const collected = decided('collected', asked().payment('P1', { to: 'I1', amount: 30_000 }));
    expect(collected.open('I1')).toBe(0);
    expect(collected.tasks()).toContain('open cash-desk unapplied-money pay/C1/I1/collect/0');
  });

  it('and was for a part: the rest is left to what follows', () => {
    const part = due(['unknown', 'collected']).dispute('D1', { on: 'I1', amount: 40_000 }).at('2026-03-03T12:00Z');
    const collected = decided('collected', part);
    expect([collected.open('I1'), collected.stages('I1')]).toEqual([40_000, ['reminders']]);
    expect(collected.until('2026-04-30T00:00Z').timeline()).toEqual(['2026-03-01T10:00Z unknown I1 collect by card-1']);
  });

  it('and was not: it is drawn again as after a failure of the network, and the customer hears nothing', () => {
    const failed = decided('not collected');
    expect(failed.timeline()).toEqual([
      '2026-03-01T10:00Z unknown I1 collect by card-1',
      '2026-03-03T12:00Z collected charge/I1 collect #1 by card-1',
    ]);
    expect(attempts(failed)).toEqual(['declined not_collected', 'collected null']);
  });

  it('and was not: it is not drawn at once while a hold stops collecting', () => {
    expect(drawn(decided('not collected', asked().hold('H1', { stops: ['collecting'] })))).toHaveLength(1);
  });

  it.each(['used up', 'whatever else'])('and was not, and is not to be drawn again (%s): reminders go on', (outcome) => {
    const given = decided(outcome);
    expect([given.stages('I1'), attempts(given)]).toEqual([['reminders'], ['declined not_collected']]);
    expect(given.until('2026-12-31T00:00Z').timeline().slice(1)).toEqual(['2026-04-30T10:00Z sent I1 after-60']);
  });

  it('twice: a person is asked twice', () => {
    const twice = decided('not collected', asked(['unknown', 'unknown', 'collected']));
    expect(twice.tasks()).toEqual(['done payments-desk payment-unknown I1', 'open payments-desk payment-unknown I1']);
    expect(decided('collected', twice).open('I1')).toBe(0);
  });

  it('is never drawn again before anybody knows: not by a new method, a payment of a part, or in time', () => {
    const unknown = asked().method('card-2').payment('P1', { to: 'I1', amount: 1 });
    expect(drawn(unknown.until('2027-12-31T00:00Z'))).toHaveLength(1);
    expect(unknown.timeline()).toHaveLength(1);
  });

  it('and whose failure is reported from outside has failed: told, not drawn again by itself, and reminders go on', () => {
    const failed = reported(asked());
    expect(failed.tasks()).toEqual(['closed payments-desk payment-unknown I1']);
    expect(attempts(failed)).toEqual(['declined insufficient_funds', 'declined insufficient_funds']);
    expect(failed.until('2026-12-31T00:00Z').timeline().slice(1)).toEqual([
      '2026-03-03T12:00Z sent charge/F1 tell-failure-funds',
      '2026-04-30T10:00Z sent I1 after-60',
    ]);
  });

  it('and whose failure its own provider reports goes on by the reason', () => {
    const failed = reported(asked(), COLLECT);
    expect(failed.tasks()).toEqual(['closed payments-desk payment-unknown I1']);
    expect(drawn(failed)).toEqual([
      '2026-03-01T10:00Z unknown I1 collect by card-1',
      '2026-03-03T12:00Z collected charge/I1 collect #1 by card-1',
    ]);
  });

  it.each<[string, object]>([
    ['of an attempt before it', { attemptedAt: Date.parse('2026-03-01T09:50Z') }],
    ['of which nobody knows the outcome either', { code: 'outcome_unknown', reasonClass: 'outcome_unknown' }],
    ['of another invoice', { itemIds: ['I2'] }],
  ])('stays open to question after a failure %s', (_what, more) => {
    const failed = reported(asked().invoice('I2', { dueOn: '2026-12-31' }), more).until('2026-05-01T12:00Z');
    expect(failed.tasks()[0]).toBe('open payments-desk payment-unknown I1');
    expect(attempts(failed)[0]).toBe('unknown outcome_unknown');
    expect(failed.timeline().filter((line) => line.includes(' I1 after-'))).toEqual([]);
  });

  it.each<[string, (of: ReturnType<typeof asked>) => ReturnType<typeof asked>]>([
    ['a payment that names it', (of) => of.payment('P1', { to: 'I1' })],
    ['a payment for the oldest', (of) => of.payment('P1', { apply: 'oldest-first' })],
    ['a credit note', (of) => of.fact('creditNote.issued', { creditNoteId: 'N1', itemId: 'I1', amount: 100_000 })],
  ])('is nobody’s question any more when its item is settled by %s', (_by, settle) => {
    const settled = settle(asked());
    expect(settled.tasks()).toEqual(['closed payments-desk payment-unknown I1']);
    expect(attempts(settled)).toEqual(['settled outcome_unknown']);
  });

  it('is no money on its way when its item is opened again: reminders go, nothing is drawn', () => {
    const reopened = asked().payment('P1', { to: 'I1' }).at('2026-03-10T12:00Z').refund('P1').until('2026-12-31T00:00Z');
    expect(reopened.timeline().slice(1)).toEqual(['2026-04-30T10:00Z sent I1 after-60']);
  });

  it('for three invoices stays unknown when one is settled, and is decided for the others together', () => {
    const items = ['I1', 'I2', 'I3'];
    const foreign = world({ journey: journey() }).at('2026-03-01T00:00Z');
    for (const id of items) foreign.invoice(id, { dueOn: '2026-03-01' });
    reported(foreign, { itemIds: items, code: 'outcome_unknown', reasonClass: 'outcome_unknown' }).payment('P1', { to: 'I3' });
    expect(attempts(foreign)).toEqual(['unknown outcome_unknown']);
    decided('used up', foreign);
    expect(items.flatMap(foreign.stages)).toEqual(['reminders', 'reminders', null]);
  });
});

describe('a new payment method (R4)', () => {
  const updated = (attempts: string[]) => due(attempts).at('2026-03-03T15:20Z').method('card-2');
  const collects = (line: string) => line.includes(' collect');

  it('after a hard decline is tried once at once', () => {
    const collected = updated(['lost_card', 'collected']).until('2026-12-31T00:00Z');
    expect(collected.timeline().filter(collects)).toEqual([
      '2026-03-01T10:00Z declined I1 collect by card-1',
      '2026-03-03T15:20Z collected charge/I1 collect #1 by card-2',
    ]);
    expect(collected.reasons('charge/I1')).toContain('2026-03-03 retry-new-method');
  });

  it('declined hard as well, is not tried again', () => {
    const declined = updated(['lost_card', 'lost_card']).until('2026-04-20T00:00Z');
    expect(declined.timeline().filter(collects)).toHaveLength(2);
    expect(declined.stages('I1')).toEqual(['reminders']);
  });

  it('to which the customer did not agree is not drawn on', () => {
    const noConsent = due(['lost_card']).at('2026-03-03T15:20Z').method('card-2', { autopay: false }).until('2026-04-20T00:00Z');
    expect(noConsent.timeline().filter(collects)).toEqual(['2026-03-01T10:00Z declined I1 collect by card-1']);
  });

  it('after a soft decline takes the place of the planned retry', () => {
    const soft = updated(['insufficient_funds', 'insufficient_funds', 'collected']).until('2026-12-31T00:00Z');
    expect(soft.timeline().filter(collects)).toEqual([
      '2026-03-01T10:00Z declined I1 collect by card-1',
      '2026-03-02T10:00Z declined charge/I1 collect #1 by card-1',
      '2026-03-03T15:20Z collected charge/I1 collect #2 by card-2',
    ]);
  });
});

describe('a charge that somebody else made', () => {
  it('and that failed by our fault is not drawn by us once that is mended: there is no method of ours to draw on', () => {
    const foreign = world({ journey: journey() }).at('2026-03-01T00:00Z').invoice('I1', { dueOn: '2026-04-30' });
    foreign.fact('payment.failed', {
      chargeId: 'ch_8',
      attemptId: 'at_8',
      itemIds: ['I1'],
      methodId: null,
      code: 'duplicate_transaction',
      reasonClass: 'technical_ours',
      attemptedAt: Date.parse('2026-03-01T00:00Z'),
    });
    foreign.at('2026-03-02T12:00Z').decided(foreign.task('ours')?.id ?? '', 'fixed');
    expect(foreign.timeline().filter((line) => line.includes('collect'))).toEqual([]);
    expect(foreign.stages('I1')).not.toContain('failure handling');
  });

  it('for three invoices is told of once and waits for the customer in all three', () => {
    const foreign = world({ journey: journey() }).at('2026-03-01T00:00Z');
    for (const id of ['I1', 'I2', 'I3']) foreign.invoice(id, { dueOn: '2026-04-30' });
    foreign.fact('payment.failed', {
      chargeId: 'ch_9',
      attemptId: 'at_9',
      itemIds: ['I1', 'I2', 'I3'],
      methodId: null,
      code: 'insufficient_funds',
      reasonClass: 'soft_funds',
      attemptedAt: Date.parse('2026-03-01T00:00Z'),
    });
    expect(foreign.timeline()).toEqual(['2026-03-01T00:00Z sent ch_9 tell-failure-funds']);
    const told = foreign.run().decisions.find(({ decision }) => decision.effects.length > 0)?.decision.reasons ?? [];
    expect(told.filter(({ code }) => code === 'needs-customer')).toHaveLength(1);
    expect(['I1', 'I2', 'I3'].flatMap(foreign.stages)).toEqual(Array(3).fill('failure handling'));
    foreign.until('2026-03-07T00:00Z');
    expect(foreign.timeline()).toHaveLength(1);
    expect(['I1', 'I2', 'I3'].flatMap(foreign.stages)).toEqual(Array(3).fill('reminders'));
  });
});

describe('a charge whose message is held by an insolvency', () => {
  const FAILED = {
    chargeId: 'X',
    attemptId: 'X/1',
    methodId: null,
    code: 'expired_card',
    reasonClass: 'fix_data' as const,
    attemptedAt: Date.parse('2026-02-01T00:00Z'),
  };
  const held = () =>
    world({ journey: journey() })
      .at('2026-02-01T00:00Z')
      .invoice('I1', { dueOn: '2026-03-01' })
      .fact('customer.insolvent', { holdId: 'H', cutOff: '2026-02-02' })
      .fact('payment.failed', { ...FAILED, itemIds: ['I1'] })
      .until('2026-02-20T00:00Z');
  const woken = (of: ReturnType<typeof held>) => of.fact('customer.changed', { set: { timeZone: 'UTC' } });

  it('stays in its stage, however often the engine wakes', () => {
    expect(held().stages('I1')).toEqual(['failure handling']);
    expect(woken(woken(held())).stages('I1')).toEqual(['failure handling']);
  });

  it('is used up when the message has gone', () => {
    const told = held().released('H');
    expect(told.timeline()).toEqual(['2026-02-20T00:00Z sent X tell-failure-method']);
    expect(told.stages('I1')).toEqual(['reminders']);
  });

  it('goes on with the invoices that are from after the cut-off', () => {
    const both = world({ journey: journey() })
      .at('2026-02-01T00:00Z')
      .invoice('I1', { dueOn: '2026-03-01' })
      .at('2026-02-03T00:00Z')
      .invoice('I2', { dueOn: '2026-03-01' })
      .fact('customer.insolvent', { holdId: 'H', cutOff: '2026-02-02' })
      .fact('payment.failed', { ...FAILED, itemIds: ['I1', 'I2'] })
      .until('2026-02-20T00:00Z');
    expect(both.timeline()).toEqual(['2026-02-03T00:00Z sent X tell-failure-method']);
    expect(both.amounts()).toEqual(['2026-02-03 I2 100000']);
    expect(both.stages('I2')).toEqual(['reminders']);
  });
});
