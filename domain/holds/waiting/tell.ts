import type { Locale } from '../../tell/words.js';
import type { HoldKind } from '../hold-kind.js';
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
    return {
      standing: [
        say({
          en: `Where ${when}, nobody reminds of it for ${words.span(config.for)}, and ${name(config.ask)} is asked; without an answer the reminders go on, and ${name(config.else)} is.`,
          de: `Wenn ${when}, wird ${words.span(config.for)} lang nicht daran erinnert, und ${name(config.ask)} wird gefragt; ohne Antwort gehen die Erinnerungen weiter, und ${name(config.else)} wird gefragt.`,
        }),
      ],
      customer: [],
    };
  };
