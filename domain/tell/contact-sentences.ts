/** When customers are contacted, as a journey's `contact` and `holds` say. */
import type { Journey } from '../journey/journey.js';
import { isNoTime } from '../span.js';
import { STAGE_TYPES } from '../stages/index.js';
import type { StageType } from '../stages/stage-type.js';
import { tellWriting } from '../writing/tell.js';
import { plainText } from './plain-text.js';
import { capital, type Words } from './words.js';

/** All of it, in sentences. */
export const contactSentences = (of: Of): string[] => [
  ...hoursSentence(of),
  ...callsSentence(of),
  ...lettersSentence(of),
  ...capSentence(of),
  ...togetherSentence(of),
  ...postSentence(of),
  ...peaceSentence(of),
  ...toleranceSentence(of),
  ...costsSentences(of),
  ...tellWriting({ writing: of.journey.writing, words: of.words }),
];

interface Of {
  journey: Journey;
  words: Words;
}
const NONE: string[] = [];

/** What of the journey keeps to the hours: first what it names itself step by step, then what stages bring along. */
function kindsInWindow({ lanes }: Journey): NonNullable<StageType<unknown>['inWindow']>[] {
  const there = new Set(lanes.flatMap(({ stages }) => stages.map(({ type }) => type)));
  const types = Object.entries(STAGE_TYPES).flatMap(([name, type]) => (there.has(name) ? [type] : []));
  const brought = ({ ownSteps = [] }: StageType<unknown>): number => Math.min(1, ownSteps.length);
  return types.toSorted((a, b) => brought(a) - brought(b)).flatMap(({ inWindow }) => inWindow ?? []);
}

function hoursSentence({ journey, words }: Of): string[] {
  const { at, until, zone, days } = journey.contact;
  const { say, all } = words;
  const kinds = kindsInWindow(journey);
  if (kinds.length === 0) return NONE;
  const what = capital(all(kinds.map((kind) => say(kind))));
  const where =
    zone === 'customer'
      ? say({ en: 'where the customer is', de: 'in der Zeit des Kunden' })
      : say({ en: `in the time of ${plainText(zone)}`, de: `in der Zeit von ${plainText(zone)}` });
  const on = days === 'business' ? say({ en: ', on business days', de: ', an Geschäftstagen' }) : '';
  return [
    say({
      en: `${what} go at ${at} and never outside ${at} to ${until}${on}, ${where}; all else goes at once.`,
      de: `${what} gehen um ${at} Uhr hinaus und nie außerhalb von ${at} bis ${until} Uhr${on}, ${where}; alles andere sofort.`,
    }),
    ...spreadSentence({ journey, words }),
    ...daysSentences({ journey, words }),
  ];
}

function spreadSentence({ journey, words: { say } }: Of): string[] {
  const { spread, at } = journey.contact;
  if (spread === undefined) return NONE;
  const [count, en, de] = spread % 60 === 0 ? [spread / 60, 'hour', 'Stunde'] : [spread, 'minute', 'Minute'];
  const [some, many] = count === 1 ? [en, `der ${de}`] : [`${count} ${en}s`, `den ${count} ${de}n`];
  return [
    say({
      en: `Not all go at ${at}: each customer has a moment of his own in the ${some} after it, always the same.`,
      de: `Nicht alle gehen um ${at} Uhr: Jeder Kunde hat seinen eigenen Zeitpunkt in ${many} danach, immer denselben.`,
    }),
  ];
}

/** When customers are called, where the journey says so. */
function callsSentence({ journey: { contact }, words: { say, all } }: Of): string[] {
  const { calls } = contact;
  if (!calls) return NONE;
  const spans = calls.hours.map(({ at, until }) => say({ en: `from ${at} to ${until}`, de: `von ${at} bis ${until} Uhr` }));
  const on = calls.days === 'business' ? say({ en: 'on business days ', de: 'an Geschäftstagen ' }) : '';
  const where =
    calls.zone === 'customer'
      ? say({ en: 'where the customer is', de: 'in der Zeit des Kunden' })
      : say({ en: `in the time of ${plainText(calls.zone)}`, de: `in der Zeit von ${plainText(calls.zone)}` });
  const { day, week } = calls.atMost ?? {};
  const caps = [
    ...(day === undefined ? [] : [say({ en: `${day} a day`, de: `${day} am Tag` })]),
    ...(week === undefined ? [] : [say({ en: `${week} in seven days on end`, de: `${week} in sieben Tagen am Stück` })]),
  ];
  const most = caps.length > 0 ? say({ en: `, at most ${all(caps)}`, de: `, höchstens ${all(caps)}` }) : '';
  return [
    say({
      en: `Calls are asked for ${on}${all(spans)}, ${where}${most}.`,
      de: `Anrufe werden ${on}${all(spans)}, ${where}, veranlasst${most}.`,
    }),
  ];
}

