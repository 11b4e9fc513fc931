/** Why a decision did what it did. One catalogue turns codes into the sentences that managers read; a test holds both together. */
export interface Reason {
  /** The item, charge, order or customer it is about. */
  about: string;
  code: ReasonCode;
  params?: Record<string, string | number>;
}

/** Each code with its English sentence; `{name}` is filled from the params. */
export const REASONS = {
  'entered-stage': 'Entered {stage} of lane {lane}.',
  'left-stage': '{stage} ended with "{outcome}"; next is {next}.',
  'lane-ended': 'The lane {lane} ended after {stage}: {outcome}.',
  'stage-gone': 'The stage {stage} is not in the journey any more; it goes on with {next}.',
  settled: 'Nothing is owed any more; it left {stage}.',
  reopened: 'It is open again and returns to {stage} with the steps it has already had.',
  'instalment-gone': 'The payment plan is {plan}: its instalments are not asked for any more.',
  'entered-state': 'The account is in {state}: {because}.',
  'left-state': 'The account left {state}.',
  'state-waits': 'The account does not go to {state} before {until}: {because}.',
  'charged-back': 'The bank took the money back; by this journey it is simply unpaid.',
  'step-due': 'Step {step} is due: {because}.',
  'step-waits': 'Step {step} waits until {until}: {because}.',
  'nothing-open': 'Step {step} is left out: nothing is open.',
  'notice-missing': 'Step {step} waits: the notice before it never went.',
  'left-out': 'Step {step} is left out: the notice before it never went, and a person decided so.',
  'call-open': 'Step {step} waits: it counts from {call}, which nobody has done yet.',
  'call-asked': 'Step {step} is due: {owner} is to call, by {until}.',
  'escalation-asked': 'Step {step} is due: {owner} is to decide, by {until}.',
  'deposit-cheque-asked': 'Step {step} is due: {owner} is to give the cheque to the bank once more, by {until}.',
  'orders-held': 'Step {step} is due: new orders are held.',
  'orders-freed': 'New orders are not held for it any more: {why}.',
  'task-closed': 'The task {kind} of {owner} is closed: {why}.',
  'task-passed-on': 'Nobody did it in time: the task {kind} is for {owner} now.',
  decided: 'It was decided by a person: {outcome}.',
  'step-lapsed': 'Step {step} lapsed: it belongs before {before}.',
  'step-skipped': 'Step {step} is left out: its moment is outside the contact window, and the journey skips what would fall there.',
  'said-firmer': 'Step {step} is left out: {firmer} said it more firmly already on {on}.',
  'step-capped': 'Step {step} is left out: the customer has had all contacts that he may get in a {span} ({count}).',
  'due-changed': 'Step {step} is planned again: the due date is another one now.',
  'state-changed': 'Step {step} is planned again: the account stands in another state by now, or in none.',
  'list-changed': 'Step {step} is planned again: what it lists is not what is open any more.',
  'hold-ended': 'Step {step} is planned again: a hold has ended since, and days of peace follow.',
  'method-added': 'Step {step} is planned again: the customer has added a payment method, by which it may be collected.',
  'no-room': 'Step {step} is planned again: the customer has had all contacts that he may get in a {span} ({count}).',
  'step-overtaken': 'Step {step} lapsed: its next repeat is due.',
  'not-for': 'Step {step} is left out: it is not for the segment {segment}.',
  'contact-instead': 'Step {step} is meant for the {meant}, and there is none by {channel}: it goes to the {got} contact.',
  'only-for': 'Step {step} is left out: it is only for the segment {segment}.',
  'costs-waived': 'Step {step} claims no {what} of who is in the segment {segment}.',
  'segment-joined': 'Is in the segment {segment} from now on: {values}.',
  'segment-left': 'Is not in the segment {segment} any more: {values}.',
  'journey-ruled': 'The rules give the journey {journey} ({rule}): {because}.',
  'journey-becomes': 'Goes on in the journey {journey}, as the one before says: {because}.',
  'rule-no-way': 'The rules give the journey {journey}, but nobody can go there: {why}.',
  'step-under-way': 'Step {step} is under way.',
  held: 'Step {step} is stopped by a hold: {kind}.',
  promised: 'Step {step} is stopped: {money} is promised until {until}.',
  'money-withheld':
    '{money} of payment {payment} are not applied: they came after the cut-off of the insolvency. A person says where they go.',
  'money-unapplied': 'Step {step} is stopped: money received and not yet applied covers it.',
  'within-tolerance': 'Step {step} is stopped: so little is not asked for.',
  'money-pending': 'Step {step} is stopped: a payment is on its way.',
  'not-delivered': 'Nothing is asked for before it is delivered.',
  'credit-approved': 'Credit of {limit} {currency} approved by rule {rule}.',
  'credit-declined': 'Credit declined by rule {rule}.',
  'credit-asked': 'A person is asked about the credit: {owner}.',
  'task-opened': 'A task was opened for {owner}: {kind}.',
  'task-lapsed': 'Nobody decided in time; "{outcome}" takes its place.',
  'order-held': 'The order of {amount} {currency} is held: {exposure} are open and the limit is {limit}.',
  'order-stopped': 'The order is held: new orders are stopped ({kind}).',
  'order-prepaid': 'The order is to be paid before delivery, by {until}: the customer gets no credit.',
  'prepaid-lapsed': 'It was to be paid before delivery, by {on}, and was not: it lapses, and nothing is owed of it.',
  'order-released': 'The order is released: {by}.',
  'invoice-due': 'The billing cycle asks for an invoice over {orders} orders.',
  'no-autopay': 'The customer has not agreed to collection.',
  'collect-failed': 'The collection failed: {code} ({reasonClass}).',
  'retry-planned': 'Retry {number} is planned for {at}: {reasonClass}.',
  'retry-new-method': 'The customer changed the payment method: one retry at once.',
  'retries-used-up': 'No retry is left after {attempts} attempts ({reasonClass}).',
  'cheque-clears': 'Cheque {number} is with the bank: nobody is chased for it.',
  'cheque-returned': 'The bank returned cheque {number}: {reason}.',
  'needs-customer': 'The customer is asked for another way to pay, until {until}.',
  'our-fault': 'The failure was ours: it counts nothing against the customer.',
  'survey-cooldown': 'No survey: the last one was {days} days ago.',
  'survey-dropped': 'No survey while a dispute is open.',
  'survey-dropped-notice': 'No survey while an invoice is open that has had {step}.',
  'survey-skipped': 'No survey: its moment is outside the contact window, and the journey skips what would fall there.',
  'survey-capped': 'No survey: the customer has had all contacts that he may get in a {span} ({count}).',
  'survey-no-room': 'The survey waits: the customer has had all contacts that he may get in a {span} ({count}).',
  'survey-waits': 'The survey waits until no dispute is open.',
  'survey-waits-notice': 'The survey waits until the invoice is settled that has had {step}.',
  'survey-other-day': 'Another survey went on this day; it waits for the next.',
  'in-flight-full': 'Fifty effects are under way; the rest waits for room.',
} as const;
export type ReasonCode = keyof typeof REASONS;

