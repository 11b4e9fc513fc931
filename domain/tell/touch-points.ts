/** The touch-point map of a journey: every contact with the customer, in order, from the definition alone. */
import { holdsOf } from '../holds/index.js';
import type { Journey, Lane } from '../journey/journey.js';
import { senderText } from '../writing/tell.js';
import { plainText } from './plain-text.js';
import { factWords, outcomesOf, toldStage } from './tell-journey.js';
import type { Channel, FeedbackEvent, Purpose, ToldContact } from './told.js';
import { type Anchor, isAnchor, type Locale, type Words, wordsFor } from './words.js';

export interface TouchPointMap {
  journey: string;
  locale: Locale;
  /** Contacts with a day, in its order; those of an event; those of a clock. Empty ones are left out. */
  sections: { title: string; touchPoints: TouchPoint[] }[];
}
export interface TouchPoint {
  /** "3 days before the due date", or the event in words. */
  when: string;
  /** The day with the date that it is counted from; null: it has none. */
  day: { days: number; from: Anchor } | null;
  /** What is said: the quoted name of a template, or words. */
  what: string;
  purpose: string;
  channel: string;
  /** Whom of the customer it is for. */
  to: string;
  /** Who of ours gets a copy. */
  copies: string[];
  /** The role in whose name it goes. */
  sender: string;
  /** What is asked there. */
  feedback: string[];
  /** Outcomes and facts that lead to its stage, so that practices can be told apart; none for the first stage of a lane. */
  reachedBy: string[];
  lane: string;
  stage: string;
  /** The step's name; null: it has none. */
  step: string | null;
}

const ANCHORS: Record<Anchor, number> = { issue: 0, delivery: 1, due: 2, expected: 3 };
const KINDS = ['dated', 'event', 'clock'] as const;
type Kind = (typeof KINDS)[number];

export function touchPointsOf({ journey, locale }: { journey: Journey; locale: Locale }): TouchPointMap {
  const words = wordsFor(locale);
  const stages = journey.lanes.flatMap((lane) => {
    const ways = waysInto(lane, words);
    return lane.stages.map((stage) => ({ lane, stage, ways, told: toldStage({ stage, journey, words }) }));
  });
  const sender = senderText({ writing: journey.writing, words });
  const asked = stages.flatMap(({ told }) => told.feedback ?? []);
  const found = stages.flatMap(({ lane, stage, ways, told }) => {
    const days = new Map<string, TouchPoint['day']>();
    return told.steps.flatMap((step) =>
      (step.contacts ?? []).map((contact) => {
        const day = dayOf({ contact, days });
        if (step.name !== null) days.set(step.name, day);
        const place = { lane: lane.name, stage: stage.name, reachedBy: ways.get(stage.name) ?? [], step: step.name };
        return { kind: kindOf(contact), point: touchPoint({ contact, day, ...place, asked, sender, words }) };
      }),
    );
  });
  const aboutItems = journey.lanes.some((lane) => lane.for === 'item');
  for (const { name: stage, kind, config } of aboutItems ? holdsOf(journey) : [])
    for (const { step, contact } of kind.tell({ config, words }).contacts ?? []) {
      const place = { lane: words.say({ en: 'holds', de: 'Ruhe' }), stage, reachedBy: [], step };
      found.push({ kind: kindOf(contact), point: touchPoint({ contact, day: null, ...place, asked: [], sender, words }) });
    }
  const titles: Record<Kind, string> = {
    dated: words.say({ en: 'Around an invoice', de: 'Rund um eine Rechnung' }),
    event: words.say({ en: 'When something happens', de: 'Wenn etwas geschieht' }),
    clock: words.say({ en: 'By the clock', de: 'Nach der Uhr' }),
  };
  const sections = KINDS.map((kind) => ({
    title: titles[kind],
    touchPoints: found.flatMap((each) => (each.kind === kind ? [each.point] : [])).sort(byDay),
  }));
  return { journey: plainText(journey.name), locale, sections: sections.filter(({ touchPoints }) => touchPoints.length > 0) };
}

const kindOf = ({ when }: ToldContact): Kind => ('from' in when ? 'dated' : when.kind);

const DAYS_OF_A_MONTH = 30;
/** Of a business day. */
const CALENDAR_DAYS = 7 / 5;

