/** The steps that promises take by themselves. */
export const BEFORE_STEP = 'promise-comes-up';
export const KEPT_STEP = 'promise-kept';
export const BROKEN_STEP = 'promise-broken';
