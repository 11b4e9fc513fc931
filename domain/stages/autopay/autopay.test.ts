import { describe, expect, it } from '@jest/globals';
import { world } from '../../testing/world.js';

const journey = `
  journey: Autopay
  contact: { at: "09:00", until: "18:00", zone: UTC }
  lanes:
    collection:
      for: item
      stages:
        autopay:
          notice: { days: 5, template: we-will-collect }
          collect: { days: 0 }
          on: { failed: reminders, no autopay: reminders }
        reminders:
          steps: [ { name: after-1, at: { days: 1, from: due }, do: { send: slip } } ]
          on: { used up: end }`;
const issued = (attempts: string[] = []) =>
  world({ journey, ...(attempts.length ? { attempts } : {}) })
    .at('2026-03-01T00:00Z')
    .method('card-1')
    .invoice('I1', { dueOn: '2026-03-31' });

describe('autopay', () => {
  it('tells five days before and collects on the due date', () => {
    const paid = issued().until('2026-05-01T00:00Z');
    expect(paid.timeline()).toEqual(['2026-03-26T09:00Z sent I1 autopay-notice', '2026-03-31T09:00Z collected I1 collect by card-1']);
    expect(paid.stages('I1')).toEqual([null]);
  });

  it('keeps its announcement and the steps of another lane apart, whoever was asked first', () => {
    const courtesy = `${journey}
    courtesy:
      for: item
      stages:
        reminders:
          steps: [ { name: courtesy, at: { days: -5, from: due }, do: { send: coming-up } } ]
          on: { used up: end }`;
    const both = world({ journey: courtesy }).at('2026-03-01T00:00Z').method('card-1').invoice('I1', { dueOn: '2026-03-31' });
    both.at('2026-03-26T12:00Z').fact('customer.changed', { set: { timeZone: 'UTC' } });
    expect(both.until('2026-03-30T00:00Z').timeline()).toEqual([
      '2026-03-26T09:00Z sent I1 autopay-notice',
      '2026-03-27T09:00Z sent I1 courtesy',
    ]);
  });

  it('waits while the invoice has not reached the customer, and goes on when it has', () => {
    const back = issued().at('2026-03-20T00:00Z').fact('invoice.undeliverable', { itemId: 'I1', code: '550' });
    expect(back.until('2026-04-10T00:00Z').timeline()).toEqual([]);
    expect(back.reasons('I1')).toContain('2026-03-20 not-delivered');
    back.fact('invoice.delivered', { itemId: 'I1' });
    expect(back.until('2026-05-01T00:00Z').timeline()).toEqual(['2026-04-10T00:00Z collected I1 collect by card-1']);
  });

  it('that fails hands the invoice on', () => {
    const failed = issued(['insufficient_funds']).until('2026-05-01T00:00Z');
    expect(failed.timeline().slice(1)).toEqual(['2026-03-31T09:00Z declined I1 collect by card-1', '2026-04-01T09:00Z sent I1 after-1']);
  });

  it('without agreement hands the invoice on at once and collects nothing', () => {
    const none = world({ journey }).at('2026-03-01T00:00Z').method('card-1', { autopay: false }).invoice('I1', { dueOn: '2026-03-31' });
    expect(none.stages('I1')).toEqual(['reminders']);
    expect(none.until('2026-05-01T00:00Z').timeline()).toEqual(['2026-04-01T09:00Z sent I1 after-1']);
  });

  it('after a notice that came too late tells nothing any more but collects', () => {
    const late = issued().at('2026-03-20T00:00Z').downUntil('2026-03-31T10:00Z').until('2026-05-01T00:00Z');
    expect(late.timeline()).toEqual(['2026-03-31T10:00Z collected I1 collect by card-1']);
  });

  it('draws what is open then, not what was invoiced', () => {
    const part = issued().at('2026-03-30T00:00Z').payment('P1', { to: 'I1', amount: 99_000 }).until('2026-05-01T00:00Z');
    expect(part.amounts().at(-1)).toBe('2026-03-31 I1 1000');
  });

  it('does not draw what unapplied money covers, nor what is disputed', () => {
    expect(issued().payment('P1').until('2026-05-01T00:00Z').timeline()).toEqual([]);
    expect(issued().dispute('D1', { on: 'I1' }).until('2026-05-01T00:00Z').timeline()).toEqual([]);
  });

  it('of a refunded invoice collects nothing by itself: it is reminded of', () => {
    const paid = issued().at('2026-04-05T10:00Z');
    const reopened = paid.refund('pay/C1/I1/collect/0').until('2026-05-01T00:00Z');
    expect(reopened.timeline().slice(2)).toEqual(['2026-04-05T10:00Z sent I1 after-1']);
    expect(reopened.open('I1')).toBe(100_000);
  });
});
