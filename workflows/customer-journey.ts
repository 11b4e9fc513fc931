/**
 * One customer's journey: decide, start the effects, sleep until the next moment or the next news.
 *
 * 1. One loop decides; signal handlers only remember.
 * 2. Everything that matters is in PostgreSQL: the workflow carries a customer's id and two numbers, and a run begun anew goes on.
 * 3. An effect under way never keeps a fact waiting.
 * 4. News is looked for after every await, and carried over when the run continues as new: that happens on waking, so that the new run's first
 *    decision is one that was wanted anyway.
 */
import { type ActivityOptions, defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import {
  ActivityFailure,
  CancellationScope,
  condition,
  continueAsNew,
  defineSignal,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  proxySinks,
  setCurrentDetails,
  setHandler,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import {
  type CustomerJourneyInput,
  DECISION_FAILED,
  type DecideAnswer,
  type DecideInput,
  type EffectAnswer,
  type EffectToStart,
  type JourneyActivities,
  type JourneySinks,
  MAIL_QUEUE,
  type MailActivities,
  NEWS_SIGNAL,
  OLDEST_DUE_ATTRIBUTE,
  PAYMENT_QUEUE,
  type PaymentActivities,
  STAGE_ATTRIBUTE,
  STUCK_ATTRIBUTE,
  WEBHOOK_QUEUE,
  type WebhookActivities,
} from './contract.js';

const newsSignal = defineSignal<[number, boolean?]>(NEWS_SIGNAL);
const stageKey = defineSearchAttributeKey(STAGE_ATTRIBUTE, SearchAttributeType.KEYWORD);
const oldestDueKey = defineSearchAttributeKey(OLDEST_DUE_ATTRIBUTE, SearchAttributeType.DATETIME);
const stuckKey = defineSearchAttributeKey(STUCK_ATTRIBUTE, SearchAttributeType.BOOL);

/** Where a decision does not say: older ones did not. */
const HARD_HISTORY_EVENTS = 20_000;
const TRIES_BEFORE_STUCK = 5;

const quick = proxyLocalActivities<JourneyActivities>({
  startToCloseTimeout: '8 seconds',
  scheduleToCloseTimeout: '10 seconds',
  retry: { maximumAttempts: 2, initialInterval: '200 milliseconds' },
});
const patiently: ActivityOptions = {
  startToCloseTimeout: '1 minute',
  retry: { maximumInterval: '1 minute', nonRetryableErrorTypes: [DECISION_FAILED] },
};
const patient = proxyActivities<JourneyActivities>({ ...patiently, summary: 'The decision, tried until PostgreSQL answers' });
const operatorsTask = proxyActivities<JourneyActivities>({ ...patiently, summary: 'Tell operators that decisions fail' });

const { journey } = proxySinks<JourneySinks>();

export async function customerJourney({ customerId, upTo, seq, unfinished }: CustomerJourneyInput): Promise<never> {
  const news = listenForNews({ known: upTo, askUnfinished: unfinished ?? false });
  const effects = effectsInFlight(customerId);
  const timer = oneTimer();
  const operators = tellOperators();
  for (let next = seq ?? null; ; ) {
    effects.takeNote();
    const known = news.upTo();
    const decision = await decided({ customerId, seq: next, upTo: known, now: Date.now(), ...news.takeLook() });
    if (decision.restoredTo !== undefined) news.forget({ known, restoredTo: decision.restoredTo });
    next = decision.seq + 1;
    operators(decision);
    effects.start(decision);
    timer.set(decision);
    await condition(() => decision.more || news.beyond(decision.applied) || news.toLook() || effects.wantDecision() || timer.fired());
    if (effects.none() ? historyIsLong(decision) : historyIsTooLong(decision)) {
      journey.continuing(customerId);
      const left = effects.none() ? news.takeLook() : { unfinished: true };
      return continueAsNew<typeof customerJourney>({ customerId, upTo: news.upTo(), seq: next, ...left });
    }
  }
}

/** The highest fact number heard of, by signal or from an effect's outcome, and whether the books are to be looked at again. */
function listenForNews({ known, askUnfinished }: { known: number; askUnfinished: boolean }) {
  let upTo = known;
  let look = false;
  let unfinished = askUnfinished;
  setHandler(newsSignal, (number, lookAgain = false) => {
    upTo = Math.max(upTo, number);
    look ||= lookAgain;
    unfinished ||= lookAgain;
  });
  return {
    beyond: (applied: number) => upTo > applied,
    upTo: () => upTo,
    /** Somebody found that this customer should have moved. */
    toLook: () => look,
    /** What the next decision is asked beyond what is due: effects that this run may not be carrying out. */
    takeLook(): { unfinished?: true } {
      const asked = unfinished;
      look = false;
      unfinished = false;
      return asked ? { unfinished: true } : {};
    },
    /** The database was restored: facts that it does not have any more are no news (what was heard since is), and its effects are not this run's. */
    forget({ known: asked, restoredTo }: { known: number; restoredTo: number }) {
      if (upTo === asked) upTo = restoredTo;
      unfinished = true;
    },
  };
}

/** A decision, tried again until there is one: quickly beside the workflow, patiently while PostgreSQL is away, hourly where the rules fail. */
async function decided(input: DecideInput): Promise<DecideAnswer> {
  try {
    return await quick.decide(input);
  } catch (error) {
    if (isCancellation(error)) throw error;
  }
  for (let tries = 2; ; tries += 1) {
    try {
      const answer = await patient.decide({ ...input, now: Date.now() });
      if (tries > TRIES_BEFORE_STUCK) await tellStuck(input.customerId, false);
      return answer;
    } catch (error) {
      if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
      if (tries === TRIES_BEFORE_STUCK) await tellStuck(input.customerId, true);
      if (tries >= TRIES_BEFORE_STUCK) await sleep('1 hour', { summary: 'Decisions fail: the next try' });
    }
  }
}

async function tellStuck(customerId: string, stuck: boolean): Promise<void> {
  upsertSearchAttributes([{ key: stuckKey, value: stuck ? true : null }]);
  await operatorsTask.markStuck({ customerId, stuck });
}

/** Starts effects as activities and remembers what came of them. */
function effectsInFlight(customerId: string) {
  const running = new Set<string>();
  let wanted = false;
  const note = ({ upTo, due }: Pick<EffectAnswer, 'upTo' | 'due'>) => {
    wanted ||= due || upTo !== null;
  };
  return {
    start({ effects, retryPauseMs, deadAfterMs }: DecideAnswer) {
      for (const effect of effects.filter((candidate) => !running.has(candidate.id))) {
        running.add(effect.id);
        perform({ customerId, effect, retryPauseMs, deadAfterMs })
          .then(note, () => note({ upTo: null, due: true }))
          .finally(() => running.delete(effect.id));
      }
    },
    none: () => running.size === 0,
    /** An outcome came that the next decision takes in. */
    wantDecision: () => wanted,
    takeNote() {
      wanted = false;
    },
  };
}

function perform({
  customerId,
  effect,
  retryPauseMs,
  deadAfterMs,
}: Pick<DecideAnswer, 'retryPauseMs' | 'deadAfterMs'> & { customerId: string; effect: EffectToStart }): Promise<EffectAnswer> {
  const options = {
    startToCloseTimeout: '2 minutes',
    ...(deadAfterMs === undefined ? {} : { heartbeatTimeout: deadAfterMs }),
    summary: effect.summary,
    retry: { initialInterval: '1 second', maximumInterval: retryPauseMs },
  } as const;
  const input = { customerId, effectId: effect.id };
  switch (effect.kind) {
    case 'message':
      return proxyActivities<MailActivities>({ ...options, taskQueue: MAIL_QUEUE }).sendMessage(input);
    case 'survey':
      return proxyActivities<MailActivities>({ ...options, taskQueue: MAIL_QUEUE }).askSurvey(input);
    case 'collect':
      return proxyActivities<PaymentActivities>({ ...options, taskQueue: PAYMENT_QUEUE }).collectPayment(input);
    case 'webhook':
      return proxyActivities<WebhookActivities>({ ...options, taskQueue: WEBHOOK_QUEUE }).notifySystem(input);
  }
}

/** One timer; it is replaced only when its moment changes. */
function oneTimer() {
  let current: { at: number; scope: CancellationScope; fired: boolean } | undefined;
  return {
    set({ wakeAt: at, wakeFor = 'the next step' }: Pick<DecideAnswer, 'wakeAt' | 'wakeFor'>) {
      if (current && !current.fired && current.at === at) return;
      current?.scope.cancel();
      current = undefined;
      if (at === null) return;
      const mine = { at, scope: new CancellationScope(), fired: false };
      current = mine;
      mine.scope
        .run(() => sleep(Math.max(1, at - Date.now()), { summary: `Until ${wakeFor}` }))
        .then(
          () => {
            mine.fired = true;
          },
          () => undefined,
        );
    },
    fired: () => current?.fired ?? false,
  };
}

/** The headline in the Temporal UI, and search attributes where they change. */
function tellOperators() {
  const known = workflowInfo().typedSearchAttributes;
  let stage = known.get(stageKey) ?? null;
  let oldestDueOn = known.get(oldestDueKey)?.toISOString().slice(0, 10) ?? null;
  return (decision: DecideAnswer) => {
    setCurrentDetails(decision.details);
    if (decision.stage === stage && decision.oldestDueOn === oldestDueOn) return;
    ({ stage, oldestDueOn } = decision);
    const oldestDue = oldestDueOn === null ? null : new Date(`${oldestDueOn}T00:00:00Z`);
    upsertSearchAttributes([
      { key: stageKey, value: stage },
      { key: oldestDueKey, value: oldestDue },
    ]);
  };
}

const historyIsLong = ({ historyEvents }: DecideAnswer): boolean =>
  workflowInfo().historyLength >= historyEvents || workflowInfo().continueAsNewSuggested;
const historyIsTooLong = ({ hardHistoryEvents = HARD_HISTORY_EVENTS }: DecideAnswer): boolean =>
  workflowInfo().historyLength >= hardHistoryEvents;
