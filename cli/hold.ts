/** Holds by hand, by the one way in: a fact that an operator reports. */
import { v7 as uuid } from 'uuid';
import { dateAt, type LocalDate } from '../domain/calendar.js';
import { DulyError } from '../domain/errors.js';
import { endOfHold, MANUAL_STOPS } from '../domain/holds/manual.js';
import { releasedByHand } from '../domain/holds/released-by-hand.js';
import { accountId } from '../domain/ledger/account-id.js';
import { isCurrency } from '../domain/money.js';
import type { HoldRow } from '../domain/rows.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { findCustomer } from './find-customer.js';
import { invoiceNamed } from './invoice-named.js';
import { OPERATOR, recordByHand, type ServersByHand } from './record-by-hand.js';

/** Holds that only a person ends. */
export const HELD_BY_HAND = ['manual', 'legal'] as const;
type HeldByHandKind = (typeof HELD_BY_HAND)[number];

/** What a hold is on, as it is named. */
export interface Named {
  invoice?: string | undefined;
  customer?: string | undefined;
  currency?: string | undefined;
}

interface Subject extends Pick<HoldRow, 'scope' | 'subject'> {
  customerId: string;
  /** For people. */
  said: string;
}

export interface HeldByHand {
  hold: string;
  customer: string;
  scope: HoldRow['scope'];
  subject: string;
  said: string;
  /** Its last day; null: for good. */
  until: LocalDate | null;
  /** False: it was held until that day already. */
  began: boolean;
}

export interface ReleasedByHand {
  customer: string;
  subject: string;
  said: string;
  holds: string[];
}

/**
 * Without a last day it is for good, which only an invoice is held. Throws `invalid_request`, `unknown_item`, `unknown_customer`, and `invalid_date` for a
 * day that is over; then nothing was changed.
 */
export async function placeHold({
  servers,
  named,
  until,
}: {
  servers: ServersByHand;
  named: Named;
  until: LocalDate | null;
}): Promise<HeldByHand> {
  if (until === null && named.invoice === undefined)
    throw invalid('--for-good', 'Only one invoice is held for good: name it, or give a last day with --until.');
  const { customerId, scope, subject, said } = await subjectOf({ prisma: servers.prisma, named });
  let hold = `hold_${uuid()}`;
  let began = true;
  await recordByHand({
    servers,
    customerId,
    reports: async (own, now) => {
      const zone = own.customer().timeZone;
      const today = dateAt(now, zone);
      const endsAt = until === null ? null : endOfHold({ until, today, zone, at: '--until' });
      const same = (await inForce({ prisma: servers.prisma, customerId, subject, kind: 'manual', now })).find(
        (one) => (one.endsAt?.getTime() ?? null) === endsAt,
      );
      if (same) {
        began = false;
        hold = same.id;
        return [];
      }
      const data = { holdId: hold, kind: 'manual', scope, subject, stops: MANUAL_STOPS, endsAt } as const;
      return [{ type: 'hold.placed', source: OPERATOR, externalId: `hold/${hold}`, effectiveOn: today, data }];
    },
  });
  return { hold, customer: customerId, scope, subject, said, until, began };
}

/** Ends the holds of a kind on exactly what is named. Throws `unknown_hold` where there is none. */
export async function endHolds({
  servers,
  named,
  kind = 'manual',
}: {
  servers: ServersByHand;
  named: Named;
  kind?: HeldByHandKind | undefined;
}): Promise<ReleasedByHand> {
  const { customerId, subject, said } = await subjectOf({ prisma: servers.prisma, named });
  const holds: string[] = [];
  await recordByHand({
    servers,
    customerId,
    reports: async (own, now) => {
      const effectiveOn = dateAt(now, own.customer().timeZone);
      for (const { id } of await inForce({ prisma: servers.prisma, customerId, subject, kind, now })) holds.push(id);
      if (holds.length === 0) throw new DulyError({ code: 'unknown_hold', message: `${NOTHING[kind]} ${said} that is still in force.` });
      return holds.map((holdId) => releasedByHand({ holdId, effectiveOn }));
    },
  });
  return { customer: customerId, subject, said, holds };
}

export const heldText = ({ said, until, began }: HeldByHand): string =>
  !began
    ? `${said} was held ${until === null ? 'for good' : `until ${until}`} already: nothing was changed.`
    : until === null
      ? `Nothing is asked for, collected or reckoned on ${said} any more. It goes on with: npx duly release`
      : `Nothing is asked for, collected or reckoned on ${said} until ${until} has ended. It goes on earlier with: npx duly release`;

export const releasedText = ({ said, holds }: ReleasedByHand): string =>
  `Released ${said}${holds.length === 1 ? '' : ` from ${holds.length} holds`}: what is due goes on, after the days of peace that the journey has.`;

const NOTHING: Readonly<Record<HeldByHandKind, string>> = {
  manual: 'Nobody has placed a hold on',
  legal: 'There is no hold for insolvency on',
};

/** Those of a kind on exactly this subject. */
const inForce = ({
  prisma,
  customerId,
  subject,
  kind,
  now,
}: {
  prisma: PrismaClient;
  customerId: string;
  subject: string;
  kind: HeldByHandKind;
  now: number;
}) =>
  prisma.hold.findMany({
    where: { customerId, subject, kind, endedAt: null, OR: [{ endsAt: null }, { endsAt: { gt: new Date(now) } }] },
    orderBy: { id: 'asc' },
    select: { id: true, endsAt: true },
  });

async function subjectOf({ prisma, named: { invoice, customer, currency } }: { prisma: PrismaClient; named: Named }): Promise<Subject> {
  if (invoice !== undefined && currency !== undefined)
    throw invalid('--currency', 'Name an invoice, or a currency for all that the customer owes in it, but not both.');
  if (currency !== undefined && !isCurrency(currency))
    throw invalid('--currency', `It is an ISO 4217 code like EUR; "${currency}" is none.`);
  if (invoice !== undefined) {
    const { id, customerId } = await invoiceNamed({ prisma, invoice, customer });
    return { customerId, scope: 'item', subject: id, said: `invoice ${invoice}` };
  }
  if (customer === undefined) throw invalid('--customer', 'Name an invoice, or a customer with --customer.');
  const customerId = await findCustomer({ prisma, named: customer });
  if (currency === undefined) return { customerId, scope: 'customer', subject: customerId, said: `customer ${customer}` };
  const { legalEntityId } = await prisma.customer.findUniqueOrThrow({ where: { id: customerId }, select: { legalEntityId: true } });
  const subject = accountId({ customerId, legalEntityId, currency });
  return { customerId, scope: 'account', subject, said: `the ${currency} account of customer ${customer}` };
}

const invalid = (at: string, message: string) => new DulyError({ code: 'invalid_request', at, message });
