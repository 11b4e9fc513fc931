import { z } from 'zod';
import { Refusal } from './refusal.js';

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

const integer = (atMost: number) =>
  z
    .string()
    .refine((text) => /^[1-9]\d*$/.test(text) && Number(text) <= atMost, {
      error: `Invalid positive integer: expected 1 to ${atMost}`,
      params: { code: 'parameter_invalid_integer' },
    })
    .transform(Number);
const flag = z.enum(['true', 'false'], { error: 'Invalid boolean: expected true or false' }).transform((text) => text === 'true');
const text = z.string().max(5000);
const metadata = z
  .record(z.string().max(40), z.string().max(500))
  .refine((entries) => Object.keys(entries).length <= 50, { error: 'Metadata can have up to 50 keys' });

/** `POST /v1/customers` */
export const customerParameters = z.strictObject({
  description: text.optional(),
  email: text.optional(),
  metadata: metadata.optional(),
  name: text.optional(),
});

/** `POST /v1/payment_methods`: a test token, or a test number with its date and code. */
export const methodParameters = z.strictObject({
  type: z.literal('card', { error: 'Only cards are simulated: expected type=card' }),
  card: z.strictObject({
    token: text.optional(),
    number: text.optional(),
    exp_month: text.optional(),
    exp_year: text.optional(),
    cvc: text.optional(),
  }),
});

/** `POST /v1/payment_intents` */
export const intentParameters = z.strictObject({
  amount: integer(Number.MAX_SAFE_INTEGER),
  currency: text
    .transform((code) => code.toLowerCase())
    .refine((code) => CURRENCIES.has(code.toUpperCase()), { error: 'Invalid currency: expected an ISO 4217 code' }),
  customer: text.optional(),
  payment_method: text.optional(),
  allowed_payment_method_types: z.array(z.literal('card', { error: 'Only cards are simulated: expected card' })).optional(),
  confirm: flag.optional(),
  off_session: flag.optional(),
  description: text.optional(),
  metadata: metadata.optional(),
});

/** `POST /v1/payment_intents/:id/confirm` */
export const confirmParameters = z.strictObject({ payment_method: text.optional(), off_session: flag.optional() });

/** `GET /v1/payment_intents` */
export const listParameters = z.strictObject({
  customer: text.optional(),
  ending_before: text.optional(),
  limit: integer(100).optional(),
  starting_after: text.optional(),
});

/** Checks form or query parameters; the first thing wrong with them is thrown as Stripe's `Refusal`. */
export function readParameters<Schema extends z.ZodType>({ schema, given }: { schema: Schema; given: unknown }): z.output<Schema> {
  const read = schema.safeParse(given ?? {});
  if (read.success) return read.data;
  const issue = read.error.issues[0] as z.core.$ZodIssue;
  if (issue.code === 'unrecognized_keys') {
    const param = nameOf([...issue.path, issue.keys[0] ?? '']);
    throw new Refusal({ status: 400, code: 'parameter_unknown', param, message: `Received unknown parameter: ${param}` });
  }
  const param = nameOf(issue.path);
  if (valueAt({ given, path: issue.path }) === undefined) {
    throw new Refusal({ status: 400, code: 'parameter_missing', param, message: `Missing required param: ${param}.` });
  }
  const code: unknown = issue.code === 'custom' ? issue.params?.code : undefined;
  throw new Refusal({ status: 400, param, message: `${issue.message} in '${param}'.`, ...(typeof code === 'string' ? { code } : {}) });
}

function nameOf(path: readonly PropertyKey[]): string {
  const [first, ...inner] = path.map(String);
  return `${first ?? ''}${inner.map((part) => `[${part}]`).join('')}`;
}

function valueAt({ given, path }: { given: unknown; path: readonly PropertyKey[] }): unknown {
  return path.reduce<unknown>((value, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part], given);
}
