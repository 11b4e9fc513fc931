import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { loadJourney } from '../journey/load.js';
import { type TouchPoint, touchPointsOf } from './touch-points.js';
import type { Locale } from './words.js';

const mapOf = ({ text, locale = 'en' }: { text: string; locale?: Locale }) =>
  touchPointsOf({ journey: loadJourney({ text, file: 'map.yaml' }), locale });
const shipped = (name: string) => readFileSync(new URL(`../../journeys/${name}.yaml`, import.meta.url), 'utf8');
const line = ({ when, what, channel, purpose }: TouchPoint) => `${when}: ${what}, ${purpose}, ${channel}`;

describe('the touch-point map', () => {
  it('has every contact of the standard journey in the order of its days, then those of events and of the clock', () => {
    const { sections } = mapOf({ text: shipped('standard-b2b') });
    expect(sections.map(({ title, touchPoints }) => [title, ...touchPoints.map(line)])).toEqual([
      [
        'Around an invoice',
        'on the day of issue: “invoice”, invoice, the way that the customer chose',
        '5 days before the due date: “we-will-collect”, announcement, email',
        '3 days before the due date: “coming-up”, reminder, email',
        'on the due date: the collection, collection, the payment method',
        '1 day after the due date: “did-it-slip-through”, reminder, email',
        '10 days after the due date: “second-reminder”, reminder, email',
        '20 days after the due date: a call, reminder, telephone',
        '30 days after the due date: “final-notice”, formal notice, email and letter',
      ],
      [
        'When something happens',
        'collection failed: no money: “failure-funds”, failed payment, email',
        'collection failed: bank declined: “failure-bank”, failed payment, email',
        'collection failed: method unusable: “failure-method”, failed payment, email',
        'collection failed: suspicion: “failure-generic”, failed payment, email',
        'collection failed: our fault: “failure-ours”, failed payment, email',
        'collection failed: when it is tried again: the new try, collection, the payment method',
        '1 day after a dispute is resolved: CSAT (“csat”), feedback, email',
        '1 day after a failed payment is recovered: CSAT (“csat”), feedback, email',
        'after a bad score: a call, feedback, telephone',
        'a promise is kept: “thank-you”, thanks, email',
        'a promise is not kept in full: “you-had-promised”, promise to pay, email',
        'a payment plan is about to end: “plan-ends”, payment plan, email',
      ],
      ['By the clock', 'every 6 months: NPS (“nps”), feedback, email'],
    ]);
  });

  it('says which way a customer came, and who speaks', () => {
    const points = mapOf({ text: shipped('standard-b2b') }).sections.flatMap(({ touchPoints }) => touchPoints);
    const by = (step: string) => points.find((point) => point.step === step)?.reachedBy;
    expect([by('deliver'), by('autopay-notice'), by('coming-up'), by('tell-failure-bank')]).toEqual([
      [],
      ['delivered', 'the customer agrees to autopay'],
      ['no autopay', 'used up'],
      ['failed', 'a payment fails'],
    ]);
    expect(new Set(points.map(({ sender }) => sender))).toEqual(new Set(['our legal entity', '“account-manager” of our legal entity']));
  });

  it('shows beside a contact what is asked when it ends as the feedback stage waits for', () => {
    const asked = (text: string) =>
      Object.fromEntries(
        mapOf({ text }).sections.flatMap(({ touchPoints }) => touchPoints.map(({ step, feedback }) => [step ?? '', feedback] as const)),
      );
    expect(asked(shipped('standard-b2b'))).toMatchObject({
      'coming-up': [],
      'tell-failure-funds': ['CSAT 1 day after a failed payment is recovered'],
    });
    expect(asked(shipped('demo'))).toMatchObject({ 'coming-up': ['CSAT 1 day after an invoice is settled'], csat: [] });
    expect(asked(shipped('ladder'))['before-3']).toEqual([]);
  });

  it('counts from issue and delivery before it counts from the due date, and puts what follows a step after it', () => {
    const step = (name: string, days: number, from: string) => `{ name: ${name}, at: { days: ${days}, from: ${from} }, do: { send: t } }`;
    const text = `{ journey: A, lanes: { l: { for: item, stages: { reminders: { steps: [${step('a', 5, 'due')}, ${step('e', 90, 'a')}, ${step('f', 95, 'due')}, ${step('b', 9, 'delivery')}, ${step('c', 7, 'issue')}, ${step('d', -5, 'due')}], on: { used up: end } } } } } }`;
    expect(mapOf({ text }).sections[0]?.touchPoints.map((point) => point.step)).toEqual(['c', 'b', 'd', 'a', 'e', 'f']);
  });

  it('says how often a repeated step comes', () => {
    const text =
      '{ journey: A, lanes: { l: { for: item, stages: { reminders: { steps: [{ name: a, at: { days: 1, from: due }, every: { days: 14 }, do: { send: t } }], on: { used up: end } } } } } }';
    expect(mapOf({ text }).sections[0]?.touchPoints.map(({ when }) => when)).toEqual(['1 day after the due date, then every 14 days']);
  });

  it('is told in German, too', () => {
    const { sections } = mapOf({ text: shipped('ladder'), locale: 'de' });
    expect(sections[0]?.touchPoints.map(line)).toContain('3 Tage vor Fälligkeit: „coming-up“, Erinnerung, E-Mail');
  });
});
