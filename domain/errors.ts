/**
 * The one error class for what we cannot go on from. `code` comes from the catalogue below; the message is a sentence that says
 * what is wrong, where, and what to do. Expected outcomes (declined, suppressed) are values, never exceptions.
 */
export const ERROR_CODES = {
  unknown_customer: 404,
  unknown_item: 404,
  unknown_payment: 404,
  unknown_dispute: 404,
  unknown_chargeback: 404,
  unknown_cheque: 404,
  unknown_write_off: 404,
  unknown_task: 404,
  unknown_order: 404,
  unknown_hold: 404,
  unknown_message: 404,
  unknown_owner: 404,
  unknown_promise: 404,
  unknown_plan: 404,
  unknown_survey: 404,
  unknown_journey: 404,
  not_found: 404,
  already_ended: 409,
  already_booked: 409,
  already_promised: 409,
  already_insolvent: 409,
  already_planned: 409,
  time_fixed: 409,
  not_at_rest: 409,
  external_id_conflict: 409,
  idempotency_key_reused: 422,
  invalid_amount: 422,
  invalid_date: 422,
  currency_mismatch: 422,
  invalid_request: 400,
  unauthorized: 401,
  payload_too_large: 413,
  journey_invalid: 422,
  file_invalid: 422,
  setup_failed: 500,
  internal: 500,
} as const;
export type ErrorCode = keyof typeof ERROR_CODES;

export class DulyError extends Error {
  readonly code: ErrorCode;
  /** Where: the parameter, or `line:column` of a file. */
  readonly at: string | undefined;

  constructor({ code, message, at, cause }: { code: ErrorCode; message: string; at?: string; cause?: unknown }) {
    super(message, { cause });
    this.name = 'DulyError';
    this.code = code;
    this.at = at;
  }
}
