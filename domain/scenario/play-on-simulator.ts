import type { Instant } from '../calendar.js';
import type { MessageEffect } from '../effects/effect.js';
import type { Outcome } from '../effects/outcome.js';
import type { Journey } from '../journey/journey.js';
import type { WrittenRules } from '../journey-rules/read-rules.js';
import { type Simulation, simulate } from '../simulator/simulate.js';
import type { BooksSeen, Engine } from './engine.js';
import { type OtherJourneys, rulesOfStory, storyJourneys } from './journeys.js';
import { beginning, customerOf, type Played, play, zoneOf } from './play.js';
import type { Scenario } from './scenario.js';

/** How a charge of a card ends, by how often it was charged before; undefined for a card of which nothing is known. */
export type CardTurn = (input: {
  card: string;
  earlier: number;
}) => { did: 'collected' } | { did: 'declined'; code: string; advice?: string } | undefined;

const CUSTOMER = 'C1';

interface PlayOnSimulatorInput {
  scenario: Scenario;
  journey: Journey;
  /** Other journeys that the rules and the story name. */
  others?: OtherJourneys | undefined;
  /** Rules that give him his journeys. */
  rules?: WrittenRules | undefined;
  cardTurn: CardTurn;
}

/** Plays the scenario in memory. */
export const playOnSimulator = (input: PlayOnSimulatorInput): Promise<Played> => onSimulator(input).play();

/** A run that stands at the scenario's beginning, and what plays it. */
export function onSimulator({ scenario, journey, others = {}, rules: written, cardTurn }: PlayOnSimulatorInput): {
  run: Simulation;
  play(): Promise<Played>;
} {
  const journeys = storyJourneys({ first: { id: journey.name, journey }, others });
  const rules = written ? rulesOfStory({ written, others }) : null;
  const zone = zoneOf({ journey, scenario });
  const start = beginning({ scenario, zone });
  const customer = customerOf({ scenario, shifted: (date) => date, id: CUSTOMER, legalEntityId: 'L1', journeyId: journey.name });
  const charged = new Map<string, number>();
  let refused = false;
  const run: Simulation = simulate({
    journey,
    journeyOf: journeys.byId,
    rulesAt: () => rules,
    journeyNamed: journeys.ofName,
    customer,
    start,
    mail: (effect) => (refused ? whereRefused(effect) : { did: 'sent' }),
    collect: ({ methodId }) => {
      const card = run.book.list('method').find(({ id }) => id === methodId)?.providerRef ?? '';
      const earlier = charged.get(card) ?? 0;
      charged.set(card, earlier + 1);
      return cardTurn({ card, earlier }) ?? { did: 'ours', code: 'unknown_method' };
    },
  });
  run.report({ type: 'customer.created', source: 'duly', externalId: CUSTOMER, effectiveOn: customer.knownSince, data: {} });
  const engine: Engine = {
    ...engineOf({ run, legalEntityId: customer.legalEntityId }),
    async refuseMails(now) {
      refused = now;
    },
  };
  return { run, play: () => play({ scenario, journeys, zone, engine, shiftDays: (date) => date }) };
}

/** What becomes of a message whose mail is refused for good: a letter goes where it was to go beside, or may go instead. */
function whereRefused({ by = ['email'], orLetter }: MessageEffect): Outcome {
  if (!by.includes('email')) return { did: 'sent' };
  return orLetter || by.length > 1 ? { did: 'sent', instead: { code: REFUSED } } : { did: 'undeliverable', code: REFUSED };
}
/** As an SMTP server says that there is no such mailbox. */
const REFUSED = '550';

function engineOf({ run, legalEntityId }: { run: Simulation; legalEntityId: string }): Omit<Engine, 'refuseMails'> {
  return {
    customerId: CUSTOMER,
    legalEntityId,
    books: async () => booksOf(run),
    async liveTo({ at, onWake }) {
      for (let wake = nextWake(run, at); wake !== null; wake = nextWake(run, at)) {
        run.runTo(wake);
        await onWake(run.now());
      }
      run.sleepTo(at);
    },
    report: async ({ reports }) => run.report(...reports),
    stop: async () => undefined,
    async keep({ reports, at }) {
      for (const report of reports) run.book.record({ report, recordedAt: at });
    },
    async goOn({ at }) {
      run.sleepTo(at);
      run.report();
    },
  };
}

const nextWake = (run: Simulation, before: Instant): Instant | null => {
  const wake = run.book.nextWake();
  return wake !== null && wake < before ? wake : null;
};

function booksOf(run: Simulation): BooksSeen {
  const { book, decisions } = run;
  return {
    customer: book.customer(),
    accounts: book.select(run.now()).accounts,
    tokens: book.tokens(),
    effects: [...book.effects.values()],
    decisions: decisions.map(({ decision: { seq, reasons } }) => ({ seq, reasons })),
    items: book.list('item'),
    orders: book.list('order'),
    payments: book.list('payment'),
    writeOffs: book.list('writeOff'),
    chargebacks: book.list('chargeback'),
    cheques: book.list('cheque'),
    charges: book.list('charge'),
    attempts: book.list('attempt'),
    disputes: book.list('dispute'),
    holds: book.list('hold'),
    paymentPromises: book.list('paymentPromise'),
    paymentPlans: book.list('paymentPlan'),
    tasks: book.list('task'),
    surveys: book.list('survey'),
    methods: book.list('method'),
    consents: book.list('consent'),
  };
}
