/** Effects: what Duly does to the world. Data with derived ids; activities perform them. */
import { DAY, type Instant, type LocalDate } from '../calendar.js';
import type { Rank } from '../contacts/purposes.js';
import type { CostTerms } from '../costs/terms.js';
import type { HoldName, Stoppable } from '../rows.js';
import type { Cap } from '../steps/caps.js';
import type { Writing } from '../writing/writing.js';

/** Names one step of one subject; `occurrence` counts repeats from 0. */
export interface StepRef {
  subject: string;
  step: string;
  occurrence: number;
}

interface EffectBase {
  /** `customer/subject/step/occurrence`: the same for every try, and the idempotency key at providers. */
  id: string;
  /** The subjects it is about: items, or a charge, or the customer. */
  steps: StepRef[];
  /** The moment at which the rules wanted it. */
  due: Instant;
  /** Past this it is given back to be planned again. */
  notAfter: Instant | null;
  /** No room under this by the day of the claim in `zone`: it is given back to be planned again. Only where the journey has caps. */
  cap?: Cap & { zone: string };
  /** The customer's zone, where his clock says when it may go: if he lives in another by now, it is given back, too. */
  zone?: string;
  /** If a hold that stops it has ended since, it is given back: days of peace follow first. Only where the journey has them, and for what keeps to them. */
  peace?: true;
  /** If the customer has added a payment method since, it is given back: its invoices may be collected now. Only where their lane goes elsewhere then. */
  unlessMethod?: true;
  /** What a hold must stop for this effect to be stopped; null: no hold stops it. */
  stoppedBy: Stoppable | null;
  /** Holds of this kind do not stop it. */
  despite?: HoldName;
  /** In what language it is written and who signs it; as usual where the journey does not say. */
  writing?: Writing;
  /** So little of an item is not asked for, minor units of its currency; none where it is left out. */
  tolerance?: number;
}

/** How a message goes. A letter is printed from a PDF. */
export const WAYS = ['email', 'letter', 'registered letter'] as const;
export type Way = (typeof WAYS)[number];

/** What lies in a letter beside it. */
export const ENCLOSURES = ['cheque', 'payment slip', 'reply envelope', 'reply card'] as const;
export type Enclosure = (typeof ENCLOSURES)[number];

export interface MessageEffect extends EffectBase {
  kind: 'message';
  template: string;
  /**
   * `thanks` is about money that came: it asks for nothing, and goes whatever is owed by then. `statement` lists all that is open, also what is disputed,
   * promised or held and so not asked for.
   */
  purpose: 'invoice' | 'reminder' | 'notice' | 'failure' | 'thanks' | 'statement';
  itemIds: string[];
  /** A message of the account: its step is the account's, and it lists what is owed of the items. */
  accountId?: string;
  /** The state of the account that it speaks of, and the lane in which that is one. */
  state?: { lane: string; name: string };
  chargeId: string | null;
  /** For a failed payment: the day on which it is tried again by itself, if it is. */
  nextTryOn?: LocalDate | null;
  /** The promise to pay that it is about. */
  promiseId?: string;
  /** The cheque that it is about. */
  chequeId?: string;
  /** The payment plan that it is about, and the day on which that ends. */
  plan?: { id: string; endsOn: LocalDate };
  /** Interest and fees that it claims for its items. */
  costs?: CostTerms[];
  /** All the ways by which it goes; by email where it does not say. */
  by?: readonly Way[];
  /** The day on which a letter that brings an invoice arrives, where the journey says how long the post takes. */
  arrivesOn?: LocalDate;
  /** What lies in the letter. */
  enclosed?: readonly Enclosure[];
  /** Whom of the customer it is for, the first of them above all; his usual contact where it does not say. */
  to?: readonly Rank[];
  /** Who of ours gets a copy, by role. */
  copy?: readonly string[];
  /** By letter in its place, where the customer has no email address or the mail is refused for good. */
  orLetter?: true;
  /** A severe step's: never joined with others. */
  alone?: true;
}
export interface CollectEffect extends EffectBase {
  kind: 'collect';
  chargeId: string;
  itemIds: string[];
  methodId: string;
}
export interface SurveyEffect extends EffectBase {
  kind: 'survey';
  survey: 'csat' | 'nps';
  subject: string;
  template: string;
  /** It does not go while an invoice is open that has had one of these steps. */
  never?: readonly string[];
  /** All the ways by which it goes; by email where it does not say. */
  by?: readonly Way[];
  /** What lies in the letter. */
  enclosed?: readonly Enclosure[];
}
/** Another system is told that the step was taken. */
export interface WebhookEffect extends EffectBase {
  kind: 'webhook';
  /** The endpoint's name, which the settings know. */
  hook: string;
  itemIds: string[];
  /** Why now, as decisions record it. */
  because: string;
  /** From then on a try that is not answered is the last one. Left out in what was planned before there was such a moment: it is tried for ever. */
  giveUpAt?: Instant;
}
/** So long after it was decided a system that does not answer is told of a step. */
export const WEBHOOK_PATIENCE = 3 * DAY;
/** What a customer gets to read. */
export type WrittenEffect = MessageEffect | SurveyEffect;
export type Effect = WrittenEffect | CollectEffect | WebhookEffect;

/** Whether it does a severe step of a ladder of invoices; null: it does no step of one. */
export const severityOf = (effect: Effect): boolean | null =>
  effect.kind === 'message' && effect.purpose === 'reminder' && effect.accountId === undefined ? effect.alone === true : null;

export const effectId = ({ customerId, subject, step, occurrence }: StepRef & { customerId: string }): string =>
  subject === customerId ? `${customerId}/${step}/${occurrence}` : `${customerId}/${subject}/${step}/${occurrence}`;
