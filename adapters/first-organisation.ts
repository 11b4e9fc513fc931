import { readFileSync } from 'node:fs';
import type { Instant } from '../domain/calendar.js';
import type { PrismaClient } from '../prisma/generated/client.js';
import { publishJourney } from './journeys.js';

const STANDARD = new URL('../journeys/standard-b2b.yaml', import.meta.url);

/** What an empty database starts with, so that customers can be imported: one legal entity to be renamed, and the standard journey as the default. Touches nothing that is there. */
export async function ensureFirstOrganisation({ prisma, now }: { prisma: PrismaClient; now: Instant }): Promise<void> {
  if ((await prisma.legalEntity.count()) === 0) {
    await prisma.legalEntity.createMany({
      data: [
        {
          id: 'le_main',
          name: 'My Company',
          country: 'DE',
          senderAddress: 'accounts@my-company.example',
          invoicePrefix: 'INV-',
          nextInvoice: 1,
        },
      ],
      skipDuplicates: true,
    });
  }
  if ((await prisma.journeyVersion.count({ where: { isDefault: true } })) === 0) {
    await publishJourney({ prisma, text: readFileSync(STANDARD, 'utf8'), file: 'journeys/standard-b2b.yaml', now, isDefault: true });
  }
}
