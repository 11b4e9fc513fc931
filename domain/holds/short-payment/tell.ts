import { askText } from '../ask.js';
import { type HoldKind, toldMessage } from '../hold-kind.js';
import { QUESTION_STEP, type ShortPaymentConfig } from './config.js';

export const tellShortPayment: HoldKind<ShortPaymentConfig>['tell'] = ({ config: { upToPercent, question, ask }, words }) => {
  const { say, name } = words;
  const share =
    upToPercent === 100 ? '' : say({ en: ` of up to ${upToPercent} % of the invoice`, de: ` von bis zu ${upToPercent} % der Rechnung` });
  const sent = question ? say({ en: `${name(question.send)} is sent once, `, de: `${name(question.send)} geht einmal hinaus, ` }) : '';
  const asked = askText({ ask, who: name(ask.who), words });
  return {
    standing: [
      say({
        en: `Where a payment leaves a part${share} open without a reason, that part is left in peace: ${sent}${asked}.`,
        de: `Lässt eine Zahlung ohne Grund einen Teil${share} offen, bleibt dieser Teil in Ruhe: ${sent}${asked}.`,
      }),
    ],
    contacts: toldMessage({
      ...{ step: QUESTION_STEP, message: question?.send, purpose: 'question', words },
      when: { en: 'less is paid than an invoice says', de: 'es wird weniger gezahlt, als eine Rechnung verlangt' },
    }),
    customer: question
      ? [
          say({
            en: 'If you pay less than an invoice says, we ask you why before we remind you of the rest.',
            de: 'Zahlen Sie weniger, als eine Rechnung verlangt, fragen wir nach dem Grund, bevor wir an den Rest erinnern.',
          }),
        ]
      : [],
  };
};
