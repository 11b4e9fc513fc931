import { HOLD_KINDS } from '../holds/index.js';
import { saidIn } from '../holds/said-in.js';
import { THEN_CALL_WORDS } from '../holds/then-call.js';
import { WRITING_WORDS } from '../writing/words.js';
import { type Long, type LongMap, nameOf, Placed, type Read, type Words } from './words.js';

const HOLD_WORDS: Words[] = Object.values(HOLD_KINDS).map(({ words }) => words);

/** The sentences of the parts of a journey that are no stage. */
export const JOURNEY_WORDS: Readonly<Record<'contact' | 'holds' | 'journey' | 'costs', Words>> = {
  contact: {
    grammar: `
  ContactHours = contactDays? time "to" time Where ContactElse?
  contactDays (business days or every day) = ("business" space+ "days" | "every" space+ "day") endOfWord
  ContactElse = "," "else" ("wait" | "skip")
  ContactAtMost = CapOfDay "," CapOfWeek -- both
                | CapOfDay -- day
                | CapOfWeek -- week
  CapOfDay = number "a" "day"
  CapOfWeek = number "a" "week"
  ContactCalls = contactDays? NonemptyListOf<CallSpan, "and"> Where ContactCallCap?
  CallSpan = time "to" time
  ContactCallCap = "," "at" "most" ContactAtMost
  ContactLetters = "printed" "on" contactDays "before" time ContactCallCap?
  ContactClosed = NonemptyListOf<ClosedDays, ",">
  ClosedDays = date "to" date -- range
             | date -- day
  date (a date like 2026-12-24) = digit digit digit digit "-" digit digit "-" digit digit
  ContactSpread = "over" (Hours | Minutes)
  minutes (minutes) = ("minutes" | "minute") endOfWord
  Minutes = number minutes
  Where = "where" "the" "customer" "is" -- customer
        | "in" zone -- zone
  zone (a time zone like Europe/Berlin) = (letter | "/" | "_" | "+" | "-" | digit)+
  ContactApart = NonemptyListOf<Apart, ",">
  Apart = ("reminders" | "surveys") Days
  ContactBounced = "letter" "instead" "," "and" "ask" contactDesk "for" "the" "right" "address"
  contactDesk (a person or a desk) = ("the" space+)? letter (~(nameEnd | space+ "for" endOfWord) any)*
  ContactPost = (BusinessDays | Days) "each" "way"
  ContactTogether = "all" "invoices" "of" "an" "account" "in" "one" ("message" | "letter")
`,
    actions: {
      ContactHours: (days, at, _to, until, zone, outside) => ({
        ...Object.assign({}, ...(days.long() as LongMap[])),
        at: at.long(),
        until: until.long(),
        zone: zone.long(),
        ...Object.assign({}, ...(outside.long() as LongMap[])),
      }),
      contactDays: (...words) => ({ days: words[0]?.sourceString.startsWith('business') ? 'business' : 'every' }),
      ContactElse: (_comma, _else, outside) => ({ outside: outside?.sourceString }),
      ContactAtMost_both: (day, _comma, week) => ({ day: day.long(), week: week.long() }),
      ContactAtMost_day: (day) => ({ day: day.long() }),
      ContactAtMost_week: (week) => ({ week: week.long() }),
      ContactCalls: (days, hours, zone, cap) => ({
        ...Object.assign({}, ...(days.long() as LongMap[])),
        hours: membersOf(hours),
        zone: zone.long(),
        ...Object.assign({}, ...(cap.long() as LongMap[])),
      }),
      CallSpan: (at, _to, until) => ({ at: at.long(), until: until.long() }),
      ContactCallCap: (...parts) => ({ atMost: parts.at(-1)?.long() }),
      ContactLetters: (_printed, _on, days, _before, time, cap) =>
        Object.assign({}, days.long(), { before: time.long() }, ...(cap.long() as LongMap[])),
      CapOfDay: (number) => number.long(),
      CapOfWeek: (number) => number.long(),
      ContactClosed: (list) => list.asIteration().children.map((part) => (part as typeof list).long()),
      ClosedDays_range: (from, _to, to) => ({ from: from.long(), to: to.long() }),
      ClosedDays_day: (day) => ({ from: day.long(), to: day.long() }),
      date: (...parts) => parts.map(({ sourceString }) => sourceString).join(''),
      ContactSpread: (_over, span) => span.long(),
      Minutes: (number) => ({ minutes: number.long() }),
      Where_customer: () => 'customer',
      Where_zone: (_in, zone) => zone.sourceString,
      ContactApart: (list) => Object.assign({}, ...list.asIteration().children.map((part) => (part as typeof list).long() as LongMap)),
      Apart: (what, days) => ({ [what.sourceString]: (days.long() as { days: number }).days }),
      ContactBounced: (_letter, _instead, _comma, _and, _ask, desk) => ({ instead: 'letter', ask: desk.long() }),
      contactDesk: (...parts) => nameOf(parts.slice(-2)),
      ContactPost: (span) => span.long(),
      ContactTogether: (_one) => true,
    },
    settings: {
      hours: {
        rule: 'ContactHours',
        example: 'business days 09:00 to 17:00 where the customer is, else wait',
        put: (into, said) => Object.assign(into, said),
      },
      'at most': {
        rule: 'ContactAtMost',
        example: '1 a day, 3 a week',
        put: (into, said) => Object.assign(into, { atMost: said }),
      },
      spread: { rule: 'ContactSpread', example: 'over 2 hours' },
      calls: {
        rule: 'ContactCalls',
        example: 'business days 09:30 to 12:00 and 14:00 to 16:30 where the customer is, at most 2 a week',
      },
      letters: { rule: 'ContactLetters', example: 'printed on business days before 15:00, at most 1 a week' },
      closed: { rule: 'ContactClosed', example: '2026-12-24 to 2027-01-01, 2026-05-15' },
      apart: { rule: 'ContactApart', example: 'reminders 3 days, surveys 7 days' },
      'if it bounces': {
        rule: 'ContactBounced',
        example: 'letter instead, and ask AR desk for the right address',
        put: (into, said) => Object.assign(into, { bounced: said }),
      },
      'post takes': {
        rule: 'ContactPost',
        example: '3 business days each way',
        put: (into, said) => Object.assign(into, { post: said }),
      },
      together: { rule: 'ContactTogether', example: 'all invoices of an account in one message' },
    },
  },
  holds: {
    grammar: `
  HoldsAfterwards = HoldSpan "of" "peace"
  HoldSpan = BusinessDays | Days
  HoldAsk = "ask" HoldWho "," Within "," "else" name
  HoldWho = "the" "owner" "of" "its" "reason" -- reason
          | who -- person
${THEN_CALL_WORDS.grammar}${HOLD_WORDS.map(({ grammar }) => grammar).join('')}`,
    actions: Object.assign(
      {
        HoldsAfterwards: (days: Read) => days.long(),
        HoldAsk: (_ask: Read, who: Read, _c1: Read, within: Read, _c2: Read, _else: Read, name: Read) => ({
          who: who.long(),
          within: within.long(),
          else: name.long(),
        }),
        HoldWho_reason: () => 'owner-of-its-reason',
        HoldWho_person: (who: Read) => who.long(),
      },
      THEN_CALL_WORDS.actions,
      ...HOLD_WORDS.map(({ actions }) => actions),
    ),
    settings: Object.assign(
      { afterwards: { rule: 'HoldsAfterwards', example: '5 days of peace' } },
      ...HOLD_WORDS.map(({ settings }) => settings),
    ),
  },
  /** Lines of the journey itself. */
  journey: {
    grammar: `
  JourneyTolerance = NonemptyListOf<Money, "or"> JourneyWriteOff?
  JourneyWriteOff = "," "then" "write" "it" "off" "as" name
  JourneyBecomes = journeyName "," BecomesWhen
  BecomesWhen = "after" number paymentsInARow paidHow "in" "a" "row" -- payments
              | "for" Segment -- segment
  paymentsInARow (payments) = ("payments" | "payment") endOfWord
  paidHow (online or by cheque) = "online" endOfWord -- online
                                | "by" space+ "cheque" endOfWord -- cheque
  journeyName (the name of a journey) = letter (~nameEnd any)*
${WRITING_WORDS.grammar}`,
    actions: {
      JourneyTolerance: (amounts, writeOff) => Object.assign({ amounts: membersOf(amounts) }, ...saidIn(writeOff)),
      JourneyWriteOff: (...parts) => ({ writeOff: parts.at(-1)?.long() }),
      ...WRITING_WORDS.actions,
      JourneyBecomes: (journey, _comma, when) => [{ journey: journey.long(), ...(when.long() as LongMap) }],
      BecomesWhen_payments: (_after, number, _payments, by) => ({ after: { payments: number.long(), by: by.long() } }),
      paidHow_online: () => 'online',
      paidHow_cheque: () => 'cheque',
      BecomesWhen_segment: (_for, segment) => ({ segment: segment.long() }),
      journeyName: (...parts) => new Placed(parts.map(({ sourceString }) => sourceString).join(''), parts[0]?.source.startIdx ?? 0),
      ...WRITING_WORDS.actions,
    },
    settings: {
      tolerance: { rule: 'JourneyTolerance', example: 'EUR 1 or GBP 1, then write it off as small difference' },
      becomes: { rule: 'JourneyBecomes', example: 'Portal payers, after 3 payments online in a row' },
      ...WRITING_WORDS.settings,
    },
  },
  /** Lines of the journey itself that are about its costs. */
  costs: {
    grammar: `
  CostsInterest = decimal "%" "a" "year" "from" "the" "day" "after" "due" "," "first" "claimed" "in" costsStep CostsWaived?
  CostsWaived = "," "waived" "for" Segment
  costsStep (the name of a step) = ("the" space+)? name
  CostsFees = NonemptyListOf<CostsFee, ",">
  CostsFee = NonemptyListOf<Money, "or"> "with" costsStep CostsWaived?
  CostsPayments = ("principal" | "costs") "first"
`,
    actions: {
      CostsInterest: (percent, ...rest) =>
        Object.assign({ percent: Number(percent.sourceString), firstIn: rest.at(-2)?.long() }, ...saidIn(rest.at(-1))),
      CostsWaived: (_comma, _waived, _for, segment) => ({ waivedFor: segment.long() }),
      costsStep: (...parts) => parts.at(-1)?.long(),
      CostsFees: (list) => membersOf(list),
      CostsFee: (amounts, _with, step, waived) => Object.assign({ with: step.long(), amounts: membersOf(amounts) }, ...saidIn(waived)),
      CostsPayments: (what) => what.sourceString,
    },
    settings: {
      interest: {
        rule: 'CostsInterest',
        example: '9.5 % a year from the day after due, first claimed in the Final notice, waived for a good payer',
      },
      fees: { rule: 'CostsFees', example: 'EUR 5 or GBP 4 with Second reminder, EUR 10 or GBP 9 with the Final notice' },
      payments: { rule: 'CostsPayments', example: 'principal first' },
    },
  },
};

const membersOf = (list: Read): Long[] => list.asIteration().children.map((part) => (part as Read).long());
