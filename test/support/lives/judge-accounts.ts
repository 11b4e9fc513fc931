import { type Done, isOutOfHands, type Judge, type Known, reached } from './judge.js';
import { daysBetween, reachedState, statementDay } from './own-accounts.js';
import { apart, later } from './own-calendar.js';

/**
 * What an account is told. Its state follows the ledger with every decision, down and up; into a severe one only from the one before it, the ladder's
 * distance after that one's notice went. A state speaks once in an episode; a statement comes once a month, not before its day, of what is open then.
 */
export const judgeAccounts: Judge = (known) => {
  const { ledger } = known;
  /** Where each account stands in its episode. */
  const standing = new Map<string, Standing>();
  const months = new Set<string>();
  return (entry) => {
    if (entry.what === 'decided' && known.accounts.overdue) {
      const { reports, more, wakeAt } = entry.decision;
      // What this decision issues comes to the next one.
      const issued = new Set(reports.flatMap((report) => (report.type === 'invoice.issued' ? [report.data.itemId] : [])));
      for (const { lane, subject, data } of entry.decision.tokens)
        if (lane === 'dunning') {
          const own = standing.get(subject) ?? { ...NEW, entered: new Map() };
          own.state = String(data.state ?? '');
          standing.set(subject, own);
          if (own.state === '') endEpisode({ known, account: subject, own, at: entry.at, issued });
        }
      // Another decision follows at once, or, where fifty effects are under way, in a second.
      if (reports.length > 0 || more || (wakeAt !== null && wakeAt <= entry.at + A_SECOND)) return undefined;
      for (const [account, own] of standing) {
        const complaint = judgeState({ known, account, own, at: entry.at });
        if (complaint) return `${account} is ${own.state || 'clear'}: ${complaint}`;
      }
      return undefined;
    }
    if (entry.what !== 'done' || entry.effect.kind !== 'message' || entry.effect.accountId === undefined || !reached(entry))
      return undefined;
    const closed = known.outside(entry.at);
    if (closed) return `${entry.effect.id} goes ${closed}`;
    if (entry.effect.purpose === 'statement') return judgeStatement({ known, entry, months });
    const { effect, at, parts } = entry;
    const { accountId } = entry.effect;
    if (effect.purpose === 'notice') return undefined;
    if (parts.length === 0) return `${effect.id} asks for nothing`;
    for (const { itemId, amount } of parts) {
      const askable = ledger.askable({ itemId, what: 'reminders', at });
      if (amount <= 0 || amount !== askable) return `${effect.id} names ${amount} of ${itemId}, of which ${askable} may be asked for`;
    }
    const own = standing.get(accountId);
    const step = entry.steps[0]?.step ?? '';
    if (known.went.slice(own?.since ?? 0).some((one) => one.subject === accountId && one.step === step))
      return `${effect.id} speaks a second time of an episode`;
    return undefined;
  };
};

interface Standing {
  /** Its name; empty: clear. */
  state: string;
  before: string;
  /** When each state was first entered in the episode. */
  entered: Map<string, number>;
  /** How many steps of whatever had gone when the episode began. */
  since: number;
}
const NEW = { state: '', before: '', since: 0 };

const A_SECOND = 1_000;
const NONE: ReadonlySet<string> = new Set();

interface EpisodeInput {
  known: Known;
  account: string;
  own: Standing;
  at: number;
  /** Items that are not looked at yet. */
  issued: ReadonlySet<string>;
}

/** An episode ends when what is owed reaches no state, whatever holds there are. */
function endEpisode({ known, account, own, at, issued }: EpisodeInput): void {
  const form = known.accounts.overdue;
  if (!form || own.entered.size === 0) return;
  const today = known.clock(at).slice(0, 10);
  if (reachedState({ form, ledger: known.ledger, account, at, today, leaveOut: false, but: issued }) >= 0) return;
  own.entered.clear();
  own.since = known.went.length;
}

function judgeState({ known, account, own, at }: { known: Known; account: string; own: Standing; at: number }): string | undefined {
  const form = known.accounts.overdue;
  if (!form) return undefined;
  const { states } = form;
  const today = known.clock(at).slice(0, 10);
  const place = states.findIndex(({ name }) => name === own.state);
  const common = { form, ledger: known.ledger, account, at, today };
  const target = reachedState({ ...common, leaveOut: true });
  if (place > target) return `only ${states[target]?.name ?? 'none'} is reached`;
  endEpisode({ known, account, own, at, issued: NONE });
  const isNew = own.state !== own.before;
  own.before = own.state;
  for (const [index, { name, severe }] of states.entries()) {
    const before = states[index - 1];
    if (!severe || !before || own.entered.has(name) || index > place) continue;
    if (index < place) return `severe ${name} was passed over`;
    const notice = before.send.at(-1)?.name;
    const went = known.went.slice(own.since).findLast((one) => one.subject === account && one.step === notice);
    if (!went) return `severe, and ${notice} before it never went`;
    const days = apart(known.clock(went.at).slice(0, 10), today);
    if (isNew && !known.moved && days < daysBetween(states[index] as (typeof states)[number], before))
      return `severe ${days} days after ${notice}`;
  }
  if (place >= 0 && !own.entered.has(own.state)) own.entered.set(own.state, at);
  if (place === target || known.moved) return undefined;
  // Up it waits only for a severe state: before it for its notice and the distance, on it for a day.
  const waits = states.findIndex(({ name, severe }, index) => severe && index > place && index <= target && !own.entered.has(name));
  if (waits >= 0 && waits === place + 1) return undefined;
  const enteredAt = own.entered.get(own.state);
  const isSevere = states[place]?.severe === true;
  if (
    isSevere &&
    enteredAt !== undefined &&
    known.clock(at) < `${later(known.clock(enteredAt).slice(0, 10), 1)} ${known.life.form.contact.at}`
  )
    return undefined;
  if (waits > place) return undefined;
  return `${states[target]?.name} is reached`;
}

function judgeStatement({ known, entry, months }: { known: Known; entry: Done; months: Set<string> }): string | undefined {
  const { ledger, clock } = known;
  const { at, effect, parts } = entry;
  const form = known.accounts.statement;
  if (!form || effect.kind !== 'message') return undefined;
  const account = effect.accountId ?? '';
  const today = clock(at).slice(0, 10);
  const day = statementDay({ form, date: today, isClosed: known.isClosed });
  const month = (today < day ? later(`${today.slice(0, 8)}01`, -1) : today).slice(0, 7);
  if (!known.moved && months.has(`${account} ${month}`)) return `${effect.id} is the second statement of ${month}`;
  months.add(`${account} ${month}`);
  if (ledger.held({ subject: account, what: 'reminders', at }).length > 0) return `${effect.id} goes to an account that is held`;
  if (parts.length === 0) return `${effect.id} lists nothing`;
  for (const { itemId, amount } of parts) {
    const item = ledger.item(itemId);
    if (!item || item.open <= 0) return `${effect.id} lists ${itemId}, of which nothing is owed`;
    const askable = Math.max(0, ledger.askable({ itemId, what: 'reminders', at }));
    if (amount !== askable && amount !== 0) return `${effect.id} asks for ${amount} of ${itemId}, of which ${askable} may be asked for`;
    if (ledger.held({ subject: itemId, what: 'reminders', at }).some(({ kind, part }) => isOutOfHands(kind) && part === null))
      return `${effect.id} lists ${itemId}, which is in the hands of others`;
  }
  return undefined;
}