/** Which days are open, and what becomes of what falls on others. */
function daysSentences({ journey, words }: Of): string[] {
  const { days, closed, outside } = journey.contact;
  const { say, all, date } = words;
  const sentences: string[] = [];
  if (days === 'business')
    sentences.push(
      say({
        en: 'Business days are all days but the days of rest and public holidays of the customer’s country.',
        de: 'Geschäftstage sind alle Tage außer den Ruhetagen und Feiertagen im Land des Kunden.',
      }),
    );
  if (closed) {
    const ranges = closed.map(({ from, to }) =>
      from === to
        ? say({ en: `on ${date(from)}`, de: `am ${date(from)}` })
        : say({ en: `from ${date(from)} to ${date(to)}`, de: `vom ${date(from)} bis zum ${date(to)}` }),
    );
    sentences.push(say({ en: `Nobody is contacted ${all(ranges)}.`, de: `Niemand wird angeschrieben ${all(ranges)}.` }));
  }
  if (outside === 'skip')
    sentences.push(
      say({
        en: 'A reminder or a call whose moment is outside is left out, and so is a question after something that happened; what is severe, the step before it and all else wait.',
        de: 'Eine Erinnerung oder ein Anruf, deren Zeitpunkt außerhalb liegt, entfällt, ebenso eine Frage nach einem Ereignis; was schwer ist, der Schritt davor und alles andere warten.',
      }),
    );
  else if (days === 'business' || closed)
    sentences.push(
      say({
        en: 'What would fall outside waits for the next open moment.',
        de: 'Was außerhalb läge, wartet auf den nächsten offenen Zeitpunkt.',
      }),
    );
  return sentences;
}

function capSentence({ journey, words }: Of): string[] {
  const { atMost } = journey.contact;
  if (!atMost) return NONE;
  const { say, all } = words;
  const caps = [
    ...(atMost.day === undefined ? [] : [say({ en: `${atMost.day} a day`, de: `${atMost.day} am Tag` })]),
    ...(atMost.week === undefined ? [] : [say({ en: `${atMost.week} in seven days`, de: `${atMost.week} in sieben Tagen` })]),
  ];
  return [
    say({
      en: `A customer gets at most ${all(caps)} of reminders, calls and questions, a joint message counted once: what is too many is left out, but a formal notice and the reminder before it wait for a day with room.`,
      de: `Ein Kunde bekommt höchstens ${all(caps)} an Erinnerungen, Anrufen und Fragen, eine gemeinsame Nachricht einmal gezählt: Was zu viel ist, entfällt; eine förmliche Mahnung und die Erinnerung davor warten auf einen Tag mit Platz.`,
    }),
  ];
}

function togetherSentence({ journey, words }: Of): string[] {
  if (!kindsInWindow(journey).some(({ ofItems }) => ofItems)) return NONE;
  const { remindersApart, together } = journey.contact;
  const { say, days } = words;
  return [
    remindersApart === null
      ? say({ en: 'An invoice gets at most one reminder a day.', de: 'Zu einer Rechnung kommt höchstens eine Erinnerung am Tag.' })
      : say({
          en: `Between two reminders of an invoice lie at least ${days(remindersApart)}.`,
          de: `Zwischen zwei Erinnerungen an eine Rechnung liegen mindestens ${days(remindersApart)}.`,
        }),
    together
      ? say({
          en: 'Reminders of one account that are due together travel in one message; what is severe goes alone.',
          de: 'Erinnerungen eines Kontos, die zugleich fällig sind, gehen in einer Nachricht; was schwer ist, geht allein.',
        })
      : say({ en: 'Each invoice has a message of its own.', de: 'Jede Rechnung hat ihre eigene Nachricht.' }),
  ];
}

