/** What a run left behind, in a form in which two runs can be compared. */
import type { PrismaClient } from '../../../prisma/generated/client.js';
import type { Servers } from './servers.js';

export interface Outcome {
  /** Message-IDs that the SMTP server accepted, each once. */
  messages: string[];
  /** Those that it accepted more than once, with the moments. */
  twice: { messageId: string; at: number[] }[];
  /** Money as the gateway's own books have it. */
  charges: string[];
  balances: string[];
  /** Where each item stands in each lane. */
  positions: string[];
  steps: string[];
  facts: number;
  stuck: number;
}

export async function readOutcome({ prisma, servers }: { prisma: PrismaClient; servers: Servers }): Promise<Outcome> {
  const accepted = new Map<string, number[]>();
  for (const { messageId, at } of servers.accepted) accepted.set(messageId, [...(accepted.get(messageId) ?? []), at]);
  const lines = async (sql: string): Promise<string[]> =>
    (await prisma.$queryRawUnsafe<{ line: string }[]>(`${sql} ORDER BY line`)).map(({ line }) => line);
  const charges = await servers.charges();
  return {
    messages: [...accepted.keys()].sort(),
    twice: [...accepted].filter(([, at]) => at.length > 1).map(([messageId, at]) => ({ messageId, at })),
    charges: charges.map(({ amount, status, metadata }) => `${metadata.duly_charge} ${status} ${amount}`).sort(),
    balances: await lines(`SELECT concat_ws(' ', id, balance, unapplied) AS line FROM accounts`),
    positions: await lines(
      `SELECT concat_ws(' ', "customerId", lane, subject, coalesce(stage, 'left ' || "leftStage")) AS line FROM tokens`,
    ),
    steps: await lines(`SELECT concat_ws(' ', "customerId", subject, step, occurrence, how) AS line FROM steps_taken`),
    facts: await prisma.fact.count(),
    stuck: await prisma.task.count({ where: { kind: 'stuck' } }),
  };
}
