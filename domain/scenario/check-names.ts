import { suggestion } from '../journey/findings.js';
import { outcomesOfKind, TASK_OUTCOMES } from '../task-outcomes.js';
import { CUSTOMER_SETTINGS } from './customer-settings.js';
import type { Expectation, StoryFact, Told } from './scenario.js';
import { orderOf } from './sentence.js';

/** Keeps a finding at an offset of the file. */
export type Say = (offset: number, message: string) => void;

/** More are not listed, and none of them is suggested. */
const MOST_NAMES = 50;

/** What of a customer can be another from a day on. */
const CHANGING = Object.keys(CUSTOMER_SETTINGS).filter((name) => !['currency', 'knownSince', 'averageDaysLate', 'contacts'].includes(name));

/** Sentences speak of invoices, orders and tasks that there are. */
export function checkNames({
  story,
  expect,
  offsetOf,
  say,
}: {
  story: Told<StoryFact>[];
  expect: Told<Expectation>[];
  /** Of a place `line:column`. */
  offsetOf(place: string): number;
  say: Say;
}): void {
  const sayAt = ({ place, sentence }: Told<unknown>, word: string, message: string) => {
    const found = sentence.lastIndexOf(word);
    say(offsetOf(place) + Math.max(0, found), message);
  };
  const known = new Set<string>();
  const need = (told: Told<unknown>, name: string | undefined) => {
    if (name === undefined || known.has(name)) return;
    const names = [...known].slice(0, MOST_NAMES);
    const there = names.length > 0 ? `there are ${names.join(', ')}${known.size > names.length ? ' …' : ''}` : 'there is none yet';
    sayAt(told, name, `There is no invoice or order "${name}" by then; ${there}.${suggestion(name, names)}`);
  };
  for (const told of story) {
    const { meaning } = told;
    if (meaning.what === 'invoice' || meaning.what === 'order') {
      const name = meaning.what === 'invoice' ? meaning.invoice : meaning.order;
      if (known.has(name)) sayAt(told, name, `There is an invoice or order "${name}" already: each needs a name of its own.`);
      known.add(name);
    } else if ('invoice' in meaning) need(told, meaning.invoice);
    if (meaning.what === 'task decided') {
      const outcomes = outcomesOfKind(meaning.kind);
      const kinds = Object.keys(TASK_OUTCOMES);
      if (!kinds.includes(meaning.kind))
        sayAt(
          told,
          meaning.kind,
          `There is no kind of task "${meaning.kind}"; there are ${kinds.join(', ')}.${suggestion(meaning.kind, kinds)}`,
        );
      else if (!outcomes.includes(meaning.outcome))
        sayAt(
          told,
          meaning.outcome,
          `A task ${meaning.kind} is decided with ${outcomes.join(' or ')}, not "${meaning.outcome}".${suggestion(meaning.outcome, outcomes)}`,
        );
    }
    if (meaning.what === 'customer changed') {
      const { setting, value } = meaning;
      const read = CHANGING.includes(setting) ? CUSTOMER_SETTINGS[setting] : undefined;
      if (!read)
        sayAt(told, setting, `"${setting}" of a customer does not change; ${CHANGING.join(', ')} do.${suggestion(setting, CHANGING)}`);
      else if (!read.read(value)) sayAt(told, value, `Expected ${read.expected}; found "${value}".`);
    }
    if (meaning.what === 'engine down' && orderOf(meaning.until) <= orderOf(told.when))
      sayAt(told, meaning.until.on, 'The engine comes back before it is down: name a later moment.');
  }
  for (const told of expect) {
    const { meaning } = told;
    if ('invoices' in meaning) for (const name of meaning.invoices ?? []) need(told, name);
    if ('balance' in meaning) need(told, meaning.invoice);
  }
}
