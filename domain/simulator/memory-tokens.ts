/** The tokens of one customer by subject and in the order in which they want to be asked, so that a decision looks only at what is due or touched. */
import type { Instant } from '../calendar.js';
import { byPlace, sorted } from '../order.js';
import type { DecisionRows, TokenRow } from '../rows.js';
import { SortedRows } from './sorted-rows.js';

const inWakeOrder = (a: TokenRow, b: TokenRow): number => (a.wakeAt as Instant) - (b.wakeAt as Instant) || byPlace(a, b);

const NONE: readonly TokenRow[] = [];

/** What is put in is the book's from then on. */
export class MemoryTokens {
  private readonly bySubject = new Map<string, TokenRow[]>();
  private readonly waking = new SortedRows<TokenRow>(inWakeOrder);
  /** How many tokens stand in each stage. */
  private readonly places: { lane: string; stage: string; tokens: number }[] = [];

  all(): TokenRow[] {
    return [...this.bySubject.values()].flat();
  }

  /** Takes the place of the subject's token in that lane. */
  put(token: TokenRow): void {
    let own = this.bySubject.get(token.subject);
    if (!own) {
      own = [];
      this.bySubject.set(token.subject, own);
    }
    const at = own.findIndex((candidate) => candidate.lane === token.lane);
    const before = own[at];
    if (before) own[at] = token;
    else own.push(token);
    if (before && before.wakeAt === token.wakeAt) {
      if (token.wakeAt !== null) this.waking.replace(before, token);
    } else {
      if (before && before.wakeAt !== null) this.waking.remove(before);
      if (token.wakeAt !== null) this.waking.add(token);
    }
    if (before?.stage === token.stage) return;
    if (before) this.count(before, -1);
    this.count(token, 1);
  }

  /** A token that the subject has in that lane stays; one that left it is asked whether it goes on. */
  putNew(token: TokenRow): void {
    const known = this.bySubject.get(token.subject)?.find(({ lane }) => lane === token.lane);
    if (!known) this.put(token);
    else if (known.stage === null && known.leftStage !== null) this.wakeAt(known, token.wakeAt as Instant);
  }

  /** All that stand in a stage are asked at that moment, or earlier if they are to be asked earlier anyway; but for those of a subject. */
  wakeAll(at: Instant, but: string | null = null): void {
    for (const subject of this.bySubject.keys()) if (subject !== but) this.wake(subject, at);
  }

  /** Those of the subject that stand in a stage are asked at that moment, or earlier if they are to be asked earlier anyway. */
  wake(subject: string, at: Instant): void {
    for (const token of this.bySubject.get(subject) ?? [])
      if (token.stage !== null && (token.wakeAt === null || token.wakeAt > at)) this.wakeAt(token, at);
  }

  /** Those of the subject that stand in a stage and have no wake of their own are asked at that moment. */
  wakeWaiting(subject: string, at: Instant): void {
    for (const token of this.bySubject.get(subject) ?? []) if (token.stage !== null && token.wakeAt === null) this.wakeAt(token, at);
  }

  has(subject: string): boolean {
    return this.bySubject.has(subject);
  }

  of(subject: string): readonly TokenRow[] {
    return this.bySubject.get(subject) ?? NONE;
  }

  soonest(): Instant | null {
    return this.waking.all[0]?.wakeAt ?? null;
  }

  /** All that are touched, then as many as there is room for of those that are due, the longest due first; and where the others stand. */
  select({
    touched,
    now,
    room,
  }: {
    touched: ReadonlySet<string>;
    now: Instant;
    room: number;
  }): Pick<DecisionRows, 'tokens' | 'restWakeAt' | 'restStages' | 'more'> {
    const tokens: TokenRow[] = [];
    for (const subject of touched) {
      const own = this.bySubject.get(subject);
      if (own) for (const token of own) tokens.push(token);
    }
    sorted(tokens, byPlace);
    const known = tokens.length;
    let restWakeAt: Instant | null = null;
    for (const token of this.waking.all) {
      if (touched.has(token.subject)) continue;
      if ((token.wakeAt as Instant) > now || tokens.length - known >= room) {
        restWakeAt = token.wakeAt;
        break;
      }
      tokens.push(token);
    }
    return { tokens, restWakeAt, restStages: this.stagesBut(tokens), more: restWakeAt !== null && restWakeAt <= now };
  }

  private count({ lane, stage }: TokenRow, by: 1 | -1): void {
    if (stage === null) return;
    const place = this.places.find((candidate) => candidate.stage === stage && candidate.lane === lane);
    if (place) place.tokens += by;
    else this.places.push({ lane, stage, tokens: by });
  }

  private wakeAt(token: TokenRow, at: Instant): void {
    if (token.wakeAt !== null) this.waking.remove(token);
    token.wakeAt = at;
    this.waking.add(token);
  }

  /** The stages in which others than these tokens stand. */
  private stagesBut(tokens: TokenRow[]): DecisionRows['restStages'] {
    const rest: DecisionRows['restStages'] = [];
    for (const { lane, stage, tokens: standing } of this.places) {
      let others = standing;
      for (const token of tokens) if (token.stage === stage && token.lane === lane) others -= 1;
      if (others > 0) rest.push({ lane, stage });
    }
    return rest;
  }
}