/** For the order of the map: a month counts as thirty days, five business days as seven, and what follows a step lies so many days after it. */
function dayOf({ contact: { when }, days }: { contact: ToldContact; days: Map<string, TouchPoint['day']> }): TouchPoint['day'] {
  if (!('from' in when)) return null;
  const count =
    when.days ?? (when.businessDays === undefined ? (when.months ?? 0) * DAYS_OF_A_MONTH : Math.round(when.businessDays * CALENDAR_DAYS));
  if (isAnchor(when.from)) return { days: count, from: when.from };
  const before = days.get(when.from);
  return before ? { ...before, days: before.days + count } : null;
}

/** By the date that is counted from, then the day; what has none stays in the order of the file. */
function byDay({ day: a }: TouchPoint, { day: b }: TouchPoint): number {
  if (a === null || b === null) return 0;
  return ANCHORS[a.from] - ANCHORS[b.from] || a.days - b.days;
}

function touchPoint({
  contact,
  day,
  lane,
  stage,
  reachedBy,
  step,
  asked,
  sender,
  words,
}: Pick<TouchPoint, 'day' | 'lane' | 'stage' | 'reachedBy' | 'step'> & {
  contact: ToldContact;
  asked: { after: FeedbackEvent; what: string }[];
  /** In whose name messages go. */
  sender: string;
  words: Words;
}): TouchPoint {
  const { when, every, leadsTo, what } = contact;
  const again = every ? words.say({ en: `, then ${words.every(every)}`, de: `, dann ${words.every(every)}` }) : '';
  return {
    when: ('from' in when ? words.moment(when) : when.words) + again,
    day,
    what,
    purpose: words.say(PURPOSES[contact.purpose]),
    channel: words.say(CHANNELS[contact.channel]),
    to: contact.to ?? words.say({ en: 'the usual contact', de: 'üblicher Kontakt' }),
    copies: contact.copies ?? [],
    sender: contact.channel === 'telephone' || contact.channel === 'payment method' ? senderText({ writing: undefined, words }) : sender,
    feedback: [...new Set(asked.filter(({ after }) => leadsTo.includes(after)).map((question) => question.what))],
    reachedBy,
    lane: plainText(lane),
    stage: plainText(stage),
    step: step === null ? null : plainText(step),
  };
}

/** For each stage of a lane but its first the outcomes and facts that lead to it. */
function waysInto(lane: Lane, words: Words): Map<string, string[]> {
  const ways = new Map<string, Set<string>>(lane.stages.slice(1).map((stage) => [stage.name, new Set()]));
  for (const stage of lane.stages) for (const { outcome, next } of outcomesOf(stage)) ways.get(next)?.add(plainText(outcome));
  for (const { fact, stage } of lane.whenever) ways.get(stage)?.add(plainText(factWords({ fact, words })));
  return new Map([...ways].map(([stage, names]) => [stage, [...names]]));
}

const CHANNELS: Record<Channel, Record<Locale, string>> = {
  chosen: { en: 'the way that the customer chose', de: 'der Weg, den der Kunde gewählt hat' },
  email: { en: 'email', de: 'E-Mail' },
  letter: { en: 'letter', de: 'Brief' },
  'email and letter': { en: 'email and letter', de: 'E-Mail und Brief' },
  telephone: { en: 'telephone', de: 'Telefon' },
  'payment method': { en: 'the payment method', de: 'das Zahlungsmittel' },
};
const PURPOSES: Record<Purpose, Record<Locale, string>> = {
  invoice: { en: 'invoice', de: 'Rechnung' },
  announcement: { en: 'announcement', de: 'Ankündigung' },
  collection: { en: 'collection', de: 'Einzug' },
  failure: { en: 'failed payment', de: 'fehlgeschlagene Zahlung' },
  reminder: { en: 'reminder', de: 'Erinnerung' },
  statement: { en: 'statement', de: 'Kontoauszug' },
  'formal notice': { en: 'formal notice', de: 'förmliche Mahnung' },
  promise: { en: 'promise to pay', de: 'Zahlungszusage' },
  plan: { en: 'payment plan', de: 'Ratenplan' },
  question: { en: 'question', de: 'Rückfrage' },
  thanks: { en: 'thanks', de: 'Dank' },
  feedback: { en: 'feedback', de: 'Befragung' },
};
