import { describe, expect, it } from '@jest/globals';
import { checkJourney } from '../../journey/load.js';
import { world } from '../../testing/world.js';

const journey = `
  journey: Delivery
  contact: { at: "09:00", zone: UTC }
  lanes:
    collection:
      for: item
      stages:
        delivery: { on: { delivered: reminders } }
        reminders:
          steps: [ { name: after-1, at: { days: 1, from: due }, do: { send: slip } } ]
          on: { used up: end }`;
const issued = (deliverBy: 'email' | 'paper' = 'paper') =>
  world({ journey, customer: { deliverBy } }).at('2026-03-01T21:00Z').invoice('I1', { dueOn: '2026-03-31', delivery: 'waiting' });
const refused = () => issued('email').at('2026-03-03T10:00Z').fact('invoice.refused', { itemId: 'I1', code: 'po-missing' });
const lost = () => issued().at('2026-03-03T10:00Z').fact('invoice.undeliverable', { itemId: 'I1', code: 'moved' });

describe('delivery', () => {
  it('by email is sent by the product at once, and is what reminders wait for', () => {
    const sent = issued('email').until('2026-04-01T12:00Z');
    expect(sent.timeline()).toEqual(['2026-03-01T21:00Z sent I1 deliver', '2026-04-01T09:00Z sent I1 after-1']);
  });

  it('by paper waits until it is reported, however long', () => {
    const waiting = issued().at('2026-05-01T10:00Z');
    expect([waiting.timeline(), waiting.stages('I1')]).toEqual([[], ['delivery']]);
    expect(waiting.fact('invoice.delivered', { itemId: 'I1' }).timeline()).toEqual(['2026-05-01T10:00Z sent I1 after-1']);
  });

  it('of what could not be delivered is a person’s, then the superior’s, and nobody is reminded meanwhile', () => {
    const asked = lost().until('2026-03-04T23:59Z');
    expect(asked.tasks()).toEqual(['open ar-desk undelivered I1']);
    expect(asked.until('2026-05-01T00:00Z').tasks()).toEqual(['open head-of-ar undelivered I1']);
    expect(asked.timeline()).toEqual([]);
  });

  it('goes on when the person says that it is delivered', () => {
    const asked = lost().at('2026-03-04T10:00Z');
    expect(asked.decided(asked.task('undelivered')?.id ?? '', 'delivered').stages('I1')).toEqual(['reminders']);
    expect(asked.until('2026-04-01T12:00Z').timeline()).toEqual(['2026-04-01T09:00Z sent I1 after-1']);
  });

  it('counts as taken back while a person looks at it, and goes on when sent again', () => {
    const asked = world({ journey, customer: { deliverBy: 'email' } })
      .at('2026-03-01T10:00Z')
      .invoice('I1', { dueOn: '2026-03-31', delivery: 'undeliverable' });
    expect(asked.timeline()).toEqual([]);
    asked.at('2026-03-02T10:00Z').decided(asked.task('undelivered')?.id ?? '', 'send again');
    expect(asked.timeline()).toEqual(['2026-03-02T10:00Z sent I1 deliver #1']);
    expect(asked.stages('I1')).toEqual(['reminders']);
  });

  it('refused after the delivery stops reminders until it is delivered again', () => {
    expect(refused().until('2026-04-30T00:00Z').timeline()).toEqual(['2026-03-01T21:00Z sent I1 deliver']);
  });

  it('a settled invoice closes the question about it', () => {
    const paid = lost().payment('P1', { to: 'I1' });
    expect(paid.tasks()).toEqual(['closed ar-desk undelivered I1']);
  });

  it('open again, it is asked about anew, and comes to rest', () => {
    const reopened = lost().payment('P1', { to: 'I1' }).at('2026-03-20T10:00Z').refund('P1');
    expect(reopened.tasks()).toEqual(['closed ar-desk undelivered I1', 'open ar-desk undelivered I1']);
    expect(reopened.wakesAt()).toBe('2026-03-22T00:00Z');
  });

  it('comes to rest when a person decides that nothing is to be done, however late it is by then', () => {
    const left = lost().at('2026-03-04T10:00Z');
    left.decided(left.task('undelivered')?.id ?? '', 'leave it').until('2026-05-01T00:00Z');
    expect([left.tasks(), left.timeline(), left.wakesAt()]).toEqual([['done ar-desk undelivered I1'], [], null]);
  });
});

describe('delivery by letter', () => {
  const lettered = (deliverBy: 'email' | 'paper' | 'outside') =>
    world({
      journey: journey.replace('delivery: {', 'delivery: { by: { letter: { with: [payment slip, reply envelope] } },'),
      customer: { deliverBy },
    })
      .at('2026-03-01T21:00Z')
      .invoice('I1', { dueOn: '2026-03-31', delivery: 'waiting' });
  const sent = (deliverBy: 'email' | 'paper' | 'outside') =>
    lettered(deliverBy)
      .run()
      .happened.flatMap(({ effect }) => (effect.kind === 'message' ? [[effect.by, effect.enclosed]] : []));

  it('is ours whatever he chose, with what lies in it; an outside delivery is waited for', () => {
    const letter = [['letter'], ['payment slip', 'reply envelope']];
    expect([sent('email'), sent('paper'), sent('outside')]).toEqual([[letter], [letter], []]);
    expect([lettered('paper').stages('I1'), lettered('outside').stages('I1')]).toEqual([['reminders'], ['delivery']]);
  });

  it('counts as delivered on the day on which it arrives, where the journey says how long the post takes', () => {
    const posted = (post: string) => {
      const text = journey
        .replace('zone: UTC', `zone: UTC${post}`)
        .replace('delivery: {', 'delivery: { by: { letter: {} },')
        .replace('from: due', 'from: delivery');
      return world({ journey: text, customer: { country: 'DE' } })
        .at('2026-03-05T10:00Z')
        .invoice('I1', { dueOn: '2026-03-31', delivery: 'waiting' });
    };
    const sent = (of: ReturnType<typeof posted>) => of.until('2026-03-31T00:00Z').timeline();
    expect(sent(posted(''))).toEqual(['2026-03-05T10:00Z sent I1 deliver', '2026-03-06T09:00Z sent I1 after-1']);
    // The 5th is a Thursday: it arrives on Tuesday.
    const arrived = posted(', post: { businessDays: 3 }');
    expect(sent(arrived)).toEqual(['2026-03-05T10:00Z sent I1 deliver', '2026-03-11T09:00Z sent I1 after-1']);
    expect(arrived.run().book.facts.find(({ type }) => type === 'invoice.delivered')?.data).toEqual({
      itemId: 'I1',
      arrivesOn: '2026-03-10',
    });
  });

  it('is said in a sentence', () => {
    const said = checkJourney(`journey: J
collection, for each invoice:
  delivery:
    by: letter with payment slip and reply envelope
    ask: AR desk if it came back, within 2 business days, else Head of AR
    on delivered: end
`);
    expect(said.journey?.lanes[0]?.stages[0]?.config).toMatchObject({
      by: { letter: { with: ['payment slip', 'reply envelope'] } },
      ask: { who: 'ar-desk', within: { businessDays: 2 }, else: 'head-of-ar' },
    });
  });
});
