/** Holds a timeline against what a scenario expects. */
import type { LocalDate } from '../calendar.js';
import type { Money } from '../money.js';
import { type Balance, type Line, moneyText, type Why } from './observe.js';
import type { Played } from './play.js';
import { COMPLETE, type Expectation, type Scenario, type Told } from './scenario.js';
import type { When } from './sentence.js';

/** One line of the two timelines, laid over each other. */
export interface Compared {
  /** `same`: expected and came; `missing`: expected and did not come; `unexpected`: came and was not expected. */
  mark: 'same' | 'missing' | 'unexpected';
  on: LocalDate;
  time?: string;
  text: string;
  /** `line:column` of the expectation. */
  place?: string;
  /** Of a missing line: what came in its place. */
  instead?: string;
  /** What decisions recorded about it on that day. */
  reasons: string[];
}

export interface Verdict {
  ok: boolean;
  /** In order of time. */
  compared: Compared[];
}

export function compare({ scenario, played }: { scenario: Scenario; played: Played }): Verdict {
  const { lines } = played;
  const met = new Map<Line, Told<Expectation>>();
  const free = (line: Line) => !met.has(line);
  const compared: Compared[] = [];
  const missing: Told<Expectation>[] = [];

  // The more an expectation says, the earlier it chooses.
  const wanted = [...scenario.expect].filter(({ meaning }) => 'line' in meaning).sort((a, b) => saidOf(b) - saidOf(a));
  for (const told of wanted) {
    const found = lines.find((line) => free(line) && meets({ line, told }));
    if (found) met.set(found, told);
    else missing.push(told);
  }
  for (const line of lines) {
    const { on, time, text } = line;
    const told = met.get(line);
    const never = scenario.never.find(({ name }) => isNamed(line, name));
    if (never)
      compared.push({
        mark: 'unexpected',
        on,
        time,
        text,
        place: never.place,
        instead: `never: ${never.name}`,
        reasons: whyOf(played, line),
      });
    else if (told) compared.push({ mark: 'same', on, time, text, place: told.place, reasons: [] });
    else if (COMPLETE.has(line.kind)) compared.push({ mark: 'unexpected', on, time, text, reasons: whyOf(played, line) });
  }
  for (const told of missing) {
    const instead = nearest({ told, lines: lines.filter(free) });
    compared.push({
      ...missingLine(told),
      ...(instead && { instead: `${instead.on} ${instead.time} ${instead.text}` }),
      reasons: reasonsFor({ told, reasons: played.reasons }),
    });
  }
  for (const told of scenario.expect) {
    const { meaning, when, place, sentence } = told;
    if ('line' in meaning) continue;
    const came =
      'balance' in meaning ? balanceOn({ balances: played.balances, on: when.on, meaning }) : whatSpeaksAgainst({ told, played });
    const wrong = 'balance' in meaning ? came !== moneyText(meaning.balance) : came !== undefined;
    if (!wrong) compared.push({ mark: 'same', ...flat(when), text: sentence, place, reasons: [] });
    else
      compared.push({
        ...missingLine(told),
        ...(came && { instead: came }),
        reasons: 'balance' in meaning ? [] : reasonsFor({ told, reasons: played.reasons }),
      });
  }
  for (const { on, text, place } of played.impossible)
    compared.push({ mark: 'missing', on, text: 'the story goes on', place, instead: text, reasons: [] });
  const rank = { same: 0, missing: 1, unexpected: 2 };
  compared.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : rank[a.mark] - rank[b.mark] || compareText(a.time ?? '', b.time ?? '')));
  return { ok: compared.every(({ mark }) => mark === 'same'), compared };
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const flat = ({ on, time }: When) => ({ on, ...(time && { time }) });
const missingLine = ({ when, sentence, place }: Told<Expectation>) => ({ mark: 'missing' as const, ...flat(when), text: sentence, place });

/** `Final notice`, `final-notice` and `FINAL_NOTICE` are one name. */
export const sameName = (a: string, b: string): boolean => plain(a) === plain(b);
const plain = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();

/** Names of whole kinds of lines, which `never` and `no` may use. */
export const KIND_NAMES: Readonly<Record<string, readonly Line['kind'][]>> = {
  message: ['sent', 'delivered'],
  reminder: [],
  charge: ['charged', 'declined'],
  survey: ['asked'],
  task: ['task'],
  call: ['call'],
  // Nothing claims these yet: they never come.
  interest: [],
  fee: [],
};

