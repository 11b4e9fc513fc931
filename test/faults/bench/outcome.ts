/** What a run left behind, in a form in which two runs can be compared. */
import type { PrismaClient } from '../../../prisma/generated/client.js';
import type { Servers } from './servers.js';

export interface Outcome {
  /** Message-IDs that the SMTP server accepted, each once. */
  messages: string[];
  /** Those that it accepted more than once, with the moments, and the claims by which worker processes. */
  twice: { messageId: string; at: number[]; claims: { process: string; at: number }[] }[];
  /** Money as the gateway's own books have it. */
  charges: string[];
  balances: string[];
  /** Where each item stands in each lane. */
  positions: string[];
  steps: string[];
  facts: number;
  stuck: number;
}

/** Has the database note every claim: which process, and when by the real clock. */
export const CLAIMS_NOTED = `
CREATE TABLE claims_noted (effect text, process text, at timestamptz);
CREATE FUNCTION note_claim() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN INSERT INTO claims_noted VALUES (NEW.id, NEW."claimedBy", clock_timestamp()); RETURN NULL; END $$;
CREATE TRIGGER claims_are_noted AFTER UPDATE OF status ON effects FOR EACH ROW WHEN (NEW.status = 'claimed') EXECUTE FUNCTION note_claim()`;

export async function readOutcome({ prisma, servers }: { prisma: PrismaClient; servers: Servers }): Promise<Outcome> {
  const accepted = new Map<string, number[]>();
  for (const { messageId, at } of servers.accepted) accepted.set(messageId, [...(accepted.get(messageId) ?? []), at]);
  const lines = async (sql: string): Promise<string[]> =>
    (await prisma.$queryRawUnsafe<{ line: string }[]>(`${sql} ORDER BY line`)).map(({ line }) => line);
  const charges = await servers.charges();
  const twice = [...accepted].filter(([, at]) => at.length > 1).map(([messageId, at]) => ({ messageId, at }));
  const claimsOf = async (messageId: string) => {
    const claims = await prisma.$queryRaw<{ process: string; at: Date }[]>`
      SELECT process, claims_noted.at FROM claims_noted JOIN touch_points t ON t.id = effect WHERE t."messageId" = ${`<${messageId}>`} ORDER BY at`;
    return claims.map(({ process, at }) => ({ process, at: at.getTime() }));
  };
  return {
    messages: [...accepted.keys()].sort(),
    twice: await Promise.all(twice.map(async (one) => ({ ...one, claims: await claimsOf(one.messageId) }))),
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
