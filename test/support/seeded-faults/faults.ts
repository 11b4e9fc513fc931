/**
 * Faults that somebody could make in the rules: each a place in a file, named by its text, and what would stand there instead. The text stands there
 * exactly once; where the file has changed, the fault is to be put where the rule went.
 */
export interface Fault {
  what: string;
  file: string;
  from: string;
  to: string;
}

export const FAULTS: readonly Fault[] = [
  {
    what: 'what is disputed or held in part is asked for',
    file: 'domain/steps/claimable.ts',
    from: 'const amount = item.open - held - view.shieldOf(item.id);',
    to: 'const amount = item.open - view.shieldOf(item.id);',
  },
  {
    what: 'what unapplied money covers is asked for',
    file: 'domain/steps/claimable.ts',
    from: 'const amount = item.open - held - view.shieldOf(item.id);',
    to: 'const amount = item.open - held;',
  },
  {
    what: 'what may have been drawn already is asked for',
    file: 'domain/steps/claimable.ts',
    from: 'if (view.pendingOf(item.id) > 0)',
    to: 'if (view.pendingOf(item.id) < 0)',
  },
  {
    what: 'a hold on the customer stops nothing of his invoices',
    file: 'domain/view.ts',
    from: '(hold.subject === subject || hold.subject === this.customer.id)',
    to: '(hold.subject === subject)',
  },
  {
    what: 'a hold lasts beyond its end',
    file: 'domain/rows.ts',
    from: '(endsAt === null || endsAt > at)',
    to: '(endsAt === null || endsAt > 0)',
  },
  {
    what: 'unapplied money covers the newest first',
    file: 'domain/view.ts',
    from: 'for (const item of [...open.values()].sort(byDueDate)) {',
    to: 'for (const item of [...open.values()].sort(byDueDate).reverse()) {',
  },
  {
    what: 'reminders keep a day apart, whatever the journey says',
    file: 'domain/steps/earliest.ts',
    from: 'days: contact.remindersApart ?? 1',
    to: 'days: 1',
  },
  {
    what: 'a severe step keeps no distance to its notice',
    file: 'domain/steps/earliest.ts',
    from: '(step.severe || step.follows) && previousAt !== null',
    to: 'step.follows && previousAt !== null',
  },
  {
    what: 'a step that is counted from the one before it keeps no distance to it',
    file: 'domain/steps/earliest.ts',
    from: '(step.severe || step.follows) && previousAt !== null',
    to: 'step.severe && previousAt !== null',
  },
  {
    what: 'there is no peace after a hold',
    file: 'domain/steps/earliest.ts',
    from: 'isNoTime(peace) ? holdEndedAt : after(',
    to: 'isNoTime({ days: 0 }) ? holdEndedAt : after(',
  },
  {
    what: 'a hold that came and went before the claim gives no peace',
    file: 'domain/effects/claim.ts',
    from: 'if (!again && isInPeace({ row, view }))',
    to: 'if (again && isInPeace({ row, view }))',
  },
  {
    what: 'what was planned by another due date goes all the same',
    file: 'domain/effects/claim.ts',
    from: '(view.item(id)?.dueChangedAt ?? 0) > at',
    to: '(view.item(id)?.dueChangedAt ?? 0) < 0',
  },
  {
    what: 'an invoice that is due on another day is asked anew for what it was asked for',
    file: 'domain/decision/work.ts',
    from: 'for (const step of rows.steps) {',
    to: 'for (const step of rows.steps) {\n    if ((view.item(step.subject)?.dueChangedAt ?? 0) > step.at) continue;',
  },
  {
    what: 'who switches autopay on is reminded all the same',
    file: 'domain/decision/place-tokens.ts',
    from: "(said === AUTOPAY_ON && fact.type === 'method.added' && fact.data.autopay)",
    to: "(said === AUTOPAY_ON && fact.type === 'method.added' && !fact.data.autopay)",
  },
  {
    what: 'a method is tried as often as its reason says, whatever the journey does',
    file: 'domain/stages/failure-handling/index.ts',
    from: "upTo: retry && 'upTo' in retry ? retry.upTo : undefined,",
    to: 'upTo: undefined,',
  },
  {
    what: 'a day of a month is that of the next month',
    file: 'domain/ladder/moment.ts',
    from: 'const dayInMonth = endOfMonth ? 31 : dayOfMonth;',
    to: 'const dayInMonth = endOfMonth ? 31 : dayOfMonth && dayOfMonth - 1;',
  },
  {
    what: 'the word before a promise goes three days early',
    file: 'domain/holds/promise/index.ts',
    from: 'const on = addDays(byOn, -days);',
    to: 'const on = addDays(byOn, -days - 3);',
  },
  {
    what: 'who has had a notice is asked how we did',
    file: 'domain/simulator/memory-book.ts',
    from: 'if (first !== undefined) found.push({ subject: first, step });',
    to: '',
  },
  {
    what: 'nobody signs what the journey has signed',
    file: 'domain/decision/take-steps.ts',
    from: 'if (work.journey.writing) message.writing',
    to: 'if (!work.journey.writing) message.writing',
  },
  {
    what: 'what is meant for somebody goes to whoever is there',
    file: 'domain/decision/address-to.ts',
    from: 'message.to = meant;',
    to: 'message.to = meant.slice(0, 0);',
  },
  {
    what: 'an answer by post is not waited for',
    file: 'domain/steps/earliest.ts',
    from: 'if ((step.paced || step.severe) && answerAt !== null)',
    to: 'if (step.severe === undefined && answerAt !== null)',
  },
  {
    what: 'people are asked to call at any hour',
    file: 'domain/steps/call-hours.ts',
    from: 'return Math.max(at, instantAt({ date, time: opens, zone }));',
    to: 'return at;',
  },
  {
    what: 'another system is told at once',
    file: 'domain/ladder/plan-ladder.ts',
    from: 'at: sendTime({ date, contact, zone }),',
    to: "at: act.do === 'notify' ? 0 : sendTime({ date, contact, zone }),",
  },
  {
    what: 'steps of another stage or lane are forgotten',
    file: 'domain/steps/earliest.ts',
    from: 'const lastAt = pacedAt === null || (previousAt !== null && previousAt > pacedAt) ? previousAt : pacedAt;',
    to: 'const lastAt = previousAt;',
  },
  {
    what: 'a step before the due date goes after it',
    file: 'domain/steps/lapse.ts',
    from: 'now >= step.lapsesAt',
    to: 'now >= step.lapsesAt + 86_400_000',
  },
  {
    what: 'contact goes on after the hours are over',
    file: 'domain/steps/windows.ts',
    from: 'if (at < instantOn(day, contact.until, zone)) return at;',
    to: 'return at;',
  },
  {
    what: 'days of rest are days like others',
    file: 'domain/steps/windows.ts',
    from: "if (days === 'business')",
    to: 'if (days === undefined)',
  },
  {
    what: 'a notice on which a severe step rests is left out',
    file: 'domain/steps/may-drop.ts',
    from: '!next?.severe && ',
    to: '',
  },
  {
    what: 'a step that waits is forgotten',
    file: 'domain/decision/take-steps.ts',
    from: 'waitsFor(work, step, planned, at);\n      wakeNoLaterThan(token, step.lapsesAt === undefined ? at : Math.min(at, step.lapsesAt));',
    to: 'waitsFor(work, step, planned, at);\n      wakeNoLaterThan(token, step.lapsesAt);',
  },
  {
    what: 'a step that is held is forgotten when the hold ends by itself',
    file: 'domain/decision/take-steps.ts',
    from: 'wakeNoLaterThan(token, endsAt ?? undefined);',
    to: 'wakeNoLaterThan(token, endsAt === 0 ? 0 : undefined);',
  },
  {
    what: 'any number of effects is under way',
    file: 'domain/decision/take-steps.ts',
    from: 'export const EFFECTS_AT_ONCE = 50;',
    to: 'export const EFFECTS_AT_ONCE = 500;',
  },
  {
    what: 'a step goes without a reason',
    file: 'domain/decision/take-steps.ts',
    from: "code: 'step-due', params: { step: step.step, because: planned.because }",
    to: "code: 'step-due', params: { because: planned.because }",
  },
  {
    what: 'two lanes remind of an item on one day',
    file: 'domain/decision/take-steps.ts',
    from: 'if (step.paced) pace(work, step);',
    to: '',
  },
  {
    what: 'a step under way is taken again',
    file: 'domain/decision/work.ts',
    from: 'work.done.add(step, counted, true, true);',
    to: '',
  },
  {
    what: 'a settled item stays where it stands',
    file: 'domain/decision/move-token.ts',
    from: 'if (token.stage !== null) {',
    to: 'if (token.stage === undefined) {',
  },
  {
    what: 'an item that is open again does not come back',
    file: 'domain/decision/move-token.ts',
    from: 'if (token.stage === null) reopen(work, token);',
    to: 'if (token.stage === undefined) reopen(work, token);',
  },
  {
    what: 'the other tokens are not woken any more',
    file: 'domain/advance.ts',
    from: 'sooner(rows.restWakeAt, holdsAt)',
    to: 'holdsAt',
  },
  {
    what: 'a severe step travels with others',
    file: 'domain/steps/merge.ts',
    from: "effect.purpose === 'reminder' && !effect.alone ?",
    to: "effect.purpose === 'reminder' ?",
  },
  {
    what: 'a joint message has the tone of its newest item',
    file: 'domain/steps/merge.ts',
    from: 'const tone = oldestFirst[0] as MessageEffect;',
    to: 'const tone = oldestFirst.at(-1) as MessageEffect;',
  },
  {
    what: 'a message that is late goes outside the contact hours',
    file: 'domain/effects/claim.ts',
    from: 'effect.notAfter !== null && now >= effect.notAfter;',
    to: 'effect.notAfter !== null && now < 0;',
  },
  {
    what: 'surveys keep no cooldown',
    file: 'domain/stages/feedback/index.ts',
    from: 'since < contact.surveysApart || since === 0',
    to: 'since === 0',
  },
  {
    what: 'the clock of a survey goes by when somebody looks',
    file: 'domain/stages/feedback/index.ts',
    from: 'npsOn = addMonths(dateAt(lastAskedAt, zone), months);',
    to: 'npsOn = npsOn !== null && npsOn > dateAt(lastAskedAt, zone) ? npsOn : addMonths(moment.today, months);',
  },
  {
    what: 'retries never end',
    file: 'domain/retries/next-retry.ts',
    from: 'const gap = days[run - 1 - minutes.length];',
    to: 'const gap = days[0];',
  },
  {
    what: 'the oldest invoice is paid though it is disputed',
    file: 'domain/ledger/allocate.ts',
    from: 'wanted: item.open - disputed - givenTo(given, item.id)',
    to: 'wanted: item.open - givenTo(given, item.id)',
  },
  {
    what: 'a severe state of an account keeps no distance to its notice',
    file: 'domain/stages/overdue/index.ts',
    from: 'if (wentAt !== undefined && opensAt <= now) return undefined;',
    to: 'if (wentAt !== undefined) return undefined;',
  },
  {
    what: 'an account counts what is disputed or held',
    file: 'domain/ledger/account-standing.ts',
    from: 'const owed = item.open - covered - (held.get(item.id) ?? 0);',
    to: 'const owed = item.open - covered;',
  },
  {
    what: 'a statement goes whenever somebody asks',
    file: 'domain/stages/statement/index.ts',
    from: 'occurrence: monthOf(last)',
    to: 'occurrence: 32 * monthOf(last) + Number(today.slice(8))',
  },
  {
    what: 'what a cheque at the bank is for is asked for',
    file: 'domain/ledger/booking/cheques.ts',
    from: 'amount: Math.min(amount, open),',
    to: 'amount: Math.min(amount, open, 0),',
  },
  {
    what: 'an invoice is asked for beside the instalments of its plan',
    file: 'domain/ledger/booking/plans.ts',
    from: "const PLAN_STOPS: Stoppable[] = ['reminders', 'collecting', 'interest', 'escalation'];",
    to: "const PLAN_STOPS: Stoppable[] = ['interest'];",
  },
  {
    what: 'what is from before an insolvency is asked for',
    file: 'domain/view.ts',
    from: 'return issuedOn !== undefined && issuedOn < hold.cutOffOn;',
    to: 'return false;',
  },
  {
    what: 'what is to be paid before delivery is asked for',
    file: 'domain/ledger/booking/prepaid.ts',
    from: "stops: ['reminders', 'collecting', 'interest', 'escalation'],",
    to: "stops: ['interest'],",
  },
  {
    what: 'at a move it is forgotten what was taken before',
    file: 'domain/decision/work.ts',
    from: 'for (const step of rows.steps) {',
    to: "for (const step of rows.facts.some(({ type }) => type === 'journey.moved') ? [] : rows.steps) {",
  },
  {
    what: 'after something severe the tone falls back',
    file: 'domain/ladder/tone.ts',
    from: 'const isFirmer = place ? place.lane === own.lane && place.at > own.at : !own.afterSevere;',
    to: 'const isFirmer = false;',
  },
  {
    what: 'a reminder keeps no distance to those of another version',
    file: 'domain/decision/work.ts',
    from: 'severe !== null && !work.outlineOf(subject).places.has(step);',
    to: 'severe === undefined && !work.outlineOf(subject).places.has(step);',
  },
  {
    what: 'letters are printed on days on which nobody prints',
    file: 'domain/steps/letters.ts',
    from: 'letters.days === undefined || isBusinessDay(',
    to: 'letters.days !== undefined || isBusinessDay(',
  },
  {
    what: 'an invoice walks its customer’s journey, whatever it was given',
    file: 'domain/decision/work.ts',
    from: 'return (own && itemJourneys.get(own)) || journey;',
    to: 'return own ? journey : journey;',
  },
];
