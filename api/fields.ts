/** The fields that requests are made of. Each says in its error what to send; `problem.ts` says which field it is. */
import { z } from 'zod';
import { isDate } from '../domain/calendar.js';
import { PURPOSES, type Purpose } from '../domain/contacts/purposes.js';
import { isCurrency } from '../domain/money.js';

/** Text on one line: no control characters, which PostgreSQL or a log would trip over, and no halves of characters. */
const line = (max: number, error: string) =>
  z
    .string({ error })
    .min(1, { error })
    .max(max, { error })
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, { error });

export const externalId = line(255, 'Send your own id of it as text of 1 to 255 characters; it makes sending twice safe.');
export const invoiceName = line(255, 'Send our id of the invoice or its number as text.');
export const reference = line(140, 'Send a reference on one line of at most 140 characters.');

export const customerName = line(255, 'Send the name as text of 1 to 255 characters.');
export const personName = line(255, 'Send a name as text of 1 to 255 characters.');
export const description = line(500, 'Send what it is for, as text of 1 to 500 characters.');
const address = 'Send an e-mail address like ap@example.com.';
export const email = z.email({ error: address }).max(254, { error: address });
const postalLines = 'Send the postal address as a list of 1 to 6 lines of at most 60 characters.';
export const postal = z.array(line(60, postalLines), { error: postalLines }).min(1, { error: postalLines }).max(6, { error: postalLines });

export const country = z.string({ error: 'Send a country like DE.' }).regex(/^[A-Z]{2}$/, {
  error: 'Send an ISO 3166 code of two capital letters, like DE.',
});
export const timeZone = z
  .string({ error: 'Send a time zone like Europe/Berlin.' })
  .refine((name) => /^[A-Za-z]/.test(name) && makes(() => new Intl.DateTimeFormat('en', { timeZone: name })), {
    error: 'Send an IANA time zone like Europe/Berlin.',
  });
export const locale = z.string({ error: 'Send a language like en or de-AT.' }).refine((tag) => makes(() => new Intl.Locale(tag)), {
  error: 'Send a language tag like en or de-AT.',
});
function makes(make: () => unknown): boolean {
  try {
    make();
    return true;
  } catch {
    return false;
  }
}

/** Facts hold codes, never free text. */
export const code = z.string({ error: 'Send a code.' }).regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/, {
  error: 'Send a code of at most 64 letters, digits, dots, colons, hyphens and underscores, without spaces.',
});

const positive = 'Send a positive whole number of minor units: 124995 is 1,249.95 EUR.';
export const amount = z
  .int({ error: positive })
  .positive({ error: positive })
  .meta({ description: 'Minor units: 124995 is 1,249.95 EUR.' });

export const currency = z
  .string({ error: 'Send an ISO 4217 code like EUR.' })
  .refine(isCurrency, { error: 'Send an ISO 4217 code in capital letters, like EUR.' })
  .meta({ description: 'ISO 4217, like EUR.' });

export const date = z
  .string({ error: 'Send a date like 2026-03-31.' })
  .refine(isDate, { error: 'Send a real date as YYYY-MM-DD, like 2026-03-31.' })
  .meta({ format: 'date' });

export const instant = z.iso
  .datetime({ offset: true, error: 'Send a moment with its zone, like 2026-03-31T09:30:00Z.' })
  .transform((text) => Date.parse(text));

const customerError = 'Send our id of the customer as text, or yours as {"external_id": "…"}.';
export const customer = z.union([line(255, customerError), z.strictObject({ external_id: line(255, customerError) })], {
  error: customerError,
});
export type CustomerName = z.infer<typeof customer>;

const days = 'Send a whole number of days from 0 to 365.';
export const netDays = z.int({ error: days }).min(0, { error: days }).max(365, { error: days });
const day = 'Send a day of the month from 1 to 31.';
export const dayOfMonth = z.int({ error: day }).min(1, { error: day }).max(31, { error: day });

/** A word for a group of customers, by which segments ask: `retail`. */
export const industry = line(80, 'Send the industry as text of 1 to 80 characters.');

/** What was sold, by which segments ask: `hardware`. */
export const product = line(80, 'Send the product as text of 1 to 80 characters.');

/** One of the words; the error lists them. */
export const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, { error: `Send one of: ${words.join(', ')}.` });

const idError = 'Send a Message-ID like <1@northwind.example>.';
/** With angle brackets, whether or not they were sent. */
export const messageId = line(320, idError).transform((given) => `<${given.trim().replace(/^<|>$/g, '')}>`);

/** Text of several lines in a person's own words. */
export const comment = z
  .string({ error: 'Send text.' })
  .max(4_000, { error: 'Send at most 4,000 characters.' })
  .regex(/^(?:[^\p{Cc}\p{Cs}]|[\n\r\t])*$/u, { error: 'Send plain text.' });

const ownerError =
  'Send a role or a number like account-manager or am-7: at most 80 small letters, digits and hyphens, and no name of a person.';
/** One of our own people or desks. It stands in journeys, facts and tasks, so it names nobody. */
export const ownerName = z
  .string({ error: ownerError })
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, { error: ownerError })
  .max(80, { error: ownerError });
export const telephone = z
  .string({ error: 'Send a telephone number.' })
  .regex(/^[+0-9][0-9 ()./-]{2,39}$/, { error: 'Send a telephone number like +49 30 5550 100.' });

const spoken = PURPOSES.map((one) => one.replaceAll('-', '_')) as [string, ...string[]];
/** What a contact is for. */
export const purpose = oneOf(spoken).transform((given) => given.replaceAll('_', '-') as Purpose);

/** A body of exactly these fields. */
export const body = <Shape extends z.core.$ZodShape>(shape: Shape) =>
  z.strictObject(shape, { error: (issue) => (issue.code === 'unrecognized_keys' ? undefined : 'Send a JSON object.') });

/** The body as the schema reads it; throws a ZodError that knows what was given. */
export const read = <Schema extends z.ZodType>({ schema, given }: { schema: Schema; given: unknown }): z.output<Schema> =>
  schema.parse(given, { reportInput: true });
