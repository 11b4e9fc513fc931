import { leavesOut, type StepForm, takesMonths } from './draw-journey.js';
import type { Life } from './draw-story.js';
import { contacts, isFor, isOutOfHands, type Known } from './judge.js';
import { firmerThan } from './judge-moves.js';
import type { Lived } from './live.js';
import { statementDay } from './own-accounts.js';
import { apart } from './own-calendar.js';

/** Within so many days after an invoice came and fell due all its steps can have gone. */
const LADDER_DAYS = 100;
/** Within so many days after its day a statement has gone, however long the contact window is closed. */
const STATEMENT_DAYS = 25;
const DAY = 86_400_000;

/** Long after the last news: the books say what the judges' ledger says, a settled item stands nowhere, and of what is owed no step was lost. */
export function judgeEnd({ known, lived }: { known: Known; lived: Lived }): string | undefined {
  const { ledger, life } = known;
  const { book, end } = lived;
  if (lived.inFlightAtMost > 50) return `${lived.inFlightAtMost} effects were under way at once`;
  // What stands in a lane that was dropped has no more of it, until the journey has that lane again.
  const tokens = book.tokens().filter(({ lane, subject }) => known.formOf(subject).lanes[lane] !== undefined);
  for (const item of book.list('item')) {
    const own = ledger.item(item.id);
    if (!own || own.open !== item.open) return `the books say that ${item.open} of ${item.id} are open, and it is ${own?.open}`;
    const stands = tokens.filter(({ subject, stage }) => subject === item.id && stage !== null);
    const gone = tokens.find(({ subject, stage, leftStage }) => subject === item.id && stage === null && leftStage !== null);
    if (own.open > 0 && gone) return `${item.id} is open again and did not come back to ${gone.leftStage}`;
    if (own.open === 0 && stands.length > 0) return `${item.id} is settled and stands in ${stands[0]?.stage}`;
  }
  const unapplied = book.list('payment').reduce((sum, payment) => sum + payment.unapplied, 0);
  if (unapplied !== ledger.unapplied()) return `the books say that ${unapplied} are unapplied, and it is ${ledger.unapplied()}`;

  const waiting = tokens.find(({ lane, stage, subject }) => isClearing(known.formOf(subject), lane, stage) && !ledger.clears(subject));
  if (waiting) return `${waiting.subject} waits in ${waiting.stage} for no cheque`;
  const missed = missedStatement({ known, lived });
  if (missed) return missed;

  for (const own of ledger.items()) {
    if (own.open === 0 || own.deliveredAt === null) continue;
    // What Duly itself issued at the end of a month may have come too late to see the end of it.
    // The later it is due after its issue, the farther apart are steps of which the one counts from this and the other from that.
    const days = LADDER_DAYS + Math.max(0, apart(own.issuedOn, own.dueOn));
    if (Math.max(own.deliveredAt, Date.parse(own.dueOn)) > end - days * DAY) continue;
    if (ledger.askable({ itemId: own.id, what: 'reminders', at: end }) <= 0) continue;
    const [form, steps] = [known.formOf(own.id), known.stepsOf(own.id)];
    for (const token of tokens.filter(({ subject }) => subject === own.id)) {
      const stage = token.stage === null ? undefined : form.lanes[token.lane]?.stages[token.stage];
      if (token.stage === null || !stage?.steps) continue;
      if (takesMonths(form)) continue;
      if (pendingOf(book, own.id)) continue;
      // What counts from a call, if only of another version, waits for whoever is to make it.
      const isCalled = book.list('task').some(({ kind, status, subject }) => kind === 'call' && status === 'open' && subject === own.id);
      if (isCalled && stage.steps.some(({ at }) => steps.has(at.from))) continue;
      // What a plan that ended has kept waiting has its steps to come.
      if ((ledger.lastHoldEnd({ subject: own.id, what: 'interest', at: end }) ?? 0) > end - LADDER_DAYS * DAY) continue;
      const endless = stage.steps.at(-1)?.every !== undefined;
      const missing = stage.steps.filter(
        (step) =>
          contacts(step) &&
          isFor(step, life.customer) &&
          !wasSaid(known, own.id, step.name) &&
          !known.leftOut.has(`${own.id} ${step.name}`) &&
          !firmerThan({ known, subject: own.id, step: step.name, at: end }),
      );
      const skips = leavesOut(form);
      const lost = missing.filter(
        ({ name, at, severe }) =>
          !(at.from === 'due' && (at.days ?? 0) < 0) && !severe && !(skips && !bearsSevere(stage.steps ?? [], name)),
      );
      const first = lost[0];
      if (first && !(steps.get(first.name)?.step.every && missing.length === 1))
        return `${own.id} stands in ${token.stage} and ${first.name} never went`;
      const severe = missing.find((step) => step.severe);
      const notice = severe ? steps.get(severe.name)?.before : undefined;
      if (severe && notice && known.wentOf(own.id).some((one) => one.step === notice.name) && !severe.every)
        return `${own.id} stands in ${token.stage} and ${severe.name} never went, though ${notice.name} did`;
      // A question that rests on a notice which came back, or which another version left out, waits for that.
      const waits = stage.steps.some(({ name }) => [known.notGiven, known.leftOut].some((missed) => missed.has(`${own.id} ${name}`)));
      // What another system is told may be held where the customer is not.
      const tells = stage.steps.some(({ name, do: act }) => act.notify !== undefined && !wasSaid(known, own.id, name));
      if (!endless && missing.length === 0 && !waits && !tells) return `${own.id} stands in ${token.stage}, of which nothing is left`;
    }
  }
  return undefined;
}

