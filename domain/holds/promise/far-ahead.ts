import { addDays, type LocalDate } from '../../calendar.js';
import { DulyError } from '../../errors.js';
import type { Journey } from '../../journey/journey.js';
import { holdConfig } from '../index.js';
import type { PromiseConfig } from './index.js';

/** Throws `invalid_date` for a promise that lies further ahead than the customer's journey takes. */
export function refuseFarPromise({ journey, by, today }: { journey: Journey; by: LocalDate; today: LocalDate }): void {
  const { ahead } = holdConfig({ journey, name: 'promise' }) as PromiseConfig;
  const last = addDays(today, ahead.days);
  if (by <= last) return;
  const message = `${by} is too far ahead: a promise lies within ${ahead.days} days, so by ${last} at the latest.`;
  throw new DulyError({ code: 'invalid_date', at: 'by', message });
}
