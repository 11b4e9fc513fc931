/** Hands one finished message to a mail server. */
export interface Mailer {
  /** The outcome is that of `to`. `copies` get the same bytes once he is served. */
  send(mail: { from: string; to: string; copies?: readonly string[]; messageId: string; bytes: Uint8Array }): Promise<MailOutcome>;
}

export type MailOutcome =
  /** `uncopied`: not everybody got his copy. */
  | { did: 'accepted'; uncopied?: true }
  /** A permanent refusal (5xx) of the addressee or the message. */
  | { did: 'refused'; code: string }
  /** Surely nothing was handed over, or the server asks to come again (no connection, 4xx, broken before the end of data was sent). */
  | { did: 'not-now'; message: string }
  /** The connection broke after the message was handed over and before the answer. */
  | { did: 'unknown'; message: string };
