import type { Instant } from '../../domain/calendar.js';

/** The real clock; a customer's own clock may be ahead of it by his offset. */
export interface Clock {
  now(): Instant;
}