function isNamed(line: Line, name: string): boolean {
  if (line.kind === 'task ended' || line.kind === 'hold ended') return false;
  const kinds = Object.hasOwn(KIND_NAMES, plain(name)) ? KIND_NAMES[plain(name)] : undefined;
  return kinds?.includes(line.kind) || line.names.some((one) => sameName(one, name));
}

const saidOf = ({ when, meaning }: Told<Expectation>): number =>
  (when.time ? 1 : 0) + Object.values(meaning).filter((value) => value !== undefined).length;

function meets({ line, told: { when, meaning } }: { line: Line; told: Told<Expectation> }): boolean {
  return line.on === when.on && (when.time === undefined || line.time === when.time) && isMeant({ line, meaning });
}

function isMeant({ line, meaning }: { line: Line; meaning: Expectation }): boolean {
  if (!('line' in meaning) || meaning.line !== line.kind) return false;
  const { name, invoices, money, outcome, way, owner, to } = meaning;
  if (to !== undefined && !sameName(to, line.to ?? 'usual')) return false;
  if (owner !== undefined && !line.names.some((one) => sameName(one, owner))) return false;
  if (name !== undefined && !line.names.some((one) => sameName(one, name))) return false;
  if (way !== undefined && !way.split(' and ').every((one) => line.by?.some((own) => own === one))) return false;
  if (outcome !== undefined && !sameName(outcome, line.outcome ?? '')) return false;
  if (invoices && [...invoices].sort().join('\n') !== [...line.invoices].sort().join('\n')) return false;
  return money === undefined || sameMoney(money, line.money);
}

const sameMoney = (a: Money, b: Money | undefined): boolean => a.amount === b?.amount && a.currency === b.currency;

/** What came in place of it: the same on another day first, then anything of that day that was not expected. */
function nearest({ told: { when, meaning }, lines }: { told: Told<Expectation>; lines: Line[] }): Line | undefined {
  const far = (line: Line) => Math.abs(Date.parse(line.on) - Date.parse(when.on));
  const same = lines.filter((line) => isMeant({ line, meaning })).sort((a, b) => far(a) - far(b))[0];
  return same ?? lines.find((line) => line.on === when.on && COMPLETE.has(line.kind));
}

function balanceOn({
  balances,
  on,
  meaning: { invoice, balance },
}: {
  balances: Balance[];
  on: LocalDate;
  meaning: Extract<Expectation, { balance: Money }>;
}): string {
  const last = balances.findLast((one) => one.on <= on);
  const owed =
    invoice === undefined
      ? last?.total.find(({ currency }) => currency === balance.currency)
      : last?.items.find((item) => item.invoice === invoice)?.money;
  return moneyText(owed ?? { amount: 0, currency: balance.currency });
}

/** Undefined: nothing does. */
function whatSpeaksAgainst({ told: { meaning, when }, played }: { told: Told<Expectation>; played: Played }): string | undefined {
  const about = 'none' in meaning ? meaning.invoices : undefined;
  const isAbout = (invoices: string[]) => !about || about.some((name) => invoices.includes(name));
  if ('none' in meaning) {
    const came = played.lines.find((line) => line.on === when.on && isAbout(line.invoices) && isNamed(line, meaning.none));
    if (came) return `${came.time} ${came.text}`;
  }
  const because = 'because' in meaning ? meaning.because : undefined;
  if (because === undefined) return undefined;
  const given = played.reasons.filter(({ on, invoices }) => on === when.on && isAbout(invoices));
  const found = given.some(({ code, text }) => sameName(code, because) || plain(text).includes(plain(because)));
  return found ? undefined : 'no such reason was recorded on that day';
}

/** What was recorded on the day; where nothing was decided on it, what was last decided before. */
function reasonsFor({ told: { when, meaning }, reasons }: { told: Told<Expectation>; reasons: Why[] }): string[] {
  const invoices = 'invoices' in meaning ? meaning.invoices : undefined;
  const about = reasons.filter((reason) => !invoices || reason.invoices.some((one) => invoices.includes(one)));
  const ofDay = about.filter(({ on }) => on === when.on);
  if (ofDay.length > 0) return ofDay.map(({ text }) => text);
  const before = about.findLast(({ on }) => on < when.on);
  return before ? [`nothing was decided on that day; on ${before.on}: ${before.text}`] : ['nothing was decided up to then'];
}

function whyOf({ reasons }: Played, line: Line): string[] {
  const ofDay = reasons.filter(
    ({ on, invoices }) => on === line.on && (line.invoices.length === 0 || invoices.some((one) => line.invoices.includes(one))),
  );
  const naming = ofDay.filter(({ text }) => line.names.some((name) => text.includes(name)));
  return (naming.length > 0 ? naming : ofDay).map(({ text }) => text);
}
