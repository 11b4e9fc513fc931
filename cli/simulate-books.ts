import type { LocalDate } from '../domain/calendar.js';
import { isPaidBy, type ToldPaidBy } from '../domain/facts.js';
import type { PastInvoice } from '../domain/simulation/history.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import type { CliConfig } from './config.js';
import { needServers, openServers } from './servers.js';

/** Every invoice in the books of the running Duly, with how it was paid. Nothing is changed. */
export async function pastInvoices(config: CliConfig): Promise<PastInvoice[]> {
  const servers = openServers(needServers(config));
  try {
    return await readPastInvoices(servers.prisma);
  } finally {
    await servers.close();
  }
}

const AT_ONCE = 2_000;

async function readPastInvoices(prisma: PrismaClient): Promise<PastInvoice[]> {
  const past: PastInvoice[] = [];
  for (let after = ''; ; ) {
    const items = await prisma.item.findMany({
      where: { kind: 'invoice', id: { gt: after } },
      orderBy: { id: 'asc' },
      take: AT_ONCE,
      include: { customer: { select: { deliverBy: true, consents: { where: { withdrawnAt: null }, select: { id: true } } } } },
    });
    const ids = items.map(({ id }) => id);
    const payments = await prisma.allocation.findMany({
      where: { itemId: { in: ids } },
      select: { itemId: true, payment: { select: { receivedOn: true, paidBy: true } } },
    });
    const disputes = await prisma.dispute.findMany({ where: { itemId: { in: ids } }, select: { itemId: true } });
    const disputed = new Set(disputes.map(({ itemId }) => itemId));
    const paidOn = new Map<string, LocalDate[]>();
    const paidBy = new Map<string, ToldPaidBy>();
    for (const { itemId, payment } of payments) {
      if (isPaidBy(payment.paidBy)) paidBy.set(itemId, payment.paidBy);
      const own = paidOn.get(itemId);
      if (own) own.push(dateOf(payment.receivedOn));
      else paidOn.set(itemId, [dateOf(payment.receivedOn)]);
    }
    for (const { id, customerId, currency, amount, open, issuedOn, dueOn, customer } of items) {
      const days = (paidOn.get(id) ?? []).sort();
      past.push({
        customer: customerId,
        currency,
        amount: Number(amount),
        issuedOn: dateOf(issuedOn),
        dueOn: dateOf(dueOn),
        settledOn: open === 0n ? (days[0] ?? null) : null,
        byEmail: customer.deliverBy === 'email',
        disputed: disputed.has(id),
        partly: days.length > 1,
        autopay: customer.consents.length > 0,
        paidBy: paidBy.get(id),
      });
    }
    if (items.length < AT_ONCE) return past;
    after = items.at(-1)?.id ?? '';
  }
}

const dateOf = (date: Date): LocalDate => date.toISOString().slice(0, 10);