/** When letters are printed, where the journey says so. */
function lettersSentence({ journey: { contact }, words: { say, all } }: Of): string[] {
  const { letters } = contact;
  if (!letters) return NONE;
  const on =
    letters.days === 'business' ? say({ en: 'on business days', de: 'an Geschäftstagen' }) : say({ en: 'every day', de: 'jeden Tag' });
  const { day, week } = letters.atMost ?? {};
  const caps = [
    ...(day === undefined ? [] : [say({ en: `${day} a day`, de: `${day} am Tag` })]),
    ...(week === undefined ? [] : [say({ en: `${week} in seven days on end`, de: `${week} in sieben Tagen am Stück` })]),
  ];
  return [
    say({
      en: `Letters are printed ${on} before ${letters.before}; what comes later waits for the next such day.`,
      de: `Briefe werden ${on} vor ${letters.before} Uhr gedruckt; was später kommt, wartet auf den nächsten solchen Tag.`,
    }),
    ...(caps.length > 0
      ? [
          say({
            en: `A customer gets at most ${all(caps)} of letters that remind or ask.`,
            de: `Ein Kunde bekommt höchstens ${all(caps)} an Briefen, die erinnern oder fragen.`,
          }),
        ]
      : []),
  ];
}

function postSentence({ journey: { contact }, words }: Of): string[] {
  if (contact.post === undefined) return NONE;
  const { say, span } = words;
  return [
    say({
      en: `A letter is ${span(contact.post)} with the post: what follows it counts from its arrival, and waits at least as long again, for an answer by post.`,
      de: `Ein Brief ist ${span(contact.post)} unterwegs: Was auf ihn folgt, zählt ab seiner Ankunft und wartet mindestens noch einmal so lange auf eine Antwort mit der Post.`,
    }),
  ];
}

function peaceSentence({ journey, words }: Of): string[] {
  if (isNoTime(journey.peace)) return NONE;
  return [
    words.say({
      en: `After a hold, such as a dispute, an invoice is left in peace for ${words.span(journey.peace)}.`,
      de: `Nach einem Halt, etwa einem Streitfall, hat eine Rechnung ${words.span(journey.peace)} Ruhe.`,
    }),
  ];
}

function toleranceSentence({ journey: { tolerance }, words: { say, money, any, name } }: Of): string[] {
  if (!tolerance) return NONE;
  const amounts = any(tolerance.amounts.map((one) => money(one)));
  const rest = tolerance.writeOff
    ? say({
        en: `such a rest is written off as ${name(tolerance.writeOff)} when money has come`,
        de: `ein solcher Rest wird als ${name(tolerance.writeOff)} ausgebucht, wenn Geld gekommen ist`,
      })
    : say({ en: 'such a rest stays in the ledger until it is written off', de: 'ein solcher Rest bleibt offen, bis er ausgebucht wird' });
  return [
    say({
      en: `Up to ${amounts}, by the currency of the invoice, nothing is asked for; ${rest}.`,
      de: `Bis zu ${amounts}, je nach Währung der Rechnung, wird nichts verlangt; ${rest}.`,
    }),
  ];
}

/** Who is not asked for it. */
function waivedText({ of: { waivedFor }, words: { say, name } }: { of: { waivedFor?: string | undefined }; words: Words }): string {
  if (waivedFor === undefined) return '';
  const whom = name(waivedFor.replaceAll('-', ' '));
  return say({
    en: `; customers who count as ${whom} are not asked for it`,
    de: `; von Kunden, die als ${whom} gelten, wird das nicht verlangt`,
  });
}

/** Interest and fees: for us, with the steps that claim them. */
function costsSentences({ journey: { costs }, words }: Of): string[] {
  if (!costs) return NONE;
  const { say, name, all } = words;
  const { interest, fees, payments } = costs;
  return [
    ...(interest
      ? [
          say({
            en: `Interest of ${interest.percent} % a year runs from the day after the due date, actual/365, and is first claimed with ${name(interest.firstIn)}${waivedText({ of: interest, words })}.`,
            de: `Zinsen von ${interest.percent} % im Jahr laufen ab dem Tag nach der Fälligkeit, taggenau auf 365 Tage, und werden zuerst mit ${name(interest.firstIn)} gefordert${waivedText({ of: interest, words })}.`,
          }),
        ]
      : []),
    ...fees.map((fee) => {
      const amounts = all(fee.amounts.map((money) => words.money(money)));
      return say({
        en: `${name(fee.with)} claims a fee: ${amounts}, by the currency of the invoice${waivedText({ of: fee, words })}.`,
        de: `${name(fee.with)} fordert eine Gebühr: ${amounts}, je nach Währung der Rechnung${waivedText({ of: fee, words })}.`,
      });
    }),
    payments === 'principal'
      ? say({
          en: 'A payment goes to the invoice first, then to fees and interest.',
          de: 'Eine Zahlung geht zuerst auf die Rechnung, dann auf Gebühren und Zinsen.',
        })
      : say({
          en: 'A payment goes to fees and interest first, then to the invoice.',
          de: 'Eine Zahlung geht zuerst auf Gebühren und Zinsen, dann auf die Rechnung.',
        }),
  ];
}
