import type { Words } from '../../tell/words.js';
import { type HoldKind, toldMessage } from '../hold-kind.js';
import { callText, toldCall } from '../then-call.js';
import type { PromiseConfig } from './index.js';
import { BEFORE_STEP, BROKEN_STEP, KEPT_STEP } from './steps.js';

export const tellPromise: HoldKind<PromiseConfig>['tell'] = ({ config: { ahead, before, grace, kept, broken }, words }) => {
  const { say, days, ofDays, name } = words;
  const messages = [
    ...(before
      ? [
          say({
            en: `${days(before.days)} before its day ${name(before.send)} is sent`,
            de: `${days(before.days)} vor ihrem Tag geht ${name(before.send)} hinaus`,
          }),
        ]
      : []),
    ...(kept ? [say({ en: `if it is kept, ${name(kept.send)} is sent`, de: `wird sie gehalten, geht ${name(kept.send)} hinaus` })] : []),
    ...(broken && 'call' in broken
      ? [
          say({
            en: `if it is not kept in full, ${callText({ said: broken, words }).en}`,
            de: `wird sie nicht ganz gehalten: ${callText({ said: broken, words }).de}`,
          }),
        ]
      : []),
    ...(broken && 'send' in broken
      ? [say({ en: `if it is not kept in full, ${name(broken.send)}`, de: `wird sie nicht ganz gehalten, ${name(broken.send)}` })]
      : []),
  ];
  const then = messages.length > 0 ? `; ${messages.join(say({ en: ', and ', de: ', und ' }))}` : '';
  return {
    standing: [
      say({
        en: `A promise to pay may be made up to ${days(ahead.days)} ahead. Of what is promised nobody is reminded until ${words.span(grace)} after its day are over; the rest is chased${then}.`,
        de: `Eine Zahlungszusage gilt für höchstens ${days(ahead.days)} im Voraus. An das Zugesagte wird bis ${words.span(grace)} nach seinem Tag nicht erinnert; der Rest wird verfolgt${then}.`,
      }),
    ],
    contacts: [
      ...(before ? comingUp({ before, words }) : []),
      ...toldMessage({
        ...{ step: KEPT_STEP, message: kept?.send, purpose: 'thanks', words },
        when: { en: 'a promise is kept', de: 'eine Zusage ist gehalten' },
      }),
      ...(broken && 'call' in broken
        ? [toldCall({ step: BROKEN_STEP, when: NOT_KEPT, words })]
        : toldMessage({ step: BROKEN_STEP, message: broken?.send, purpose: 'promise', words, when: NOT_KEPT })),
    ],
    customer: [
      say({
        en: `If you promise to pay by a day within the next ${days(ahead.days)}, we do not remind you of that amount until ${words.span(grace)} after it.`,
        de: `Sagen Sie eine Zahlung für einen Tag binnen ${ofDays(ahead.days)} zu, erinnern wir Sie an diesen Betrag bis ${words.span(grace)} danach nicht.`,
      }),
    ],
  };
};

const NOT_KEPT = { en: 'a promise is not kept in full', de: 'eine Zusage ist nicht ganz gehalten' };

const comingUp = ({ before: { days, send }, words }: { before: NonNullable<PromiseConfig['before']>; words: Words }) =>
  toldMessage({
    ...{ step: BEFORE_STEP, message: send, purpose: 'promise', words },
    when: { en: `${words.days(days)} before a promised day`, de: `${words.days(days)} vor einem zugesagten Tag` },
  });
