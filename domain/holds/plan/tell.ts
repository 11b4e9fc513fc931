import { type HoldKind, toldMessage } from '../hold-kind.js';
import type { PlanConfig } from './index.js';
import { NOTICE_STEP } from './steps.js';

export const tellPlan: HoldKind<PlanConfig>['tell'] = ({ config: { grace, ends, notice }, words }) => {
  const { say, days, name } = words;
  const missed = say(missedText(ends));
  return {
    standing: [
      say({
        en: `While a payment plan runs, its instalments are asked for in place of its invoices. When ${missed} unpaid ${words.span(grace)} after the day, ${name(notice.send)} names the day on which the plan ends, ${days(notice.days)} later; paid before, it goes on. Once it has ended, what is left is asked for by the invoices' own days again, with the steps they have had.`,
        de: `Solange ein Ratenplan läuft, werden seine Raten statt seiner Rechnungen verlangt. ${missed} ${words.span(grace)} nach dem Tag nicht bezahlt, nennt ${name(notice.send)} den Tag, an dem der Plan endet, ${days(notice.days)} später; wird vorher bezahlt, läuft er weiter. Ist er beendet, gelten für den Rest wieder die eigenen Fristen der Rechnungen, mit den Schritten, die sie schon hatten.`,
      }),
    ],
    contacts: toldMessage({
      ...{ step: NOTICE_STEP, message: notice.send, purpose: 'plan', words },
      when: { en: 'a payment plan is about to end', de: 'ein Ratenplan steht vor dem Ende' },
    }),
    customer: [
      say({
        en: `If you agree with us on instalments, we ask for these and not for the invoices. If they stay unpaid, we tell you the day on which the plan ends, ${days(notice.days)} ahead.`,
        de: `Vereinbaren Sie Raten mit uns, verlangen wir diese und nicht die Rechnungen. Bleiben sie unbezahlt, nennen wir Ihnen den Tag, an dem der Plan endet, ${days(notice.days)} vorher.`,
      }),
    ],
  };
};

/** Which of them, with the verb: what follows says that they are unpaid. */
function missedText({ missedInARow: count, missed, of }: PlanConfig['ends']): { en: string; de: string } {
  if (count === undefined)
    return {
      en: `${missed} of ${of} instalments on end, counting those paid since, or the last one, are`,
      de: `Sind ${missed} von ${of} aufeinanderfolgenden Raten, die seither bezahlten mitgezählt, oder die letzte`,
    };
  return {
    en: count === 1 ? 'one instalment is' : `${count} instalments in a row, or the last one, are`,
    de: count === 1 ? 'Ist eine Rate' : `Sind ${count} Raten nacheinander, oder die letzte,`,
  };
}
