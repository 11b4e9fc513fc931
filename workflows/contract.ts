/** Names and shapes that clients, worker and workflow share. Plain JSON; ids only, never personal data. */

export const WORKFLOW_TYPE = 'customerJourney';
export const NEWS_SIGNAL = 'news';
/** What a run is, in the Temporal UI. */
export const RUN_SUMMARY = 'Accounts-receivable journey of one customer';
/** Workflows and decisions. */
export const TASK_QUEUE = 'duly';
/** Each provider has a queue of its own, so that its limits and its troubles stay its own. */
export const MAIL_QUEUE = 'duly-mail';
export const PAYMENT_QUEUE = 'duly-payments';
export const WEBHOOK_QUEUE = 'duly-webhooks';
export const STAGE_ATTRIBUTE = 'CustomerStage';
export const OLDEST_DUE_ATTRIBUTE = 'OldestDueDate';
export const STUCK_ATTRIBUTE = 'DulyStuck';

/** The one place that makes a workflow's id from a customer's. */
export const workflowIdOf = (customerId: string): string => `customer/${customerId}`;

export interface CustomerJourneyInput {
  customerId: string;
  /** The highest fact number known to wait. */
  upTo: number;
  /** The next decision's number; absent at a start: the first decision tells. */
  seq?: number;
  /** The run before left effects unfinished: this one takes them up. At a start it always does. */
  unfinished?: boolean;
}

/** An effect as the workflow sees it. */
export interface EffectToStart {
  id: string;
  kind: 'message' | 'collect' | 'survey' | 'webhook';
  /** One line for operators: what and for how many items. */
  summary: string;
}

export interface DecideInput {
  customerId: string;
  /** The number this decision is to have; null: whatever comes next, and the unfinished effects with it. */
  seq: number | null;
  /** The highest fact number that the workflow was told of. */
  upTo: number;
  /** Workflow time, ms UTC. */
  now: number;
  /** Answer the unfinished effects too: some may be carried out by nobody. */
  unfinished?: boolean;
}

export interface DecideAnswer {
  seq: number;
  applied: number;
  effects: EffectToStart[];
  /** ms UTC; null: only news wakes the customer. */
  wakeAt: number | null;
  /** What it waits for until then, for operators. */
  wakeFor?: string;
  more: boolean;
  /** Set where the books are behind their workflow (a database restored from a backup): the highest fact number they have. */
  restoredTo?: number;
  /** Markdown for the operator: stage, balance, next action, when and why. */
  details: string;
  stage: string | null;
  /** `YYYY-MM-DD` of the oldest open item. */
  oldestDueOn: string | null;
  /** The longest pause between two tries of an activity, ms. */
  retryPauseMs: number;
  /** Continue as new once the history has so many events and nothing is under way. */
  historyEvents: number;
  /** Continue as new at so many events whatever is under way: the new run takes the unfinished effects up again. */
  hardHistoryEvents?: number;
  /** An attempt of an effect that gives no sign of life for so long, ms, is taken for dead. */
  deadAfterMs?: number;
}

export interface EffectInput {
  customerId: string;
  effectId: string;
}

export interface EffectAnswer {
  /** What became of it. */
  did: string;
  /** The highest fact number it led to, or null. */
  upTo: number | null;
  /** The customer's position wants to be decided again because of it. */
  due: boolean;
}

/** What the workflow tells its worker beside its history. */
export type JourneySinks = {
  journey: {
    /** The run is about to continue as new. */
    continuing(customerId: string): void;
  };
};

/** The type of a decision's failure that trying again soon does not mend: the rules failed, not the way to PostgreSQL. */
export const DECISION_FAILED = 'DecisionFailed';

/** The activities by name, as the workflow calls them. */
export interface JourneyActivities {
  decide(input: DecideInput): Promise<DecideAnswer>;
  /** Opens or closes the operators' task about a customer whose decisions fail. */
  markStuck(input: { customerId: string; stuck: boolean }): Promise<void>;
}
export interface MailActivities {
  sendMessage(input: EffectInput): Promise<EffectAnswer>;
  askSurvey(input: EffectInput): Promise<EffectAnswer>;
}
export interface WebhookActivities {
  notifySystem(input: EffectInput): Promise<EffectAnswer>;
}
export interface PaymentActivities {
  collectPayment(input: EffectInput): Promise<EffectAnswer>;
}
