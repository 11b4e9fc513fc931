import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { loadJourney } from '../journey/load.js';
import { tellCustomer } from './tell-customer.js';
import { customerText } from './tell-text.js';
import { titled } from './titles.js';
import { LOCALES, type Locale, wordsFor } from './words.js';

const read = (path: string) => readFileSync(new URL(`../../journeys/${path}`, import.meta.url), 'utf8');
const told = ({ text, locale = 'en' }: { text: string; locale?: Locale }) =>
  customerText(tellCustomer({ journey: loadJourney({ text, file: 'told.yaml' }), locale }));

/** Whatever is ours alone says so in its name. */
const SECRETS = `
journey: secret-journey
contact: { at: "08:15", until: "16:45", zone: Europe/Berlin }
holds: { afterwards: { days: 6 } }
lanes:
  secret-lane:
    for: customer
    stages:
      secret-review:
        type: credit review
        rules: [ { if: { riskClass: high, country: FR, monthsKnownAtLeast: 77 }, do: ask }, { do: approve, limit: { amount: 123400, currency: USD } } ]
        ask: { who: secret-desk, within: { days: 88 }, else: declined }
        again: { months: 12 }
        overLimit: { who: secret-limit-desk, within: { days: 99 }, else: hold }
        on: { approved: secret-invoicing, declined: end }
      secret-invoicing: { type: invoicing, due: { days: 21 } }
  secret-items:
    for: item
    whenever: { payment.failed: secret-failure }
    stages:
      secret-delivery: { type: delivery, template: secret-mail, ask: { who: secret-ar, within: { days: 66 }, else: secret-head }, on: { delivered: secret-autopay } }
      secret-autopay: { type: autopay, notice: { days: 4, template: secret-notice }, collect: { days: 2 }, on: { failed: secret-failure, no autopay: secret-reminders } }
      secret-failure: { type: failure handling, tell: { generic: secret-suspicion }, on: { used up: secret-reminders } }
      secret-reminders:
        type: reminders
        steps:
          - { name: secret-first, at: { days: 1, from: due }, do: { send: overdue } }
          - { name: secret-second, at: { days: 7, from: secret-first }, do: { send: second-reminder } }
          - { name: secret-last, at: { days: 30, from: due }, do: { send: secret-letter }, severe: true }
        on: { used up: end }
  secret-feedback:
    for: customer
    stages:
      feedback: { csat: { after: [settled], template: secret-survey }, badScore: { csat: 55, ask: secret-manager } }
`;

describe('what a customer may be told', () => {
  it.each(LOCALES)('in %s names no owner, no threshold and no name that only we use', (locale) => {
    const text = told({ text: SECRETS, locale });
    expect(text).not.toMatch(
      /secret|desk|payments|ar-|head-of|risk|risik|1[,.]?234|USD|\$|France|Frankreich|77|88|99|66|55|fraud|betrug|suspic|verdacht/i,
    );
  });

  it('counts each step from what it really counts from, in the customer’s own words, and says on which days we write', () => {
    const text = `journey: Anchors
contact:
  hours: business days 09:00 to 17:00 where the customer is
collection, for each invoice:
  delivery:
    on delivered: reminders
  reminders:
    5 days after due: send Second reminder
    9 days after Second reminder: call by Head of AR, within 1 day
    on used up: escalation
  escalation:
    20 days after Second reminder: send Final notice, as a formal notice
    27 days after Second reminder: send Our own words, named own
    6 days after own: send Third reminder
    on used up: end
`;
    const lines = told({ text }).split('\n');
    for (const line of [
      '  9 days after “Second reminder” we call you.',
      '  20 days after “Second reminder” we send you a formal notice (“Final notice”).',
      '  6 days after the message before it we send you a reminder (“Third reminder”).',
      '  Reminders and questions reach you on business days between 09:00 and 17:00, where you are.',
    ])
      expect(lines).toContain(line);
    const german = told({ text, locale: 'de' });
    expect(german).toContain('20 Tage nach „Zweite Erinnerung“ senden wir Ihnen eine förmliche Mahnung');
    expect(german).toContain('an Geschäftstagen zwischen 09:00 und 17:00 Uhr');
  });

  it('says the terms, the collection, the reminders, what happens when, and how long peace lasts', () => {
    const lines = told({ text: SECRETS }).split('\n');
    for (const line of [
      '  We repeat this review every 12 months.',
      '  An invoice is due 21 days after issue, or on your own due day where we have agreed on one.',
      '  If you have agreed that we collect, we tell you 4 days before the due date what we will collect, and collect it 2 days after the due date.',
      '  1 day after the due date we send you a reminder (“Did it slip through?”).',
      '  7 days after “Did it slip through?” we send you a reminder (“Second reminder”).',
      '  30 days after the due date we send you a formal notice.',
      '  When such a dispute or promise is over, we leave you in peace about it for another 6 days.',
      '  Reminders and questions reach you between 08:15 and 16:45, in the time of Europe/Berlin.',
    ])
      expect(lines).toContain(line);
  });

  it('says the same in German', () => {
    const lines = told({ text: SECRETS, locale: 'de' }).split('\n');
    for (const line of [
      '  Eine Rechnung ist nach 21 Tagen fällig oder an Ihrem Zahltag, wenn wir einen vereinbart haben.',
      '  Haben Sie dem Einzug zugestimmt, teilen wir Ihnen 4 Tage vor Fälligkeit mit, was wir einziehen, und ziehen es 2 Tage nach Fälligkeit ein.',
      '  1 Tag nach Fälligkeit senden wir Ihnen eine Erinnerung („Ist es untergegangen?“).',
      '  30 Tage nach Fälligkeit senden wir Ihnen eine förmliche Mahnung.',
    ])
      expect(lines).toContain(line);
  });

  it('says nothing of what the journey does not have', () => {
    const text = told({ text: read('ladder.yaml') });
    expect(text).not.toMatch(/collect it|credit|how satisfied|in peace/);
    expect(text).toContain('30 days after the due date we send you a formal notice (“Final notice”).');
  });

  it('calls a shipped template as the mail itself does', () => {
    const titles = readdirSync(new URL('../../journeys/templates', import.meta.url)).flatMap((file) => {
      const [, template, locale] = /^(.*)\.(en|de)\.md$/.exec(file) ?? [];
      if (!template) return [];
      const shown = titled({ kind: 'It', template, words: wordsFor(locale as Locale) });
      const heading = /^# (.*)$/m.exec(read(`templates/${file}`))?.[1];
      return shown === 'It' ? [] : [{ file, shown, heading: `It (${wordsFor(locale as Locale).name(heading ?? '')})` }];
    });
    expect(titles.length).toBe(10);
    for (const { shown, heading } of titles) expect(shown).toBe(heading);
  });
});
