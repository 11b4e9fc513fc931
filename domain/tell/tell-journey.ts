/** A journey in sentences, for those who run it: from the definition alone. */

import { holdsOf } from '../holds/index.js';
import type { Journey, Lane, Stage } from '../journey/journey.js';
import type { Becoming } from '../journey-rules/becoming.js';
import type { LadderStep } from '../ladder/step.js';
import type { Segment } from '../segments/segment.js';
import { STAGE_TYPES } from '../stages/index.js';
import type { LaneKind } from '../stages/stage-type.js';
import { contactSentences } from './contact-sentences.js';
import { plainText } from './plain-text.js';
import type { Told } from './told.js';
import { type Locale, type Words, wordsFor } from './words.js';

export interface ToldJourney {
  journey: string;
  locale: Locale;
  /** When customers are contacted. */
  contact: string[];
  /** Whom the journey tells apart, by the conditions as the file has them. */
  segments: string[];
  lanes: ToldLane[];
  /** What holds in every lane. */
  standing: string[];
}
export interface ToldLane {
  name: string;
  for: LaneKind;
  /** Whose it is. */
  about: string;
  stages: ToldStage[];
  /** What takes a subject out of any stage. */
  whenever: { fact: string; stage: string; sentence: string }[];
}
export interface ToldStage {
  name: string;
  type: string;
  about: string;
  steps: { name: string | null; sentence: string }[];
  /** What follows on each outcome. `byDefault`: the file does not say so. */
  outcomes: { outcome: string; next: string; byDefault: boolean; sentence: string }[];
  standing: string[];
}

/** The journey lane by lane, stage by stage, step by step. */
export function tellJourney({ journey, locale }: { journey: Journey; locale: Locale }): ToldJourney {
  const words = wordsFor(locale);
  const { say } = words;
  const kinds = new Set(journey.lanes.map((lane) => lane.for));
  return {
    journey: plainText(journey.name),
    locale,
    contact: contactSentences({ journey, words }),
    segments: (journey.segments ?? []).map((segment) => segmentSentence({ segment, words })),
    lanes: journey.lanes.map((lane) => tellLane({ lane, journey, words })),
    standing: [
      ...(kinds.has('item')
        ? [
            say({
              en: 'A settled invoice leaves every stage by itself; open again, it comes back with the steps it has already had.',
              de: 'Eine bezahlte Rechnung verlässt jeden Abschnitt von selbst; wieder offen, kehrt sie mit den Schritten zurück, die sie schon hatte.',
            }),
            say({
              en: 'What is disputed, held or covered by money not yet applied is neither reminded of nor collected; the rest goes on. While a payment is on its way, nothing of the invoice is asked for.',
              de: 'Was strittig, angehalten oder durch noch nicht zugeordnetes Geld gedeckt ist, wird weder angemahnt noch eingezogen; der Rest geht weiter. Solange eine Zahlung unterwegs ist, wird zu der Rechnung nichts verlangt.',
            }),
            journey.chargebacks === 'unpaid'
              ? say({
                  en: 'What a bank took back is simply unpaid.',
                  de: 'Was eine Bank zurückgeholt hat, ist schlicht unbezahlt.',
                })
              : say({
                  en: 'What a bank took back is left in peace as a dispute, and “ar-desk” is asked.',
                  de: 'Was eine Bank zurückgeholt hat, bleibt als Streitfall in Ruhe, und „ar-desk“ wird gefragt.',
                }),
          ]
        : []),
      ...(journey.becomes ?? []).map((becoming) => becomesSentence({ becoming, words })),
      ...(kinds.has('item') ? holdsOf(journey).flatMap(({ kind, config }) => kind.tell({ config, words }).standing) : []),
      say({
        en: 'A message that is refused for good, or of which nobody knows whether it arrived, has taken its step, and “ar-desk” is asked.',
        de: 'Eine endgültig abgelehnte Nachricht, oder eine, von der niemand weiß, ob sie ankam, hat ihren Schritt getan, und „ar-desk“ wird gefragt.',
      }),
    ],
  };
}

