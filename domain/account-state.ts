import type { TokenRow } from './rows.js';

/** The state of an account's ladder in which its token of that lane stands; undefined: in none, or there is no token. */
export const stateOf = (token: Pick<TokenRow, 'stage' | 'data'> | undefined): string | undefined =>
  token && token.stage !== null && typeof token.data.state === 'string' ? token.data.state : undefined;
