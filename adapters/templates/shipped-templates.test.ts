import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';
import type { MessageValues } from '../../activities/ports/renderer.js';
import { eur, headers, item, three, values } from './message-samples.js';
import { createRenderer, SHIPPED_TEMPLATES } from './renderer.js';

const LISTING = [
  'invoice',
  'coming-up',
  'overdue',
  'did-it-slip-through',
  'second-reminder',
  'second-reminder-firmer',
  'third-reminder',
  'final-notice',
  'we-will-collect',
];
const FAILURES = ['failure-funds', 'failure-method', 'failure-bank', 'failure-generic', 'failure-ours'];
const OTHERS = [
  'csat',
  'nps',
  'thank-you',
  'you-promised',
  'you-had-promised',
  'why-less',
  'plan-ends',
  'please-sign-again',
  'cheque-our-fault',
  'statement',
];
const ALL = [...LISTING, ...FAILURES, ...OTHERS];
const renderer = createRenderer();

async function rendered({ template, locale, ...change }: { template: string; locale: string } & Partial<MessageValues>) {
  const { bytes, subject } = await renderer.render({ template, locale, headers: headers(), values: values(change) });
  const mail = await PostalMime.parse(bytes);
  return { subject, text: plain(mail.text ?? ''), html: plain(mail.html ?? '') };
}
/** Without the no-break spaces that locales put into amounts. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');
const words = (html: string) => html.replace(/<style>[\s\S]*?<\/style>/, '').replace(/<[^>]+>/g, ' ');

describe('the messages that ship', () => {
  it('are all there in English and German, and no others', () => {
    const files = readdirSync(SHIPPED_TEMPLATES).filter((name) => name.endsWith('.md'));
    expect(files.sort()).toEqual(ALL.flatMap((name) => [`${name}.de.md`, `${name}.en.md`]).sort());
  });

  const cases = ALL.flatMap((template) => ['en', 'de'].flatMap((locale) => [1, 3].map((count) => ({ template, locale, count }))));
  it.each(cases)('$template.$locale reads well with $count', async ({ template, locale, count }) => {
    const { subject, text, html } = await rendered({ template, locale, items: count === 1 ? [item()] : three() });
    for (const part of [subject, text, words(html)]) {
      expect(part).not.toMatch(/\{\{|\}\}|\{%|%\}|\\|\*\*|undefined|null|\[object|\| /);
    }
    expect(subject).not.toBe('');
    expect(text).toContain('Ana Muster');
    expect(text).toContain('Coffee & Co');
    expect(html).toContain(`<html lang="${locale}">`);
    expect(text).not.toMatch(/\n{3}/);
  });

  it.each(['en', 'de'])('name number, due date and amount of each invoice, and the sum of several, in %s', async (locale) => {
    const [dueOn, asked, total] =
      locale === 'en' ? ['April 2, 2026', '€1,049.95', '€2,049.98'] : ['2. April 2026', '1.049,95 €', '2.049,98 €'];
    for (const template of [...LISTING, ...FAILURES]) {
      const { text, html } = await rendered({ template, locale, items: three() });
      for (const part of [text, html]) {
        for (const expected of ['R-17', 'R-18', 'R-19', dueOn, asked, total]) expect(part).toContain(expected);
      }
    }
  });

  it.each(['en', 'de'])('name both sums of an invoice that is disputed in part, and that this part waits, in %s', async (locale) => {
    const [both, waits] =
      locale === 'en' ? [['€200.00', '€1,049.95'], 'That part waits'] : [['200,00 €', '1.049,95 €'], 'Dieser Teil ruht'];
    for (const template of LISTING) {
      const { text } = await rendered({ template, locale, items: three() });
      for (const sum of both) expect(text).toContain(sum);
      expect(text.split(waits)).toHaveLength(2);
      expect((await rendered({ template, locale })).text).not.toContain(waits);
    }
  });

  it.each(['en', 'de'])(
    'name both sums of an invoice of which a part is promised, and until when it is in peace, in %s',
    async (locale) => {
      const [both, day] = locale === 'en' ? [['€800.00', '€200.00'], 'April 24, 2026'] : [['800,00 €', '200,00 €'], '24. April 2026'];
      const promised = [item({ asked: eur(20_000), promised: { amount: eur(80_000), by: '2026-04-24' } })];
      for (const template of LISTING) {
        const { text } = await rendered({ template, locale, items: promised });
        for (const part of [...both, day]) expect(text).toContain(part);
      }
    },
  );

  it('thank for a promise that was kept, and say what is open beside it', async () => {
    const promise = { amount: eur(40_000), by: '2026-04-24', paid: eur(40_000), missing: eur(0), open: eur(60_000) };
    const beside = (await rendered({ template: 'thank-you', locale: 'en', promise })).text;
    expect(beside).toContain('€600.00 of the invoice is still open');
    expect(beside).not.toContain('nothing more to do');
    expect((await rendered({ template: 'thank-you', locale: 'en', promise: { ...promise, open: eur(0) } })).text).toContain(
      'nothing more to do',
    );
  });

  it('name beforehand what was promised, and what of it is still to come', async () => {
    const promise = { amount: eur(80_000), by: '2026-04-24', paid: eur(30_000), missing: eur(50_000), open: eur(70_000) };
    const { text } = await rendered({ template: 'you-promised', locale: 'en', promise });
    expect(text).toContain('You told us that you pay €800.00');
    expect(text).toContain('€500.00 is still to come');
    expect((await rendered({ template: 'you-promised', locale: 'de', promise })).text).toContain('500,00 € stehen noch aus');
  });

  it('say what of a promise came and what is missing', async () => {
    const promise = { amount: eur(80_000), by: '2026-04-24', paid: eur(30_000), missing: eur(50_000), open: eur(70_000) };
    const { text } = await rendered({ template: 'you-had-promised', locale: 'en', promise });
    for (const part of ['€800.00', '€300.00', '€500.00', 'April 24, 2026']) expect(text).toContain(part);
    expect((await rendered({ template: 'you-had-promised', locale: 'en' })).text).toContain('nothing of it has arrived');
  });

  it('say which invoices are overdue only where some are and some are not', async () => {
    expect((await rendered({ template: 'overdue', locale: 'en', items: three() })).text).toContain('R-19 · April 20, 2026 (not overdue)');
    expect((await rendered({ template: 'overdue', locale: 'en' })).text).not.toContain('(overdue)');
  });

  it.each(['en', 'de'])('speak of a next try only where there is one, in %s', async (locale) => {
    const day = locale === 'en' ? 'April 17, 2026' : '17. April 2026';
    for (const template of FAILURES) {
      const never = await rendered({ template, locale, failure: { reasonClass: 'soft_funds', nextTryOn: null } });
      expect((await rendered({ template, locale })).text).toContain(day);
      expect(never.text).not.toMatch(/try again|noch einmal/);
    }
  });

  it.each(['en', 'de'])('disclose no reason where fraud is suspected, in %s', async (locale) => {
    const { text, subject } = await rendered({
      template: 'failure-generic',
      locale,
      failure: { reasonClass: 'hard_fraud', nextTryOn: null },
    });
    expect(`${subject} ${text}`).not.toMatch(/fraud|stolen|lost|bank|card|fund|betrug|gestohlen|karte|deckung/i);
  });

  it.each(['csat', 'nps'])(
    'give the number of the card in place of the way to answer where a card lies in the letter of %s',
    async (template) => {
      for (const locale of ['en', 'de']) {
        const survey = { kind: 'nps', link: 'https://pay.duly.example/s/a', card: { number: 'C1/nps/0' } } as const;
        const { text } = await rendered({ template, locale, survey });
        expect(text).toContain('C1/nps/0');
        expect(text).not.toContain('https://');
      }
    },
  );

  it.each(['csat', 'nps'])('give the way to answer in both parts of %s', async (template) => {
    const { text, html } = await rendered({ template, locale: 'en' });
    expect(text).toContain('https://pay.duly.example/s/a_b-c?t=1&x=(2)');
    expect(html).toContain('href="https://pay.duly.example/s/a_b-c?t=1&amp;x=(2)"');
  });

  it('name in the final notice the day by which to pay, counted from the day of the message', async () => {
    expect((await rendered({ template: 'final-notice', locale: 'en' })).text).toContain('April 9, 2026');
  });

  it('write amounts exactly, with the digits of their currency', async () => {
    const textOf = async (amount: number, currency: string) => {
      const money = { amount, currency };
      return (await rendered({ template: 'overdue', locale: 'en', items: [item({ amount: money, asked: money })], total: money })).text;
    };
    expect(await textOf(124995, 'JPY')).toContain('¥124,995\n');
    expect(await textOf(124995, 'KWD')).toContain('KWD 124.995\n');
    expect(await textOf(Number.MAX_SAFE_INTEGER, 'EUR')).toContain('€90,071,992,547,409.91\n');
  });

  it('need nothing of a survey or a greeting that is not there', async () => {
    const { text } = await rendered({ template: 'thank-you', locale: 'en', items: [], contact: { name: '' }, survey: null, failure: null });
    expect(text).toContain('Hello,\n\nYour payment has arrived.');
  });
});