function segmentSentence({ segment: { name: segment, joins, leaves }, words: { say, name } }: { segment: Segment; words: Words }): string {
  const called = name(segment.replaceAll('-', ' '));
  const [comes, goes] = [joins, leaves ?? ''].map((condition) => plainText(condition.replaceAll(/\s+/g, ' ').trim()));
  return leaves === undefined
    ? say({ en: `${called} holds as long as ${comes}.`, de: `${called} gilt, solange ${comes}.` })
    : say({ en: `${called} holds from ${comes} on, until ${goes}.`, de: `${called} gilt ab ${comes}, bis ${goes}.` });
}

function becomesSentence({ becoming: { journey, after, segment }, words: { say, name } }: { becoming: Becoming; words: Words }): string {
  const to = plainText(journey);
  if (after === undefined)
    return say({
      en: `Whoever is in ${name(segment ?? '')} goes on in the journey “${to}”; nothing that went comes again.`,
      de: `Wer zu ${name(segment ?? '')} gehört, geht in der Journey „${to}“ weiter; nichts, was schon ging, kommt noch einmal.`,
    });
  const [en, de] = after.by === 'online' ? ['online', 'online'] : ['by cheque', 'per Scheck'];
  return say({
    en: `Whoever has paid ${after.payments} invoices ${en} in a row goes on in the journey “${to}”; nothing that went comes again.`,
    de: `Wer ${after.payments} Rechnungen hintereinander ${de} bezahlt hat, geht in der Journey „${to}“ weiter; nichts, was schon ging, kommt noch einmal.`,
  });
}

/** What the stage says of itself; its type is known, for the journey was checked. */
export function toldStage({ stage, journey, words }: { stage: Stage; journey: Journey; words: Words }): Told {
  const type = Object.hasOwn(STAGE_TYPES, stage.type) ? STAGE_TYPES[stage.type] : undefined;
  if (!type) throw new RangeError(`There is no stage type "${stage.type}".`);
  const lane = journey.lanes.find(({ stages }) => stages.includes(stage));
  const ladder = (lane?.stages ?? [stage]).flatMap(({ config }) => (config as { steps?: LadderStep[] } | undefined)?.steps ?? []);
  return type.tell({ config: stage.config, contact: journey.contact, ladder, comesBy: lane ? waysTo(stage, lane) : [], words });
}

const waysTo = ({ name }: Stage, { stages, whenever }: Lane): string[] => [
  ...stages.flatMap(({ on }) => Object.entries(on).flatMap(([outcome, next]) => (next === name ? [outcome] : []))),
  ...whenever.flatMap(({ fact, stage }) => (stage === name ? [fact] : [])),
];

/** Each outcome of the stage's type with what follows, as the engine goes; without those in which this stage never ends. */
export function outcomesOf(stage: Stage): { outcome: string; next: string; byDefault: boolean }[] {
  const type = STAGE_TYPES[stage.type];
  return (type?.outcomes ?? []).flatMap((outcome) => {
    const byDefault = !Object.hasOwn(stage.on, outcome);
    if (byDefault && type?.mayEnd?.({ config: stage.config, outcome }) === false) return [];
    return [{ outcome, byDefault, next: byDefault ? (type?.defaults?.[outcome] ?? 'end') : (stage.on[outcome] as string) }];
  });
}

function tellLane({ lane, journey, words }: { lane: Lane; journey: Journey; words: Words }): ToldLane {
  const { say, name } = words;
  const subject = laneSubject({ kind: lane.for, words });
  return {
    name: plainText(lane.name),
    for: lane.for,
    about: say({ en: `for each ${subject}`, de: `für ${subject}` }),
    stages: lane.stages.map((stage) => tellStage({ stage, journey, words })),
    whenever: lane.whenever.map(({ fact, stage }) => ({
      fact: plainText(fact),
      stage: plainText(stage),
      sentence: say({
        en: `Whenever ${factWords({ fact, words })}, it goes to ${name(stage)}, out of any stage of the lane.`,
        de: `Immer wenn ${factWords({ fact, words })}, geht es aus jedem Abschnitt der Bahn nach ${name(stage)}.`,
      }),
    })),
  };
}