/** What the rules call the cause of a step's day, as people say it: when it went, and while it waits. */
const BECAUSE: Readonly<Record<string, { due: string; waits: string }>> = {
  'its moment': { due: 'its day has come', waits: 'that is its day' },
  'the post': {
    due: 'the letter before it has arrived, and an answer could be here',
    waits: 'the letter before it, or an answer to it, may be with the post',
  },
  'the step before it': { due: 'it has kept its distance to the step before it', waits: 'it keeps its distance to the step before it' },
  'the distance of a severe step': {
    due: 'the full time since the notice before it has passed',
    waits: 'the full time since the notice before it has not passed',
  },
  'peace after a hold': { due: 'the days of peace after a hold are over', waits: 'a hold has just ended, and days of peace follow' },
  'the next open day': {
    due: 'its day was closed, and this is the next that is open',
    waits: 'its day is closed, and this is the next that is open',
  },
  'the caps': {
    due: 'there is room for it again',
    waits: 'the customer has had all contacts that he may get, and this is the next day with room',
  },
  'the print': { due: 'letters are printed again', waits: 'letters are not printed at that hour, or on that day' },
  'a closed day': { due: 'the closed days are over', waits: 'nobody is contacted on a closed day' },
  'hours of calls': { due: 'the hours of calls have begun', waits: 'nobody is called at this hour' },
  'contact hours': { due: 'the contact hours have begun', waits: 'nobody is contacted at this hour' },
  'the step before it is under way': { due: 'the step before it is over', waits: 'the step before it is still under way' },
};

/** The cause of a step's day in words; one that is not in the catalogue stands for itself. */
export const becauseText = ({ because, when }: { because: string; when: 'due' | 'waits' }): string => BECAUSE[because]?.[when] ?? because;

/** The sentence of a reason. */
export function reasonSentence({ code, params = {} }: Pick<Reason, 'code' | 'params'>): string {
  const said =
    'because' in params
      ? { ...params, because: becauseText({ because: String(params.because), when: code === 'step-due' ? 'due' : 'waits' }) }
      : params;
  return REASONS[code].replace(/\{(\w+)\}/g, (_, name: string) => String(said[name] ?? '?'));
}
