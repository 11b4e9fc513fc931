import type { Judge, Known } from './judge.js';
import type { Entry } from './live.js';

/**
 * What a ladder says of an item is decided for one that stands in its stage. Whenever autopay is switched on, where the journey says so, an invoice that
 * came, was never drawn and waits for no cheque is in autopay from that decision on.
 */
export const judgeStages: Judge = (known) => {
  const { ledger } = known;
  /** Invoices that were drawn, whatever came of it. */
  const drawn = new Set<string>();
  let isSwitchedOn = false;
  return (entry) => {
    if (entry.what === 'fact') {
      const { report } = entry;
      if (report.type === 'payment.failed') for (const id of report.data.itemIds) drawn.add(id);
      if (report.type === 'method.added') isSwitchedOn ||= report.data.autopay;
    }
    if (entry.what !== 'decided') return undefined;
    const stray = entry.decision.effects.flatMap((effect) => effect.steps).find((step) => strays(known, entry, step));
    if (stray) return `${stray.step} is decided for ${stray.subject}, which does not stand in its stage`;
    const hears = isSwitchedOn;
    isSwitchedOn = false;
    for (const { lane, subject, stage } of hears ? entry.decision.tokens : []) {
      const autopay = known.formOf(subject).lanes.collection?.whenever?.['autopay.on'];
      if (autopay === undefined || lane !== 'collection' || stage === null || stage === autopay || drawn.has(subject)) continue;
      if ((ledger.item(subject)?.open ?? 0) <= 0 || ledger.item(subject)?.deliveredAt === null || ledger.clears(subject)) continue;
      if (ledger.isInstalment(subject)) continue;
      return `${subject} stands in ${stage}, though autopay was switched on`;
    }
    for (const effect of entry.decision.effects) if (effect.kind === 'collect') for (const id of effect.itemIds) drawn.add(id);
    return undefined;
  };
};

function strays(
  { stepsOf }: Known,
  { decision }: Extract<Entry, { what: 'decided' }>,
  { subject, step }: { subject: string; step: string },
): boolean {
  const placed = stepsOf(subject).get(step);
  const token = placed && decision.tokens.find((one) => one.lane === placed.lane && one.subject === subject);
  // For what another system is told no stage waits.
  return token !== undefined && token.stage !== placed?.stage && placed?.step.do.notify === undefined;
}
