import { randomBytes } from 'node:crypto';

/** A new random id in Stripe's manner: `pi_` and 24 hexadecimal digits. */
export function newId(prefix: 'cus' | 'pm' | 'pi' | 'ch' | 'req'): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}