/** Whether the step went, or came back. */
const wasSaid = ({ wentOf, notGiven }: Known, subject: string, step: string): boolean =>
  notGiven.has(`${subject} ${step}`) || wentOf(subject).some((one) => one.step === step);

const isClearing = ({ lanes }: Life['form'], lane: string, stage: string | null): boolean =>
  stage !== null && lanes[lane]?.stages[stage] !== undefined && (lanes[lane]?.stages[stage]?.type ?? stage) === 'clearing';

/** The last month of which the day lies long after the last news, and long before the end, had its statement where anything was open all the time. */
function missedStatement({
  known: { accounts, ledger, wentOf, clock, isClosed, moved },
  lived,
}: {
  known: Known;
  lived: Lived;
}): string | undefined {
  const form = accounts.statement;
  if (!form || moved) return undefined;
  const news = lived.log.findLast(({ what }) => what === 'fact')?.at ?? lived.start;
  const last = clock(lived.end - STATEMENT_DAYS * DAY).slice(0, 10);
  const day = statementDay({ form, date: last, isClosed });
  if (day > last || Date.parse(day) < news + 2 * DAY) return undefined;
  for (const account of new Set(ledger.items().map((item) => item.account))) {
    const isHeld = ledger.lastHoldEnd({ subject: account, what: 'reminders', at: lived.end }) ?? 0;
    if (isHeld > Date.parse(day) - DAY || ledger.held({ subject: account, what: 'reminders', at: lived.end }).length > 0) continue;
    const open = ledger
      .items()
      .some(
        (item) =>
          item.account === account &&
          item.open > 0 &&
          !ledger.held({ subject: item.id, what: 'reminders', at: lived.end }).some(({ kind }) => isOutOfHands(kind)),
      );
    const step = form.statement.send;
    if (open && !wentOf(account).some((one) => one.step === step && clock(one.at).slice(0, 10) >= day))
      return `${account} has had no statement on ${day}`;
  }
  return undefined;
}

/** A step on which a severe one rests is never left out. */
const bearsSevere = (ladder: StepForm[], name: string): boolean =>
  ladder[ladder.findIndex((step) => step.name === name) + 1]?.severe === true;

const pendingOf = (book: Lived['book'], itemId: string): boolean =>
  book
    .list('attempt')
    .some(
      ({ outcome, chargeId }) =>
        (outcome === 'unknown' || outcome === 'under way') &&
        book.list('charge').some(({ id, itemIds, status }) => id === chargeId && status === 'open' && itemIds.includes(itemId)),
    );
