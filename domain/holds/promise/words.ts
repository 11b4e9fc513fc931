import { nameOf, type Words } from '../../language/words.js';
import { saidIn } from '../said-in.js';

/** `promise: stop the promised amount, up to 14 days ahead, 1 day before send You promised, 3 days of grace, then send Thank you or You had promised`. */
export const promiseWords: Words = {
  grammar: `
  HoldsPromise = "stop" "the" "promised" "amount" ("," PromiseAhead)? ("," PromiseBefore)? ("," PromiseGrace)? ("," "then" PromiseThen)?
  PromiseAhead = "up" "to" Days "ahead"
  PromiseBefore = Days "before" "send" template
  PromiseGrace = HoldSpan "of" "grace"
  PromiseThen = "send" promiseKept "or" HoldCall -- call
              | "send" promiseKept "or" template -- send
  promiseKept (the name of a message) = letter (~(space+ "or" space) ~nameEnd any)*
`,
  actions: {
    HoldsPromise: (_stop, _the, _promised, _amount, _c1, ahead, _c2, before, _c3, grace, _c4, _then, messages) =>
      Object.assign({}, ...[ahead, before, grace, messages].flatMap(saidIn)),
    PromiseAhead: (_up, _to, days) => ({ ahead: days.long() }),
    PromiseBefore: (days, _before, _send, message) => ({ before: { ...(days.long() as { days: number }), send: message.long() } }),
    PromiseGrace: (days) => ({ grace: days.long() }),
    PromiseThen_call: (_send, kept, _or, call) => ({ kept: { send: kept.long() }, broken: call.long() }),
    PromiseThen_send: (_send, kept, _or, broken) => ({ kept: { send: kept.long() }, broken: { send: broken.long() } }),
    promiseKept: (first, rest) => nameOf([first, rest]),
  },
  settings: {
    promise: {
      rule: 'HoldsPromise',
      example: 'stop the promised amount, up to 14 days ahead, 3 days of grace, then send Thank you or You had promised',
    },
  },
};
