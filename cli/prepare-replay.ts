/** What a replay on Temporal needs before its customers are there: published journeys, and a legal entity with the rules, or without any. */
import { keepRules, listRulesInForce } from '../adapters/journey-rules.js';
import { publishJourney } from '../adapters/journeys.js';
import { REPLAY_ENTITY } from '../adapters/replay-entity.js';
import type { Instant } from '../domain/calendar.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { replayEntity } from './replay-servers.js';
import type { Livable } from './ruled-journeys.js';

/** Rules are those of a legal entity of the run's own, so that no other customer has them; without rules no others are in force for the replayed customers. */
export async function prepareReplay({
  prisma,
  livable: { texts, rules },
  runId,
  now,
}: {
  prisma: PrismaClient;
  livable: Livable;
  runId: string;
  now: Instant;
}): Promise<{ journeyIds: Map<string, string>; legalEntityId: string }> {
  const journeyIds = new Map<string, string>();
  for (const [name, one] of texts) journeyIds.set(name, await publishJourney({ prisma, ...one, now, isDefault: false }));
  const legalEntityId = await replayEntity({ prisma, ...(rules && { id: `${REPLAY_ENTITY}-${runId}` }) });
  const inForce = (await listRulesInForce({ prisma })).filter((one) => one.legalEntityId === null || one.legalEntityId === legalEntityId);
  if (rules || inForce.at(-1)?.written)
    await keepRules({
      prisma,
      written: rules ? { text: rules.text, rules: rules.written } : null,
      legalEntityId,
      journeyIds: Object.fromEntries(journeyIds),
      by: 'replay',
      now,
    });
  return { journeyIds, legalEntityId };
}
