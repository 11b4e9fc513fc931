import { type Judge, type Known, reached } from './judge.js';
import { apart, monthsLater } from './own-calendar.js';

const isOpenNotice = ({ went, ledger }: Known, step: string): boolean =>
  went.some((one) => one.step === step && !ledger.isInstalment(one.subject) && (ledger.item(one.subject)?.open ?? 0) > 0);

/** Surveys keep their cooldown and the contact hours, never two on a day, each touch point once; none while a dispute is open, a notice that the journey names, or surveys are held. */
export const judgeSurveys: Judge = (known) => {
  const { ledger, life, surveys, clock } = known;
  const { contact } = life.form;
  const stagesOf = () => Object.values(known.form.lanes).flatMap(({ stages }) => Object.values(stages));
  const cycle = () =>
    stagesOf()
      .map((stage) => (stage.nps as { every: { months: number } } | undefined)?.every.months)
      .find((months) => months !== undefined);
  const never = () => stagesOf().flatMap((stage) => (stage.never as { notices: string[] } | undefined)?.notices ?? []);
  let firstDelivered: string | null = null;
  return (entry) => {
    if (entry.what === 'fact' && firstDelivered === null) {
      const { report } = entry;
      if (report.type === 'invoice.delivered' || (report.type === 'invoice.issued' && report.data.delivery === 'delivered'))
        firstDelivered = clock(entry.at).slice(0, 10);
    }
    if (entry.what !== 'done' || entry.effect.kind !== 'survey' || !reached(entry)) return undefined;
    const { at, effect } = entry;
    const today = clock(at).slice(0, 10);
    const closed = known.outside(at);
    if (closed) return `${effect.id} asks ${closed}`;
    if (ledger.disputeIsOpen()) return `${effect.id} asks while a dispute is open`;
    if (ledger.held({ subject: 'C1', what: 'surveys', at }).length > 0) return `${effect.id} asks while surveys are held`;
    if (surveys.some(({ kind, subject }) => kind === 'csat' && effect.survey === 'csat' && subject === effect.subject))
      return `${effect.id} asks about ${effect.subject} again`;
    const notice = never().find((step) => isOpenNotice(known, step));
    if (notice) return `${effect.id} asks while an invoice is open that has had ${notice}`;
    const last = surveys.at(-1);
    if (effect.survey === 'csat' && last && !known.moved && apart(last.day, today) < Math.max(1, contact.apart.surveys))
      return `${effect.id} asks ${apart(last.day, today)} days after the last survey`;
    if (effect.survey === 'nps') {
      const nps = cycle();
      if (last && !known.moved && last.day === today) return `${effect.id} asks on the day of another survey`;
      const before = surveys.findLast(({ kind }) => kind === 'nps')?.day ?? firstDelivered;
      if (before === null) return `${effect.id} asks a customer to whom nothing was delivered`;
      if (!known.moved && nps !== undefined && today < monthsLater(before, nps))
        return `${effect.id} asks less than ${nps} months after ${before}`;
    }
    return undefined;
  };
};
