/** In how many lives each thing happened at least once, so that a promise is not kept merely because nothing tried it. */
import type { Effect } from '../../../domain/effects/effect.js';
import { STAGE_TYPES } from '../../../domain/stages/index.js';
import type { Life } from './draw-story.js';
import type { Lived } from './live.js';
import { versionsOf } from './moves.js';
import { WORDS, wordsOf } from './tally-words.js';

export interface Tally {
  lives: number;
  of: Map<string, number>;
}

export const createTally = (): Tally => ({ lives: 0, of: new Map() });

/** A tally as plain JSON. */
export interface WrittenTally {
  lives: number;
  of: [string, number][];
}
export const written = ({ lives, of }: Tally): WrittenTally => ({ lives, of: [...of] });

/** Both together. */
export function added(tally: Tally, { lives, of }: WrittenTally): Tally {
  const sum = new Map(tally.of);
  for (const [what, times] of of) sum.set(what, (sum.get(what) ?? 0) + times);
  return { lives: tally.lives + lives, of: sum };
}

/** What must happen in at least so many of a hundred lives: every stage type, every outcome, every act, every kind of hold. */
export const AT_LEAST = 5;

const HOLDS = [
  ...['dispute', 'promise', 'incomplete', 'legal', 'manual', 'imported', 'restored'],
  ...['said-to-be-paid', 'reply-waiting', 'cheque-in-the-post', 'money-on-its-way', 'overdue'],
  ...['plan', 'insolvency', 'short payment', 'agency', 'prepaid'],
];
const FACTS = [
  'invoice.lapsed',
  'payment.chargedBack',
  'chargeback.resolved',
  'invoice.writtenOff',
  'creditNote.issued',
  'costs.claimed',
  'invoice.dueChanged',
  'contact.changed',
];
const MOVES = ['edited', 'another', 'back', 'own journey', 'own journey back'];
const ACTS = [
  'call',
  'hold orders',
  'webhook',
  'leave out for a segment',
  'send invoice',
  'send reminder',
  'send notice',
  'send failure',
  'send statement',
  'send account reminder',
  'collect',
  'survey csat',
  'survey nps',
];
const ENDS = ['sent', 'undeliverable', 'unknown', 'collected', 'declined', 'ours', 'suppressed', 'given-back'];

/** Whose share is bound to be smaller, and why. */
export const RARE: Readonly<Record<string, string>> = {
  'a notice that came back': 'only a formal notice can, of those one in twenty does, and each waits for the ladder before it',
  'a call after a bad score': 'a question must be asked, answered, and badly, in a journey that has somebody call then',
  'a letter for which there is no room': 'only a journey that caps letters and nothing else tells that it was this cap',
  'a notice that is asked about':
    'a notice must have come back, or a version that lacks the severe step have left it out, within weeks of the move to one that has it',
  'effect suppressed': 'something must be paid, disputed or held in the few hours between the decision and what it decided',
};

export function expected(): string[] {
  const types = Object.entries(STAGE_TYPES);
  return [
    ...types.map(([name]) => `stage ${name}`),
    ...types.flatMap(([name, { outcomes }]) => outcomes.map((outcome) => `outcome ${name}: ${outcome}`)),
    ...HOLDS.map((kind) => `hold ${kind}`),
    ...FACTS.map((fact) => `fact ${fact}`),
    ...MOVES.map((kind) => `move ${kind}`),
    ...ACTS.map((act) => `act ${act}`),
    ...ENDS.map((end) => `effect ${end}`),
    ...WORDS,
  ];
}

function actOf(effect: Effect): string {
  switch (effect.kind) {
    case 'message':
      return effect.accountId !== undefined && effect.purpose === 'reminder' ? 'send account reminder' : `send ${effect.purpose}`;
    case 'survey':
      return `survey ${effect.survey}`;
    default:
      return effect.kind;
  }
}

export function count({ tally, life, lived }: { tally: Tally; life: Life; lived: Lived }): void {
  const seen = new Set<string>();
  const { versions, moves } = versionsOf(life);
  for (const { kind } of moves) seen.add(`move ${kind}`);
  const typeOf = (stage: string) => {
    for (const { form } of versions)
      for (const { stages } of Object.values(form.lanes)) if (stages[stage]) return stages[stage].type ?? stage;
    return stage;
  };
  for (const entry of lived.log) {
    for (const word of wordsOf(entry, life)) seen.add(word);
    if (entry.what === 'fact') {
      seen.add(`fact ${entry.report.type}`);
      if (entry.report.type === 'hold.placed') seen.add(`hold ${entry.report.data.kind}`);
      if (entry.report.type === 'promise.made') seen.add('hold promise');
      if (entry.report.type === 'cheque.received') seen.add('hold money-on-its-way');
      if (entry.report.type === 'plan.made') seen.add('hold plan');
      if (entry.report.type === 'plan.judged') seen.add(`plan ${entry.report.data.outcome}`);
      if (entry.report.type === 'customer.insolvent') seen.add('hold insolvency');
      if (entry.report.type === 'dispute.opened' && entry.report.data.reasonCode === 'unexplained') seen.add('hold short payment');
      if (entry.report.type === 'dispute.opened') seen.add('hold dispute');
      if (entry.report.type === 'invoice.refused') seen.add('hold incomplete');
      if (entry.report.type === 'invoice.issued' && entry.report.data.prepaid) seen.add('hold prepaid');
    } else if (entry.what === 'done') {
      seen.add(`effect ${entry.did}`);
      const { effect } = entry;
      if (entry.steps.length > 0) seen.add(`act ${actOf(effect)}`);
    } else {
      for (const change of entry.decision.changes) if ('row' in change && change.insert === 'hold') seen.add(`hold ${change.row.kind}`);
      for (const { stage } of entry.decision.tokens) if (stage !== null) seen.add(`stage ${typeOf(stage)}`);
      for (const { code, params } of entry.decision.reasons) {
        seen.add(`reason ${code}`);
        if (code === 'call-asked') seen.add('act call');
        if (code === 'orders-held') seen.add('act hold orders');
        if (code === 'not-for' || code === 'only-for') seen.add('act leave out for a segment');
        if (code === 'entered-stage') seen.add(`stage ${typeOf(String(params?.stage))}`);
        if ((code === 'left-stage' || code === 'lane-ended') && params)
          seen.add(`outcome ${typeOf(String(params.stage))}: ${params.outcome}`);
      }
    }
  }
  tally.lives += 1;
  for (const one of seen) tally.of.set(one, (tally.of.get(one) ?? 0) + 1);
}

export const shareOf = (tally: Tally, what: string): number => (100 * (tally.of.get(what) ?? 0)) / Math.max(1, tally.lives);

/** What of that which must happen did not happen often enough. */
export const tooRare = (tally: Tally): string[] =>
  expected()
    .filter((what) => !Object.hasOwn(RARE, what) && shareOf(tally, what) < AT_LEAST)
    .map((what) => `${what}: ${shareOf(tally, what).toFixed(1)} %`);

/** Everything that happened, by its share of the lives. */
export const told = (tally: Tally): string =>
  [...new Set([...expected(), ...tally.of.keys()])]
    .sort()
    .map((what) => `${shareOf(tally, what).toFixed(1).padStart(6)} %  ${what}`)
    .join('\n');
