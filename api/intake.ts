/** From a request to facts: who it is about, what it names, recorded once, and the workflow told. */
import type { CustomerBooks, KeptRequest } from '../activities/ports/books.js';
import type { Clock } from '../activities/ports/clock.js';
import type { Recorded, RecordReports } from '../activities/record-reports.js';
import { dateAt, type Instant, type LocalDate } from '../domain/calendar.js';
import { DulyError } from '../domain/errors.js';
import type { Fact, FactType, Report } from '../domain/facts.js';
import type { CustomerName } from './fields.js';
import { type Log, traceOf } from './log.js';
import type { Lookup, NamedItem, Nudge } from './ports.js';
import type { Answer } from './route.js';

export interface Draft {
  books: CustomerBooks;
  /** The customer's own clock. */
  now: Instant;
  /** The date of an instant where the customer is. */
  dateOf(instant: Instant): LocalDate;
}

export type Intake = ReturnType<typeof createIntake>;

export function createIntake({
  record,
  lookup,
  nudge,
  clock,
  log,
}: {
  record: RecordReports;
  lookup: Lookup;
  nudge: Nudge;
  clock: Clock;
  log: Log;
}) {
  /** Tells the workflow, whether or not it arrives. */
  const tell = ({ customerId, upTo }: { customerId: string; upTo: number }): void => {
    void nudge({ customerId, upTo }).catch((error: unknown) =>
      log({ level: 'warn', event: 'nudge failed', customer_id: customerId, ...traceOf(error) }),
    );
  };
  const self = {
    lookup,
    clock,

    /** The customer's id by what stands in a path or a query: our id, or `external_id:` and an external one. */
    named: (name: string): Promise<string> =>
      self.customer(name.startsWith(EXTERNAL) ? { external_id: name.slice(EXTERNAL.length) } : name),

    /** The customer's id by our id or an external one. Throws `unknown_customer`, and `invalid_request` where two legal entities use the external id. */
    async customer(name: CustomerName): Promise<string> {
      if (typeof name === 'string') {
        const found = await lookup.customerById(name);
        if (!found)
          throw new DulyError({
            code: 'unknown_customer',
            at: 'customer',
            message: `There is no customer ${name}. Send our id, or yours as {"external_id": "…"}.`,
          });
        return found.id;
      }
      const [found, another] = await lookup.customersByExternalId(name.external_id);
      if (another)
        throw new DulyError({
          code: 'invalid_request',
          at: 'customer.external_id',
          message: `More than one legal entity has a customer ${name.external_id}. Send our id of the customer.`,
        });
      if (!found)
        throw new DulyError({
          code: 'unknown_customer',
          at: 'customer.external_id',
          message: `There is no customer with your id ${name.external_id}. Import the customer first, or correct the id.`,
        });
      return found.id;
    },

    /** The customer's items by id or number; undefined where there is none, or where several carry the number. */
    async items({ customerId, names }: { customerId: string; names: string[] }): Promise<(name: string) => NamedItem | undefined> {
      const found = names.length === 0 ? [] : await lookup.items({ customerId, names: [...new Set(names)] });
      return (name) => {
        const byNumber = found.filter((item) => item.number === name);
        return found.find((item) => item.id === name) ?? (byNumber.length === 1 ? byNumber[0] : undefined);
      };
    },

    /**
     * Records what `draft` makes of the request under the customer's lock, and the answer with it where it is to be kept; then tells the workflow
     * without waiting. An error that nobody foresaw is tried once more: the external id makes that safe, and two requests that raced for the same one
     * find each other. 201 for what is new, 200 and `replayed` for what was known.
     */
    async record({ customerId, draft, also, answer, keep }: RecordInput): Promise<Answer> {
      let answered: Answer | undefined;
      const attempt = () =>
        record({
          customerId,
          reports: (books) =>
            draft({ books, now: clock.now() + books.clockOffsetMs(), dateOf: (instant) => dateAt(instant, books.customer().timeZone) }),
          also: async (books, recorded) => {
            await also?.(books, recorded);
            const replayed = !recorded.repeated.includes(false);
            answered = { status: replayed ? 200 : 201, body: answer(recorded), replayed, kept: keep !== undefined };
            if (keep) await books.keepAnswer({ ...keep, status: answered.status, body: answered.body });
          },
        });
      const recorded = await attempt().catch((error: unknown) => {
        if (error instanceof DulyError) throw error;
        return attempt();
      });
      if (recorded.repeated.includes(false)) tell({ customerId, upTo: recorded.upTo });
      return answered as Answer;
    },

    tell,
  };
  return self;
}

const EXTERNAL = 'external_id:';

interface RecordInput {
  customerId: string;
  draft: (draft: Draft) => Promise<Report[]>;
  /** What else belongs into the same transaction. */
  also?: (books: CustomerBooks, recorded: Recorded) => Promise<void>;
  answer: (recorded: Recorded) => object;
  keep?: KeptRequest | undefined;
}

/** The fact known under this external id, if it is of the type: what a request leaves out is then as it was the first time. */
export async function knownAs<T extends FactType>({
  books,
  type,
  source = 'api',
  externalId,
}: {
  books: CustomerBooks;
  type: T;
  source?: string;
  externalId: string;
}): Promise<Extract<Fact, { type: T }> | undefined> {
  const fact = await books.known({ source, externalId });
  return fact?.type === type && fact.customerId === books.customer().id ? (fact as Extract<Fact, { type: T }>) : undefined;
}

/** The first fact of what was recorded, of the type that was reported. */
export function firstFact<T extends FactType>(recorded: Recorded, type: T): Extract<Fact, { type: T }> {
  const fact = recorded.facts.find((candidate) => candidate.type === type);
  if (!fact) throw new DulyError({ code: 'internal', message: `No ${type} was recorded.` });
  return fact as Extract<Fact, { type: T }>;
}
