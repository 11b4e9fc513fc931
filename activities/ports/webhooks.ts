/** Tells another system of a step, by a web hook. */
export interface Webhooks {
  call(call: WebhookCall): Promise<WebhookOutcome>;
}

export interface WebhookCall {
  /** The endpoint's name, which the settings know. */
  hook: string;
  /** The same for every try: whoever has had it ignores it. */
  id: string;
  payload: WebhookPayload;
}

/** No personal data. */
export interface WebhookPayload {
  type: 'step.taken';
  /** RFC 3339: when the step was taken. */
  timestamp: string;
  data: {
    customer: string;
    step: string;
    occurrence: number;
    /** Why now, in a word or two, as decisions record it. */
    because: string;
    /** `asked` is what is asked for now, minor units. */
    invoices: { id: string; number: string; due_on: string; asked: number; open: number; currency: string }[];
  };
}

export type WebhookOutcome =
  /** 2xx. */
  | { did: 'accepted' }
  /** It will not take this, whenever it is sent: another status, a redirect, an address that may not be called, or no such endpoint. */
  | { did: 'refused'; code: string }
  /** No answer in time, 408, 409, 429 or 5xx. */
  | { did: 'not-now'; message: string };
