/** What a stage type is: it names what it serves, checks its own settings, and proposes steps. It never decides windows, holds or order. */
import type { z } from 'zod';
import type { Instant, LocalDate } from '../calendar.js';
import type { Rank } from '../contacts/purposes.js';
import type { DoneStep, KnownStep } from '../decision/done-steps.js';
import type { Enclosure, MessageEffect, StepRef, Way } from '../effects/effect.js';
import type { Fact, Report } from '../facts.js';
import type { Contact } from '../journey/journey.js';
import type { Words } from '../language/words.js';
import type { Reason } from '../reasons.js';
import type { Change, HoldName, Stoppable, TokenRow } from '../rows.js';
import type { Audience } from '../segments/audience.js';
import type { Span, TimeLimit } from '../span.js';
import type { Room } from '../steps/caps.js';
import type { Choice } from '../task-outcomes.js';
import type { Tell } from '../tell/told.js';
import type { View } from '../view.js';

export type LaneKind = 'customer' | 'account' | 'item';

/** What a step does when it is taken. */
export type Act =
  | {
      do: 'send';
      template: string;
      purpose: MessageEffect['purpose'];
      by?: readonly Way[];
      enclosed?: readonly Enclosure[];
      to?: readonly Rank[];
      copy?: readonly string[];
      chargeId?: string;
      promiseId?: string;
      /** For a cheque that the bank returned: the message is about all that it was for. */
      chequeId?: string;
      /** The payment plan that ends so many days after the day of the message. */
      plan?: { id: string; days: number };
      nextTryOn?: LocalDate | null;
      /** For a message of an account: the items that it lists, as far as they are owed when it goes. */
      itemIds?: string[];
      /** For a message of an account: the state that it speaks of. It is planned again where the account stands in another one when it goes. */
      state?: string;
    }
  | { do: 'collect'; chargeId: string; methodId: string }
  /** `never`: it does not go while an invoice is open that has had one of these steps. */
  | {
      do: 'survey';
      survey: 'csat' | 'nps';
      template: string;
      never?: readonly string[];
      by?: readonly Way[];
      enclosed?: readonly Enclosure[];
    }
  /** Another system is told, by a web hook of that name. */
  | { do: 'notify'; hook: string }
  /** A person is asked: opened by the decision itself. `choices` are those of the question; `superior`: whose it becomes when the time is up; `about` is what it is about, where that is not the token's subject. `survey`: he asks the customer, and the task is about that survey, which is asked by it. */
  | {
      do: 'task';
      kind: 'call' | 'escalation' | 'deposit-cheque';
      owner: string;
      within: TimeLimit;
      superior?: string;
      choices?: readonly Choice[];
      about?: string;
      survey?: 'csat' | 'nps';
    }
  /** New orders of the customer wait: put by the decision itself. */
  | { do: 'hold orders' };

/** A step as a stage type proposes it: what the journey wants, before holds, order and windows have their say. */
export interface ProposedStep {
  subject: string;
  step: string;
  occurrence: number;
  /** Anchor plus offset, at the journey's send time. */
  at: Instant;
  /** From here on the step is pointless: it lapses (a step before due lapses on the due date; a repeat when the next is due). */
  lapsesAt?: Instant | undefined;
  lapse?: 'before-due' | 'overtaken' | undefined;
  /** Costs the customer something: keeps its full distance to the step before it. */
  severe?: boolean;
  /** Counted from the step before it: keeps the distance to when that really went. */
  follows?: boolean;
  /** Counted from another step: so long after that really went; `open`: a call that is not done yet. */
  after?: { step: string; distance: Span; open: boolean };
  /** What the ladder puts between the step before and this one. */
  distance?: Span | undefined;
  /** For a repeat: days between it and the occurrence before it. */
  everyDays?: number | undefined;
  /** Keeps `apart` (at most one a day without it) from the step before it, and to contact hours. */
  paced: boolean;
  /** Never left out by a window or a cap: it waits. */
  waits?: boolean;
  /** Belongs to the end of a hold: it does not wait for the peace that follows one. */
  afterHold?: boolean;
  /** What a hold must stop to stop it; null: nothing does. */
  stoppedBy: Stoppable | null;
  /** Holds of this kind do not stop it. */
  despite?: HoldName;
  /** Whom it is for; left out: everybody. */
  to?: Audience | undefined;
  act: Act;
}

