/** What happens to one charge: `ok` succeeds, `timeout` succeeds and is never answered, anything else is the decline code. */
export type Turn = 'ok' | 'timeout' | DeclineCode;

/** One reason of an issuer to decline, as Stripe words it. */
export interface Decline {
  /** Stripe's error code. */
  code: string;
  decline_code: DeclineCode;
  advice_code?: 'do_not_try_again' | 'try_again_later' | 'confirm_card_data';
  network_decline_code?: string;
  message: string;
}

export type DeclineCode = (typeof DECLINE_CODES)[number];

const DECLINE_CODES = [
  'approve_with_id',
  'authentication_not_handled',
  'authentication_required',
  'call_issuer',
  'card_not_supported',
  'card_velocity_exceeded',
  'currency_not_supported',
  'do_not_honor',
  'do_not_try_again',
  'duplicate_transaction',
  'expired_card',
  'fraudulent',
  'generic_decline',
  'highest_risk_level',
  'incorrect_address',
  'incorrect_cvc',
  'incorrect_number',
  'incorrect_pin',
  'incorrect_zip',
  'insufficient_funds',
  'invalid_account',
  'invalid_amount',
  'invalid_cvc',
  'invalid_expiry_month',
  'invalid_expiry_year',
  'invalid_number',
  'invalid_pin',
  'issuer_not_available',
  'lost_card',
  'merchant_blacklist',
  'mobile_device_authentication_required',
  'new_account_information_available',
  'no_action_taken',
  'not_permitted',
  'offline_pin_required',
  'online_or_offline_pin_required',
  'pickup_card',
  'pin_try_exceeded',
  'processing_error',
  'reenter_transaction',
  'restricted_card',
  'revocation_of_all_authorizations',
  'revocation_of_authorization',
  'security_violation',
  'service_not_allowed',
  'stolen_card',
  'stop_payment_order',
  'testmode_decline',
  'transaction_not_allowed',
  'try_again_later',
  'withdrawal_count_limit_exceeded',
] as const;

/** Declines that Stripe also reports as the error's code; every other one is a plain `card_declined`. */
const OWN_ERROR_CODE: ReadonlySet<DeclineCode> = new Set([
  'authentication_required',
  'expired_card',
  'incorrect_address',
  'incorrect_cvc',
  'incorrect_number',
  'incorrect_zip',
  'invalid_cvc',
  'invalid_expiry_month',
  'invalid_expiry_year',
  'invalid_number',
  'processing_error',
]);

type Extras = Pick<Decline, 'advice_code' | 'network_decline_code'>;
const EXTRAS: Partial<Record<DeclineCode, Extras>> = {
  do_not_honor: { network_decline_code: '05', advice_code: 'try_again_later' },
  do_not_try_again: { advice_code: 'do_not_try_again' },
  duplicate_transaction: { network_decline_code: '94' },
  expired_card: { network_decline_code: '54', advice_code: 'confirm_card_data' },
  fraudulent: { network_decline_code: '59', advice_code: 'do_not_try_again' },
  generic_decline: { network_decline_code: '05', advice_code: 'try_again_later' },
  incorrect_cvc: { network_decline_code: 'N7', advice_code: 'confirm_card_data' },
  incorrect_number: { network_decline_code: '14', advice_code: 'confirm_card_data' },
  insufficient_funds: { network_decline_code: '51', advice_code: 'try_again_later' },
  issuer_not_available: { network_decline_code: '91', advice_code: 'try_again_later' },
  lost_card: { network_decline_code: '41', advice_code: 'do_not_try_again' },
  pickup_card: { network_decline_code: '04', advice_code: 'do_not_try_again' },
  processing_error: { network_decline_code: '96', advice_code: 'try_again_later' },
  revocation_of_authorization: { network_decline_code: 'R1', advice_code: 'do_not_try_again' },
  stolen_card: { network_decline_code: '43', advice_code: 'do_not_try_again' },
  stop_payment_order: { network_decline_code: 'R0', advice_code: 'do_not_try_again' },
  transaction_not_allowed: { network_decline_code: '57', advice_code: 'do_not_try_again' },
};

const CARDS: Readonly<Record<string, readonly [Turn]>> = {
  pm_card_good: ['ok'],
  pm_card_no_funds: ['insufficient_funds'],
  pm_card_hard: ['lost_card'],
  pm_card_ours: ['duplicate_transaction'],
  pm_card_timeout: ['timeout'],
};

const SCRIPTED = 'pm_card_script_';

/**
 * The turns a test card takes, one a charge, the last one for ever; undefined for a method that is no test card or whose script has an unknown code.
 * What follows `--` in a script only makes it another card.
 */
export function scriptOf(method: string): readonly [Turn, ...Turn[]] | undefined {
  if (Object.hasOwn(CARDS, method)) return CARDS[method];
  if (!method.startsWith(SCRIPTED)) return undefined;
  const [script = ''] = method.slice(SCRIPTED.length).split('--');
  const [first, ...rest] = script.split('__');
  return isTurn(first) && rest.every(isTurn) ? [first, ...rest] : undefined;
}

/** The turn of the charge after `earlier` charges of the same method. */
export function turnAfter({ script, earlier }: { script: readonly [Turn, ...Turn[]]; earlier: number }): Turn {
  return script[earlier] ?? script.at(-1) ?? script[0];
}

/** The decline as Stripe words it. */
export function declineOf(code: DeclineCode): Decline {
  return {
    code: OWN_ERROR_CODE.has(code) ? code : 'card_declined',
    decline_code: code,
    ...EXTRAS[code],
    message: `Your card was declined (${code.replaceAll('_', ' ')}).`,
  };
}

function isTurn(text: string | undefined): text is Turn {
  return text === 'ok' || text === 'timeout' || DECLINE_CODES.some((code) => code === text);
}
