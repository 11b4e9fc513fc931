import { Prisma, type PrismaClient } from '../prisma/generated/client.js';

/** How many customers stand in a stage, and with how many subjects (invoices, or themselves). */
export interface StandingIn {
  lane: string;
  /** Null: in any stage of the lane. */
  stage: string | null;
  customers: number;
  subjects: number;
}

/** Who stands where among the customers pinned to these versions, and their invoices that walk no other one: each stage once, and each lane as a whole. */
export async function readStandingIn({ prisma, versionIds }: { prisma: PrismaClient; versionIds: string[] }): Promise<StandingIn[]> {
  if (versionIds.length === 0) return [];
  return prisma.$queryRaw<StandingIn[]>`
    SELECT t.lane, t.stage, count(DISTINCT t."customerId")::int AS customers, count(*)::int AS subjects
    FROM tokens t JOIN customers c ON c.id = t."customerId" LEFT JOIN items i ON i.id = t.subject
    WHERE COALESCE(i."journeyId", c."journeyId") IN (${Prisma.join(versionIds)}) AND t.stage IS NOT NULL
    GROUP BY GROUPING SETS ((t.lane, t.stage), (t.lane)) ORDER BY t.lane, t.stage`;
}

/** The ids of all published versions of a journey's name. */
export async function versionIdsOf({ prisma, name }: { prisma: PrismaClient; name: string }): Promise<string[]> {
  const versions = await prisma.journeyVersion.findMany({ where: { name }, select: { id: true } });
  return versions.map(({ id }) => id);
}
