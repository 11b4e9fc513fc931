/** Endpoints of web hooks as the settings have them: `DULY_WEBHOOK_ERP="https://erp.example/hooks whsec_…"`. */
import { isPrivate } from './addresses.js';
import { isSecret } from './sign.js';

export interface Endpoint {
  url: string;
  secret: string;
}

const PREFIX = 'DULY_WEBHOOK_';

/** By the names that journeys use (`erp`); throws a sentence that names the setting that cannot be used, and never its secret. */
export function readEndpoints({
  env,
  allowPrivate,
}: {
  env: Readonly<Record<string, string | undefined>>;
  allowPrivate: boolean;
}): ReadonlyMap<string, Endpoint> {
  const endpoints = new Map<string, Endpoint>();
  for (const [setting, value = ''] of Object.entries(env)) {
    if (!setting.startsWith(PREFIX)) continue;
    const [url = '', secret = '', ...more] = value.trim().split(/\s+/);
    const wrong =
      more.length > 0 || !isSecret(secret)
        ? 'an address and a secret like whsec_… of 24 to 64 bytes in base64'
        : wrongUrl(url, allowPrivate);
    if (wrong) throw new Error(`The setting ${setting} cannot be used: it wants ${wrong}.`);
    endpoints.set(setting.slice(PREFIX.length).toLowerCase().replaceAll('_', '-'), { url, secret });
  }
  return endpoints;
}

/** What an address must be that this one is not; undefined: nothing. */
function wrongUrl(url: string, allowPrivate: boolean): string | undefined {
  if (!URL.canParse(url)) return 'an address like https://erp.example/hooks before the secret';
  const { protocol, hostname, username, password } = new URL(url);
  if (username || password) return 'an address without a user and password: the signature says who we are';
  const isOurs = hostname === 'localhost' || (/^[[\d]/.test(hostname) && isPrivate(hostname));
  if (isOurs && !allowPrivate) return 'an address that is not in our own network (DULY_WEBHOOKS_PRIVATE allows it, for development)';
  if (protocol !== 'https:' && !(protocol === 'http:' && isOurs)) return 'an address that begins with https://';
  return undefined;
}
