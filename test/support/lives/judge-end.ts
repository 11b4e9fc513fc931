import type { StepForm } from './draw-journey.js';
import { contacts, isFor, type Known } from './judge.js';
import type { Lived } from './live.js';

/** Within so many days after an invoice came and fell due all its steps can have gone. */
const LADDER_DAYS = 100;

/** Long after the last news: the books say what the judges' ledger says, a settled item stands nowhere, and of what is owed no step was lost. */
export function judgeEnd({ known, lived }: { known: Known; lived: Lived }): string | undefined {
  const { ledger, life, steps, went } = known;
  const { book, end } = lived;
  if (lived.inFlightAtMost > 50) return `${lived.inFlightAtMost} effects were under way at once`;
  for (const item of book.list('item')) {
    const own = ledger.item(item.id);
    if (!own || own.open !== item.open) return `the books say that ${item.open} of ${item.id} are open, and it is ${own?.open}`;
    const stands = book.tokens().filter(({ subject, stage }) => subject === item.id && stage !== null);
    const gone = book.tokens().find(({ subject, stage, leftStage }) => subject === item.id && stage === null && leftStage !== null);
    if (own.open > 0 && gone) return `${item.id} is open again and did not come back to ${gone.leftStage}`;
    if (own.open === 0 && stands.length > 0) return `${item.id} is settled and stands in ${stands[0]?.stage}`;
  }
  const unapplied = book.list('payment').reduce((sum, payment) => sum + payment.unapplied, 0);
  if (unapplied !== ledger.unapplied()) return `the books say that ${unapplied} are unapplied, and it is ${ledger.unapplied()}`;

  for (const own of ledger.items()) {
    if (own.open === 0 || own.deliveredAt === null) continue;
    // What Duly itself issued at the end of a month may have come too late to see the end of it.
    if (Math.max(own.deliveredAt, Date.parse(own.dueOn)) > end - LADDER_DAYS * 86_400_000) continue;
    if (ledger.askable({ itemId: own.id, what: 'reminders', at: end }) <= 0) continue;
    for (const token of book.tokens().filter(({ subject }) => subject === own.id)) {
      const stage = token.stage === null ? undefined : life.form.lanes[token.lane]?.stages[token.stage];
      if (token.stage === null || !stage?.steps) continue;
      // Calls never go together: under caps those of many invoices take months.
      if (life.form.contact.atMost && [...steps.values()].some(({ step }) => step.do.call !== undefined)) continue;
      if (pendingOf(book, own.id)) continue;
      const endless = stage.steps.at(-1)?.every !== undefined;
      const missing = stage.steps.filter(
        (step) => contacts(step) && isFor(step, life.customer) && !went.some((one) => one.subject === own.id && one.step === step.name),
      );
      const skips = life.form.contact.outside === 'skip' || life.form.contact.atMost !== undefined;
      const lost = missing.filter(
        ({ name, at, severe }) =>
          !(at.from === 'due' && (at.days ?? 0) < 0) && !severe && !(skips && !bearsSevere(stage.steps ?? [], name)),
      );
      const first = lost[0];
      if (first && !(steps.get(first.name)?.step.every && missing.length === 1))
        return `${own.id} stands in ${token.stage} and ${first.name} never went`;
      const severe = missing.find((step) => step.severe);
      const notice = severe ? steps.get(severe.name)?.before : undefined;
      if (severe && notice && went.some((one) => one.subject === own.id && one.step === notice.name) && !severe.every)
        return `${own.id} stands in ${token.stage} and ${severe.name} never went, though ${notice.name} did`;
      if (!endless && missing.length === 0) return `${own.id} stands in ${token.stage}, of which nothing is left`;
    }
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