export interface Plan {
  /** In the order in which they are to be taken. */
  steps?: ProposedStep[];
  /** The outcome once all `steps` are over. */
  whenUsedUp?: string;
  /** The outcome now: the token leaves. */
  outcome?: string;
  /** Ask again then, whatever the steps say. */
  wakeAt?: Instant | undefined;
  /** The stage's own notes; replaces those of the token. */
  data?: Record<string, unknown>;
  /** Changes of our own records in the decision's transaction. */
  changes?: Change[];
  /** Facts that Duly itself reports (an invoice it issues), booked in the same transaction. */
  reports?: Report[];
  reasons?: Reason[];
}

/** What a stage may ask of the decision. */
export interface StageAnswers {
  /** What became of a step that is over or under way. */
  done(step: StepRef): DoneStep | undefined;
  /** Of a step that went more than once, or was left out first and given later: the last time that it went. */
  wentLast?(step: Pick<StepRef, 'subject' | 'step'>): KnownStep | undefined;
  /** The room under the journey's caps; without caps there is always room. */
  room?(): Room | undefined;
  /** The same of letters, where the journey caps them. */
  letterRoom?(): Room | undefined;
  /** One of these steps that an invoice has had which is still open; undefined: there is none. They are among those that the stage type `watches`. */
  openNotice?(steps: readonly string[]): string | undefined;
}

export interface PlanInput<Config> extends StageAnswers {
  config: Config;
  contact: Contact;
  token: TokenRow;
  /** The facts of this decision that touch the token's subject. */
  facts: Fact[];
  view: View;
  now: Instant;
  /** The zone in which this customer's days are counted. */
  zone: string;
  /** So long after the window opens is it this customer's turn, in milliseconds. */
  lateBy: number;
  /** Whether the customer is in the segment, judged once a day. */
  isIn(segment: string): boolean;
}

export interface IgnoreInput<Config> extends Pick<PlanInput<Config>, 'config' | 'token' | 'view' | 'now' | 'zone'> {
  fact: Fact;
  /** The token stands in the stage; else it is asked as `always`. */
  standsHere: boolean;
}

export interface StageType<Config> {
  lanes: readonly LaneKind[];
  /** What to take in a lane of another kind in its place, in a sentence, where one might well look for it there. */
  instead?: Readonly<Partial<Record<LaneKind, string>>>;
  /** Settings, long form; unknown keys are errors. */
  schema: z.ZodType<Config>;
  /** Those without a default need a line under `on`. */
  outcomes: readonly string[];
  /** Names of steps that it takes by itself: no step of a journey may have them. */
  ownSteps?: readonly string[];
  /** Those of them that keep their distance to the steps that a journey names, as those do to them. */
  pacedSteps?: readonly string[];
  /** Whether a stage with these settings may end so; without it each outcome may come. */
  mayEnd?(input: { config: Config; outcome: string }): boolean;
  /** Outcomes that may be left out of `on`, with what then follows: the lane's end, or the stage out of which `whenever` took the token. */
  defaults?: Readonly<Record<string, 'end' | 'back'>>;
  /** By outcomes that may lead here: what their line says after the stage's name, because it is so for whoever comes by that outcome. */
  termsSaid?(config: Config): Readonly<Record<string, string>>;
  /** Steps of invoices that it asks about though its own subject is another, with the place of each in its settings. */
  watches?(config: Config): { step: string; path: PropertyKey[] }[];
  /** The names of the steps that its settings name, where they are not those under `steps`. */
  stepNames?(config: Config): string[];
  /** The sentences that say its settings. */
  words?: Words;
  plan(input: PlanInput<Config>): Plan;
  /** Asked for the lane's token in any of its stages, after `plan`: what belongs to the lane, not to the stage. */
  always?(input: PlanInput<Config>): Plan;
  /**
   * For lanes of customers: whether the fact changes nothing of what the stage last said of a token that is not due, so that it need not be asked again. Where
   * that cannot be told from the input alone, it is not so. Without it each fact that touches the customer is heard.
   */
  ignores?(input: IgnoreInput<Config>): boolean;
  /** The stage in words, from its settings alone. */
  tell: Tell<Config>;
  /** What of it keeps to the contact window, in words; `ofItems`: it is about invoices, and what is due together may travel together. */
  inWindow?: Readonly<{ en: string; de: string; ofItems: boolean }>;
  /** What operators ask to find who stands there (`duly find`). */
  question?: string;
}

/** Keeps the settings' type inside the stage type; outside, all are alike. */
export function stageType<Config>(type: StageType<Config>): StageType<unknown> {
  return type as StageType<unknown>;
}
