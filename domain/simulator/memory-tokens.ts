/** The tokens of one customer by subject and in the order in which they want to be asked, so that a decision looks only at what is due or touched. */
import type { Instant } from '../calendar.js';
import { byPlace, sorted } from '../order.js';
import type { DecisionRows, TokenRow } from '../rows.js';
import { createSortedRows } from './sorted-rows.js';

const NONE: readonly TokenRow[] = [];

export function createMemoryTokens() {
  const bySubject = new Map<string, TokenRow[]>();
  const waking = createSortedRows<TokenRow>((a, b) => (a.wakeAt as Instant) - (b.wakeAt as Instant) || byPlace(a, b));
  /** How many tokens stand in each stage. */
  const places: { lane: string; stage: string; tokens: number }[] = [];

  function count({ lane, stage }: TokenRow, by: 1 | -1): void {
    if (stage === null) return;
    const place = places.find((candidate) => candidate.stage === stage && candidate.lane === lane);
    if (place) place.tokens += by;
    else places.push({ lane, stage, tokens: by });
  }

  function wakeAt(token: TokenRow, at: Instant): void {
    if (token.wakeAt !== null) waking.remove(token);
    token.wakeAt = at;
    waking.add(token);
  }

  return {
    all: (): TokenRow[] => [...bySubject.values()].flat(),

    /** Takes the place of the subject's token in that lane. The token is the book's from here on. */
    put(token: TokenRow): void {
      let own = bySubject.get(token.subject);
      if (!own) {
        own = [];
        bySubject.set(token.subject, own);
      }
      const at = own.findIndex((candidate) => candidate.lane === token.lane);
      const before = own[at];
      if (before) own[at] = token;
      else own.push(token);
      if (before && before.wakeAt === token.wakeAt) {
        if (token.wakeAt !== null) waking.replace(before, token);
      } else {
        if (before && before.wakeAt !== null) waking.remove(before);
        if (token.wakeAt !== null) waking.add(token);
      }
      if (before?.stage === token.stage) return;
      if (before) count(before, -1);
      count(token, 1);
    },

    /** A token that the subject has in that lane stays; one that left it is asked whether it goes on. */
    putNew(token: TokenRow): void {
      const known = bySubject.get(token.subject)?.find(({ lane }) => lane === token.lane);
      if (!known) this.put(token);
      else if (known.stage === null && known.leftStage !== null) wakeAt(known, token.wakeAt as Instant);
    },

    /** All that stand in a stage are asked at that moment, or earlier if they are to be asked earlier anyway. */
    wakeAll(at: Instant): void {
      for (const own of bySubject.values())
        for (const token of own) if (token.stage !== null && (token.wakeAt === null || token.wakeAt > at)) wakeAt(token, at);
    },

    /** Those of the subject that stand in a stage and have no wake of their own are asked at that moment. */
    wakeWaiting(subject: string, at: Instant): void {
      for (const token of bySubject.get(subject) ?? []) if (token.stage !== null && token.wakeAt === null) wakeAt(token, at);
    },

    has: (subject: string): boolean => bySubject.has(subject),

    of: (subject: string): readonly TokenRow[] => bySubject.get(subject) ?? NONE,

    soonest: (): Instant | null => waking.all[0]?.wakeAt ?? null,

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
        const own = bySubject.get(subject);
        if (own) for (const token of own) tokens.push(token);
      }
      sorted(tokens, byPlace);
      const known = tokens.length;
      let restWakeAt: Instant | null = null;
      for (const token of waking.all) {
        if (touched.has(token.subject)) continue;
        if ((token.wakeAt as Instant) > now || tokens.length - known >= room) {
          restWakeAt = token.wakeAt;
          break;
        }
        tokens.push(token);
      }
      return { tokens, restWakeAt, restStages: stagesBut(tokens), more: restWakeAt !== null && restWakeAt <= now };
    },
  };

  /** The stages in which others than these tokens stand. */
  function stagesBut(tokens: TokenRow[]): DecisionRows['restStages'] {
    const rest: DecisionRows['restStages'] = [];
    for (const { lane, stage, tokens: standing } of places) {
      let others = standing;
      for (const token of tokens) if (token.stage === stage && token.lane === lane) others -= 1;
      if (others > 0) rest.push({ lane, stage });
    }
    return rest;
  }
}
