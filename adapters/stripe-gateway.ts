import { createHash } from 'node:crypto';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import Stripe from 'stripe';
import type { CollectOutcome, PaymentGateway } from '../activities/ports/payment-gateway.js';
import { type Money, minorDigits } from '../domain/money.js';

/**
 * Collects by Stripe's API: one PaymentIntent a charge, confirmed off session. What it upholds:
 * 1. The SDK never repeats a request by itself. Every try is the caller's, so that an outcome is that of one try.
 * 2. `unreachable` is said only when no connection was made or Stripe refused to begin. Whatever broke later is `unknown`.
 * 3. A key that Stripe knows with another order is `unknown`, not `ours`: the first order may have taken money.
 *
 * Stripe forgets a key after a day at the earliest: an `unknown` older than that must be looked up, not asked again.
 * `timeoutMs` is how long the connection may be silent.
 */
export function createStripeGateway({ url, key, timeoutMs }: { url: string; key: string; timeoutMs: number }): PaymentGateway {
  const { protocol, hostname, port } = new URL(url);
  const http = protocol === 'http:';
  const stripe = new Stripe(key, {
    host: hostname,
    protocol: http ? 'http' : 'https',
    port: port || (http ? 80 : 443),
    timeout: timeoutMs,
    maxNetworkRetries: 0,
    telemetry: false,
    httpClient: oneTryClient(http ? new HttpAgent({ keepAlive: false }) : new HttpsAgent({ keepAlive: false })),
  });

  return {
    async collect({ idempotencyKey, amount, method, customer, description, metadata }) {
      const charged = stripeAmount(amount);
      if (charged === undefined) return { did: 'ours', code: 'amount_not_chargeable' };
      try {
        const intent = await stripe.paymentIntents.create(
          {
            amount: charged,
            currency: amount.currency.toLowerCase(),
            customer,
            payment_method: method,
            allowed_payment_method_types: ['card'],
            confirm: true,
            off_session: true,
            description,
            metadata,
          },
          { idempotencyKey: headerKey(idempotencyKey) },
        );
        return outcomeOf(intent);
      } catch (error) {
        return outcomeOfError(error);
      }
    },
  };
}

function outcomeOf(intent: Stripe.PaymentIntent): CollectOutcome {
  if (intent.status === 'succeeded') return { did: 'collected', reference: intent.id };
  if (intent.status === 'requires_action') return { did: 'declined', reference: intent.id, code: 'authentication_required' };
  return { did: 'unknown', message: `The payment ${intent.id} is ${intent.status}.` };
}

function outcomeOfError(error: unknown): CollectOutcome {
  const { errors } = Stripe;
  if (error instanceof errors.StripeCardError) return declined(error);
  if (error instanceof errors.StripeIdempotencyError) {
    return {
      did: 'unknown',
      message: 'The gateway knows this idempotency key with another order: look up there whether that one took money.',
    };
  }
  if (error instanceof errors.StripeInvalidRequestError) return { did: 'ours', code: error.code ?? 'invalid_request' };
  if (error instanceof errors.StripeAuthenticationError) return { did: 'ours', code: error.code ?? 'invalid_api_key' };
  if (error instanceof errors.StripePermissionError) return { did: 'ours', code: error.code ?? 'permission_denied' };
  if (error instanceof errors.StripeRateLimitError) return { did: 'unreachable', message: 'The gateway takes no more requests for now.' };
  if (error instanceof errors.StripeConnectionError) return connectionOutcome(error);
  const status = error instanceof errors.StripeError && error.statusCode ? ` (HTTP ${error.statusCode})` : '';
  return { did: 'unknown', message: `The gateway gave no usable answer${status}.` };
}

function declined(error: Stripe.errors.StripeCardError): CollectOutcome {
  const { network_decline_code, advice_code, payment_intent, payment_method } = error;
  return {
    did: 'declined',
    reference: payment_intent?.id,
    code: error.decline_code || error.code || 'card_declined',
    ...(network_decline_code && { network: { brand: payment_method?.card?.brand ?? 'unknown', code: network_decline_code } }),
    ...(advice_code && { advice: advice_code }),
  };
}

function connectionOutcome({ detail }: Stripe.errors.StripeConnectionError): CollectOutcome {
  const cause = fieldOf(detail, 'cause') ?? detail;
  const code = fieldOf(cause, 'code') ?? 'no code';
  if (neverConnected(cause)) return { did: 'unreachable', message: `The gateway cannot be reached (${code}).` };
  return { did: 'unknown', message: `The connection to the gateway broke before its answer (${code}).` };
}

/** Node names the system call that failed; an address with several hosts fails with one error for each. */
function neverConnected(error: unknown): boolean {
  const each = fieldOf(error, 'errors');
  if (Array.isArray(each) && each.length > 0) return each.every(neverConnected);
  const syscall = fieldOf(error, 'syscall');
  return syscall === 'connect' || syscall === 'getaddrinfo';
}

function fieldOf(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}

/**
 * The SDK repeats a request once after a broken connection even where retries are off, and then tells only how the second try ended:
 * a refused one would hide a first that took money. It goes by the error's code, so the error travels as the cause of one without.
 */
function oneTryClient(agent: HttpAgent): ReturnType<typeof Stripe.createNodeHttpClient> {
  const client = Stripe.createNodeHttpClient(agent);
  const send = client.makeRequest.bind(client);
  client.makeRequest = (...request) =>
    send(...request).catch((cause: unknown) => {
      throw new Error('The request got no answer.', { cause });
    });
  return client;
}

/** Stripe's keys are up to 255 printable characters of ASCII; any other key becomes its hash. */
function headerKey(key: string): string {
  return /^[\x21-\x7e]{1,255}$/.test(key) ? key : `sha256-${createHash('sha256').update(key).digest('hex')}`;
}

const WITHOUT_DIGITS: ReadonlySet<string> = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
const WITH_THREE_DIGITS: ReadonlySet<string> = new Set('BHD JOD KWD OMR TND'.split(' '));

/**
 * The amount in Stripe's own units, which for some currencies (ISK, HUF) are not our minor units; undefined where it cannot be charged exactly.
 * UGX is refused: Stripe documents it both with two digits and with none.
 */
export function stripeAmount({ amount, currency }: Money): number | undefined {
  if (!Number.isSafeInteger(amount) || currency === 'UGX' || !/^[A-Z]{3}$/.test(currency)) return undefined;
  const digits = WITHOUT_DIGITS.has(currency) ? 0 : WITH_THREE_DIGITS.has(currency) ? 3 : 2;
  const shift = digits - minorDigits(currency);
  const charged = shift >= 0 ? amount * 10 ** shift : amount / 10 ** -shift;
  const exact = Number.isSafeInteger(charged) && charged > 0 && (digits < 3 || charged % 10 === 0);
  return exact ? charged : undefined;
}
