/** The ladder of states of an account as a journey configures it, and what must hold of its states together. */
import { z } from 'zod';
import { moneySchema, nameSchema } from '../../journey/long-form.js';
import type { Money } from '../../money.js';

const amountsSchema = z
  .array(moneySchema)
  .min(1)
  .max(50)
  .refine((amounts) => new Set(amounts.map(({ currency }) => currency)).size === amounts.length, 'Each currency is named once.');

/** What an account reaches: its oldest unpaid invoice is so many days old, so many invoices are unpaid, or so much is. */
const thresholdSchema = z
  .strictObject({
    days: z.int().min(1).max(3650).optional(),
    after: z.enum(['due', 'issue']).optional(),
    invoices: z.int().min(1).max(100_000).optional(),
    balance: amountsSchema.optional(),
  })
  .refine(
    ({ days, after, invoices, balance }) =>
      [days, invoices, balance].filter((one) => one !== undefined).length === 1 && (days === undefined) === (after === undefined),
    'Expected one of: days with after (due or issue), invoices, or balance.',
  );
export type Threshold = z.infer<typeof thresholdSchema>;

const sendSchema = z.strictObject({ name: nameSchema, send: nameSchema });
export type StateMessage = z.infer<typeof sendSchema>;

/** What a state can hold as long as it or a later one lasts. */
export const HELD = ['orders', 'service'] as const;

const stateSchema = z.strictObject({
  name: nameSchema,
  from: thresholdSchema,
  /** Reached only from the state before it, the full distance after that one's notice really went. */
  severe: z.boolean().default(false),
  /** Messages on entering, in their order. */
  send: z.array(sendSchema).max(10).default([]),
  hold: z.array(z.enum(HELD)).max(HELD.length).default([]),
  /** Who is asked on entering. */
  ask: z.array(nameSchema).max(5).default([]),
});
export type State = z.infer<typeof stateSchema>;

export const overdueSchema = z
  .strictObject({
    /** A rest of an invoice up to this is not counted. */
    tolerance: amountsSchema.optional(),
    states: z.array(stateSchema).min(1).max(20),
    /** Messages on leaving a state for a lower one or for none, by its name. */
    leaving: z.record(nameSchema, z.array(sendSchema).min(1).max(10)).default({}),
  })
  .superRefine(({ states, leaving, tolerance }, { addIssue }) => {
    const say = (finding: string, path: (string | number)[], message: string) =>
      addIssue({ code: 'custom', path, message, params: { finding } });
    const names = states.map(({ name }) => name);
    for (const [index, name] of names.entries())
      if (names.indexOf(name) < index)
        say('duplicate-state', ['states', index, 'name'], `There is a state "${name}" already: each needs a name of its own.`);
    for (const name of Object.keys(leaving))
      if (!names.includes(name)) say('unknown-state', ['leaving', name], `There is no state "${name}"; there are ${names.join(', ')}.`);
    for (const [index, state] of states.entries()) {
      const before = states[index - 1];
      if (before && !isHigher(state.from, before.from))
        say(
          'state-order',
          ['states', index, 'from'],
          `"${state.name}" comes after "${before.name}" and needs a higher threshold: a state in the order of the ladder is reached later than the one before it.`,
        );
      if (state.severe && !before)
        say('severe-step', ['states', index, 'severe'], 'The first state cannot be severe: a milder one comes before it.');
      else if (state.severe && before && before.send.length === 0)
        say(
          'severe-step',
          ['states', index, 'severe'],
          `A severe state rests on the notice of the state before it: let "${before.name}" send a message.`,
        );
    }
    const currencies = [
      ...new Set([...states.flatMap(({ from }) => from.balance ?? []), ...(tolerance ?? [])].map(({ currency }) => currency)),
    ];
    const places: { path: (string | number)[]; what: string; amounts: Money[] }[] = [
      ...states.flatMap(({ name, from: { balance } }, index) =>
        balance ? [{ path: ['states', index, 'from'], what: `The threshold of "${name}"`, amounts: balance }] : [],
      ),
      ...(tolerance ? [{ path: ['tolerance'], what: 'The tolerance', amounts: tolerance }] : []),
    ];
    for (const { path, what, amounts } of places) {
      const missing = currencies.filter((currency) => !amounts.some((amount) => amount.currency === currency));
      if (missing.length > 0)
        say(
          'missing-currency',
          path,
          `${what} has no amount in ${missing.join(', ')}: an account of that currency would be treated otherwise.`,
        );
    }
    const messages = [...states.flatMap(({ send }) => send), ...Object.values(leaving).flat()].map(({ name }) => name);
    for (const name of new Set(messages.filter((one, index) => messages.indexOf(one) < index)))
      say('duplicate-step', ['states'], `Two messages of this ladder are named "${name}": give one of them a name with ", named …".`);
  });
export type OverdueConfig = z.infer<typeof overdueSchema>;

/** Whether a threshold is above another of its kind; two of different kinds are not compared. */
function isHigher(a: Threshold, b: Threshold): boolean {
  if (a.days !== undefined && b.days !== undefined) return a.after !== b.after || a.days > b.days;
  if (a.invoices !== undefined && b.invoices !== undefined) return a.invoices > b.invoices;
  if (!a.balance || !b.balance) return true;
  return a.balance.every(({ amount, currency }) => {
    const before = b.balance?.find((one) => one.currency === currency);
    return before === undefined || amount > before.amount;
  });
}
