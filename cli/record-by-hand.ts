import type { Report } from '../domain/facts.js';
import type { Servers } from './servers.js';

/** Who says so. */
export const OPERATOR = 'operator';

export type ServersByHand = Pick<Servers, 'prisma' | 'record' | 'temporal'>;

/** Records the reports under the customer's lock and tells his workflow; what is not heard the relay says. */
export async function recordByHand({
  servers: { record, temporal },
  customerId,
  reports,
}: {
  servers: ServersByHand;
  customerId: string;
  reports(own: Parameters<Exclude<Parameters<Servers['record']>[0]['reports'], unknown[]>>[0], now: number): Promise<Report[]>;
}): Promise<void> {
  const { upTo } = await record({ customerId, reports: (own) => reports(own, Date.now() + own.clockOffsetMs()) });
  await temporal?.nudge({ customerId, upTo }).catch(() => undefined);
}
