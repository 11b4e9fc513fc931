import type { Locale } from '../../tell/words.js';
import type { HoldKind } from '../hold-kind.js';
import { callText, toldCall } from '../then-call.js';
import type { WaitingConfig } from './index.js';

const WHEN: Readonly<Record<string, Record<Locale, string>>> = {
  'said to be paid': { en: 'the customer says that he has paid', de: 'der Kunde sagt, er habe bezahlt' },
  'reply waiting': { en: 'the customer has written to us', de: 'der Kunde uns geschrieben hat' },
  'cheque in the post': { en: 'the customer says that a cheque is in the post', de: 'der Kunde sagt, ein Scheck sei unterwegs' },
};

export const tellWaiting =
  (key: string): HoldKind<WaitingConfig>['tell'] =>
  ({ config, words }) => {
    const { say, name } = words;
    const when = say(WHEN[key] as Record<Locale, string>);
    const { ask, after } = config;
    const superior = name(config.else);
    const [en, de] = after
      ? [`when that is over, ${callText({ said: after, words }).en}`, `danach gilt: ${callText({ said: after, words }).de}`]
      : [
          `${name(ask ?? '')} is asked; without an answer the reminders go on, and ${superior} is`,
          `${name(ask ?? '')} wird gefragt; ohne Antwort gehen die Erinnerungen weiter, und ${superior} wird gefragt`,
        ];
    return {
      standing: [
        say({
          en: `Where ${when}, nobody reminds of it for ${words.span(config.for)}, and ${en}.`,
          de: `Wenn ${when}, wird ${words.span(config.for)} lang nicht daran erinnert, und ${de}.`,
        }),
      ],
      customer: [],
      ...(after && {
        contacts: [
          toldCall({
            step: `${key.replaceAll(' ', '-')}-call`,
            when: { en: `after ${OVER[key]?.en}`, de: `nach ${OVER[key]?.de}` },
            words,
          }),
        ],
      }),
    };
  };

/** What the time was waited for. */
const OVER: Readonly<Record<string, Record<Locale, string>>> = {
  'said to be paid': {
    en: 'a payment that the customer spoke of and that did not come',
    de: 'einer Zahlung, von der der Kunde sprach und die nicht kam',
  },
  'reply waiting': { en: 'a reply that nobody answered', de: 'einer Antwort des Kunden, auf die niemand einging' },
  'cheque in the post': { en: 'a cheque that did not come', de: 'einem Scheck, der nicht kam' },
};
