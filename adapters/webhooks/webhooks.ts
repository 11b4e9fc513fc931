import { type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import type { WebhookOutcome, Webhooks } from '../../activities/ports/webhooks.js';
import { isPrivate, PrivateAddress, publicLookup } from './addresses.js';
import type { Endpoint } from './endpoints.js';
import { signedHeaders } from './sign.js';

/** Their meaning is "come again". */
const PASSING: ReadonlySet<number> = new Set([408, 409, 429]);

/**
 * Calls web hooks, signed by the Standard Webhooks scheme. What it upholds:
 * 1. Only endpoints of the settings are called, and without `allowPrivate` none in a private network: the address that is connected to is checked, not the name.
 * 2. A redirect is not followed: it is refused, as every status is but 2xx and what means "come again".
 * 3. One try, within `timeoutMs` in all. Nothing of the answer is read but its status.
 */
export function createWebhooks({
  endpoints,
  allowPrivate = false,
  timeoutMs = 15_000,
  now = Date.now,
}: {
  endpoints: ReadonlyMap<string, Endpoint>;
  allowPrivate?: boolean;
  timeoutMs?: number;
  /** Real time, which receivers compare with theirs. */
  now?: () => number;
}): Webhooks {
  return {
    async call({ hook, id, payload }) {
      const endpoint = endpoints.get(hook);
      if (!endpoint) return { did: 'refused', code: 'no_endpoint' };
      const url = new URL(endpoint.url);
      const host = url.hostname.replace(/^\[|\]$/g, '');
      if (!allowPrivate && isIP(host) > 0 && isPrivate(host)) return { did: 'refused', code: 'private_address' };
      const body = JSON.stringify(payload);
      const headers = {
        ...signedHeaders({ id, at: now(), body, secret: endpoint.secret }),
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'user-agent': 'Duly',
      };
      try {
        const lookup = allowPrivate ? {} : { lookup: publicLookup };
        return outcomeOf(await statusOf({ url, body, timeoutMs, options: { method: 'POST', headers, agent: false, ...lookup } }));
      } catch (error) {
        if (error instanceof PrivateAddress) return { did: 'refused', code: 'private_address' };
        return { did: 'not-now', message: codeOf(error) };
      }
    },
  };
}

function outcomeOf(status: number): WebhookOutcome {
  if (status >= 200 && status < 300) return { did: 'accepted' };
  if (status >= 500 || PASSING.has(status)) return { did: 'not-now', message: `it answered ${status}` };
  return { did: 'refused', code: String(status) };
}

function statusOf({
  url,
  body,
  timeoutMs,
  options,
}: {
  url: URL;
  body: string;
  timeoutMs: number;
  options: RequestOptions;
}): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, { ...options, signal: AbortSignal.timeout(timeoutMs) });
    request.on('response', (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** The kind of the failure: what a server or a resolver wrote may name anybody. */
const codeOf = (error: unknown): string => (error as { code?: string }).code ?? (error as Error).name;
