/** What a customer may be told of a journey: terms, reminders, collection and what happens when; no owners, no thresholds, no names of ours. */
import { holdsOf } from '../holds/index.js';
import type { Journey } from '../journey/journey.js';
import { isNoTime } from '../span.js';
import type { LaneKind } from '../stages/stage-type.js';
import { toldStage } from './tell-journey.js';
import { type Locale, type Words, wordsFor } from './words.js';

export interface ToldCustomer {
  locale: Locale;
  sections: { title: string; sentences: string[] }[];
}

/** In the order of the journey; each stage's own words, then what holds for all of it. */
export function tellCustomer({ journey, locale }: { journey: Journey; locale: Locale }): ToldCustomer {
  const words = wordsFor(locale);
  const { say } = words;
  const { at, until, zone } = journey.contact;
  const kinds = new Set(journey.lanes.map((lane) => lane.for));
  const said = (kind: LaneKind) =>
    unique(
      journey.lanes
        .filter((lane) => lane.for === kind)
        .flatMap((lane) => lane.stages.flatMap((stage) => toldStage({ stage, journey, words }).customer)),
    );
  const item = said('item');
  const account = said('account');
  const customer = said('customer');
  const where =
    zone === 'customer' ? { en: 'where you are', de: 'in Ihrer Zeit' } : { en: `in the time of ${zone}`, de: `in der Zeit von ${zone}` };
  const on = journey.contact.days === 'business' ? { en: 'on business days ', de: 'an Geschäftstagen ' } : { en: '', de: '' };
  const always = [
    ...(kinds.has('item')
      ? [
          say({
            en: 'Once you have paid, nothing more is asked of you for that invoice.',
            de: 'Sobald Sie bezahlt haben, verlangen wir zu dieser Rechnung nichts mehr.',
          }),
          say({
            en: 'If you dispute an invoice or a part of it, we ask for that part neither by reminder nor by collection until it is settled between us.',
            de: 'Bestreiten Sie eine Rechnung oder einen Teil davon, mahnen wir diesen Teil nicht an und ziehen ihn nicht ein, bis er zwischen uns geklärt ist.',
          }),
        ]
      : []),
    ...(kinds.has('item') ? holdsOf(journey).flatMap(({ kind, config }) => kind.tell({ config, words }).customer) : []),
    ...(kinds.has('item') && !isNoTime(journey.peace)
      ? [
          say({
            en: `When such a dispute or promise is over, we leave you in peace about it for another ${words.span(journey.peace)}.`,
            de: `Ist ein Einwand geklärt oder eine Zusage vorbei, lassen wir Sie damit noch ${words.span(journey.peace)} in Ruhe.`,
          }),
        ]
      : []),
    ...customerCosts({ journey, words }),
    say({
      en: `Reminders and questions reach you ${on.en}between ${at} and ${until}, ${where.en}.`,
      de: `Erinnerungen und Fragen erreichen Sie ${on.de}zwischen ${at} und ${until} Uhr, ${where.de}.`,
    }),
  ];
  return {
    locale,
    sections: [
      { title: say({ en: 'You and us', de: 'Sie und wir' }), sentences: customer },
      { title: say({ en: 'Your account', de: 'Ihr Konto' }), sentences: account },
      { title: say({ en: 'Your invoices', de: 'Ihre Rechnungen' }), sentences: item },
      { title: say({ en: 'What always holds', de: 'Was immer gilt' }), sentences: always },
    ].filter(({ sentences }) => sentences.length > 0),
  };
}

const unique = (sentences: string[]): string[] => [...new Set(sentences)];

/** What being late may cost: never with which of our steps. */
function customerCosts({ journey: { costs }, words: { say, all, money } }: { journey: Journey; words: Words }): string[] {
  if (!costs) return [];
  const { interest, fees } = costs;
  return [
    ...(interest
      ? [
          say({
            en: `For late payment we may ask for interest of ${interest.percent} % a year from the day after the due date.`,
            de: `Bei verspäteter Zahlung können wir ab dem Tag nach der Fälligkeit Zinsen von ${interest.percent} % im Jahr verlangen.`,
          }),
        ]
      : []),
    ...fees.map(({ amounts }) =>
      say({
        en: `A late reminder may come with a fee: ${all(amounts.map((one) => money(one)))}, by the currency of the invoice.`,
        de: `Eine spätere Mahnung kann eine Gebühr kosten: ${all(amounts.map((one) => money(one)))}, je nach Währung der Rechnung.`,
      }),
    ),
  ];
}