function tellStage({ stage, journey, words }: { stage: Stage; journey: Journey; words: Words }): ToldStage {
  const told = toldStage({ stage, journey, words });
  const stands = outcomesOf(stage).length === 0;
  return {
    name: plainText(stage.name),
    type: plainText(stage.type),
    about: told.about,
    steps: told.steps.map(({ name, sentence }) => ({ name: name === null ? null : plainText(name), sentence })),
    outcomes: outcomesOf(stage).map((follows) => ({ ...follows, sentence: outcomeSentence({ ...follows, told, words }) })),
    standing: [
      ...told.standing,
      ...(stands
        ? [words.say({ en: 'The stage stands: it has no end of its own.', de: 'Der Abschnitt bleibt bestehen: Er hat kein eigenes Ende.' })]
        : []),
    ],
  };
}

function outcomeSentence({
  outcome,
  next,
  byDefault,
  told,
  words,
}: {
  outcome: string;
  next: string;
  byDefault: boolean;
  told: Told;
  words: Words;
}): string {
  const { say, name } = words;
  const when = told.outcomes[outcome] ?? say({ en: `it ends with ${name(outcome)}`, de: `er mit ${name(outcome)} endet` });
  const so = byDefault ? say({ en: ', by default', de: ', von selbst' }) : '';
  if (byDefault && next === 'back')
    return say({
      en: `If ${when}, it goes back to the stage that it was taken out of${so}.`,
      de: `Wenn ${when}, geht es zurück in den Abschnitt, aus dem es herausgenommen wurde${so}.`,
    });
  return next === 'end'
    ? say({ en: `If ${when}, the lane ends${so}.`, de: `Wenn ${when}, endet die Bahn${so}.` })
    : say({ en: `If ${when}, it goes on with ${name(next)}${so}.`, de: `Wenn ${when}, geht es mit ${name(next)} weiter${so}.` });
}

/** "customer", "invoice": whose a lane is. */
export function laneSubject({ kind, words }: { kind: LaneKind; words: Words }): string {
  const subjects: Record<LaneKind, string> = {
    customer: words.say({ en: 'customer', de: 'jeden Kunden' }),
    account: words.say({ en: 'account', de: 'jedes Konto' }),
    item: words.say({ en: 'invoice', de: 'jede Rechnung' }),
  };
  return subjects[kind];
}

const FACTS: ReadonlyMap<string, Record<Locale, string>> = new Map([
  ['payment.failed', { en: 'a payment fails', de: 'eine Zahlung fehlschlägt' }],
  ['method.added', { en: 'a payment method is added', de: 'ein Zahlungsmittel hinzukommt' }],
  ['autopay.on', { en: 'the customer agrees to autopay', de: 'der Kunde dem Einzug zustimmt' }],
  ['dispute.opened', { en: 'a dispute is opened', de: 'ein Streitfall beginnt' }],
  ['dispute.resolved', { en: 'a dispute is resolved', de: 'ein Streitfall gelöst ist' }],
  ['invoice.refused', { en: 'an invoice is refused', de: 'eine Rechnung abgelehnt wird' }],
  ['cheque.received', { en: 'a cheque arrives', de: 'ein Scheck eintrifft' }],
  ['cheque.returned', { en: 'a cheque is returned', de: 'ein Scheck zurückkommt' }],
]);

/** The fact of a `whenever` as a clause. */
export function factWords({ fact, words }: { fact: string; words: Words }): string {
  const known = FACTS.get(fact);
  return known
    ? words.say(known)
    : words.say({ en: `the fact ${words.name(fact)} is reported`, de: `die Tatsache ${words.name(fact)} gemeldet wird` });
}
