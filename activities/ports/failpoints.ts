/** The moments at which a crash would leave the most behind; a fault bench makes a process die at one of them. */
export const FAILPOINTS = [
  /** The decision is stored; the workflow has not heard of it. */
  'decision.committed',
  /** The effect is claimed; the provider has heard nothing. */
  'effect.claimed',
  /** The provider has answered; nothing is recorded. */
  'provider.accepted',
  /** The outcome is recorded; the workflow has not heard of it. */
  'effect.recorded',
  /** The relay took a customer's news up and has not poked him. */
  'news.taken',
  /** The customer is poked; what follows from it is not known. */
  'customer.poked',
  /** The run is about to continue as new. */
  'run.continuing',
] as const;
export type Failpoint = (typeof FAILPOINTS)[number];

/** Told of each such moment, with the id of the customer or effect it is about. */
export type Reach = (point: Failpoint, about: string) => void;
