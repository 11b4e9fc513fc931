import { RETRY_RULES, type RetryRule } from '../../retries/reason-classes.js';
import type { ReasonClass } from '../../rows.js';
import type { Tell, Told, ToldStep } from '../../tell/told.js';
import type { Words } from '../../tell/words.js';
import type { FailureHandlingConfig } from './index.js';
import { tellReturned } from './tell-returned.js';

/** Who finds out where only a person of ours can. */
const DESK = 'payments-desk';

export const tellFailureHandling: Tell<FailureHandlingConfig> = ({ config, comesBy, words }) => {
  const collects = comesBy.length === 0 || comesBy.some((way) => !BY_CHEQUE.includes(way));
  const { say, name, within, days: inDays } = words;
  const upTo = config.retry && 'upTo' in config.retry ? config.retry.upTo : undefined;
  const given = within(config.ask.within);
  const template = (kind: keyof FailureHandlingConfig['tell']) => config.tell[kind] ?? `failure-${kind}`;
  const tell = (kind: keyof FailureHandlingConfig['tell'], when: string, sentence: string): ToldStep => ({
    name: `tell-${template(kind)}`,
    sentence,
    label: `${when}: ${name(template(kind))}`,
    contacts: [
      {
        when: { words: say({ en: `collection failed: ${when}`, de: `Einzug fehlgeschlagen: ${when}` }), kind: 'event' },
        channel: 'email',
        purpose: 'failure',
        what: name(template(kind)),
        leadsTo: ['payment recovered'],
      },
    ],
  });
  const ofCollections: Pick<Told, 'steps' | 'standing' | 'customer'> = {
    steps: [
      tell(
        'funds',
        say({ en: 'no money', de: 'keine Deckung' }),
        say({
          en: `If the account had no money, ${name(template('funds'))} is sent once, and it is ${triesAgain('soft_funds')}.`,
          de: `Fehlte die Deckung, geht einmal ${name(template('funds'))} hinaus, und es wird ${triesAgain('soft_funds')}.`,
        }),
      ),
      tell(
        'bank',
        say({ en: 'bank declined', de: 'Bank lehnt ab' }),
        say({
          en: `If the bank declined, ${name(template('bank'))} is sent once; where a limit was the reason it is ${triesAgain('soft_limit')}, where none was given it is ${triesAgain('soft_unknown')}.`,
          de: `Hat die Bank abgelehnt, geht einmal ${name(template('bank'))} hinaus; war ein Limit der Grund, wird es ${triesAgain('soft_limit')}, ohne Grund wird es ${triesAgain('soft_unknown')}.`,
        }),
      ),
      tell(
        'method',
        say({ en: 'method unusable', de: 'Zahlungsmittel unbrauchbar' }),
        say({
          en: `If the method is expired, closed, revoked or to be confirmed, ${name(template('method'))} is sent once; it is never tried again with this method, and the customer is given time for another ${given}.`,
          de: `Ist das Zahlungsmittel abgelaufen, geschlossen, widerrufen oder zu bestätigen, geht einmal ${name(template('method'))} hinaus; damit wird es nie wieder versucht, und der Kunde kann ${given} ein anderes nennen.`,
        }),
      ),
      tell(
        'generic',
        say({ en: 'suspicion', de: 'Verdacht' }),
        say({
          en: `If the bank suspects fraud, ${name(template('generic'))} is sent once and says nothing of it; the rest is the same.`,
          de: `Vermutet die Bank Betrug, geht einmal ${name(template('generic'))} hinaus und sagt nichts davon; sonst gilt dasselbe.`,
        }),
      ),
      tell(
        'ours',
        say({ en: 'our fault', de: 'unser Fehler' }),
        say({
          en: `If the fault is ours, ${name(template('ours'))} apologises; ${name(DESK)} mends it, then it is tried again. It counts nothing against the customer.`,
          de: `Liegt der Fehler bei uns, entschuldigt sich ${name(template('ours'))}; ${name(DESK)} behebt ihn, dann wird es neu versucht. Dem Kunden wird es nicht angelastet.`,
        }),
      ),
      {
        name: 'collect',
        sentence: say({
          en: `If the network failed, nothing is told; it is ${triesAgain('technical_network')}.`,
          de: `Hat das Netz versagt, wird nichts mitgeteilt; es wird ${triesAgain('technical_network')}.`,
        }),
        label: say({ en: 'network: only tried again', de: 'Netz: nur neuer Versuch' }),
        contacts: [
          {
            when: {
              words: say({ en: 'collection failed: when it is tried again', de: 'Einzug fehlgeschlagen: beim neuen Versuch' }),
              kind: 'event',
            },
            channel: 'payment method',
            purpose: 'collection',
            what: say({ en: 'the new try', de: 'der neue Versuch' }),
            leadsTo: ['payment recovered'],
          },
        ],
      },
    ],
    standing: [
      ...(upTo
        ? [
            say({
              en: `In all a method is tried again ${times(upTo.times)} at most, and no later than ${inDays(upTo.days)} after its first try.`,
              de: `Insgesamt wird ein Zahlungsmittel höchstens ${upTo.times} Mal neu versucht, und nicht später als ${inDays(upTo.days)} nach dem ersten Versuch.`,
            }),
          ]
        : []),
      say({
        en: 'Each message names the next step and how to keep it from happening again, and comes once for a reason.',
        de: 'Jede Nachricht nennt den nächsten Schritt und wie es sich vermeiden lässt, und kommt einmal je Grund.',
      }),
      say({
        en: 'A method that the customer adds and agrees to is tried once, at once.',
        de: 'Ein neues Zahlungsmittel, dem der Kunde zustimmt, wird sofort einmal versucht.',
      }),
      say({
        en: `If nobody knows whether money moved, or the payer himself is in question (insolvency, death), nothing is drawn by itself: ${name(DESK)} is asked.`,
        de: `Weiß niemand, ob Geld geflossen ist, oder geht es um den Zahler selbst (Insolvenz, Tod), wird von selbst nichts eingezogen: ${name(DESK)} wird gefragt.`,
      }),
    ],
    customer: [
      say({
        en: 'If a collection fails, we tell you once why, as far as we know and may say, and what happens next.',
        de: 'Schlägt ein Einzug fehl, sagen wir Ihnen einmal, warum, soweit wir es wissen und sagen dürfen, und wie es weitergeht.',
      }),
      config.retry && 'days' in config.retry
        ? say({
            en: `Where it can help we try again: ${tries({ words, days: config.retry.days })}.`,
            de: `Wo es helfen kann, versuchen wir es erneut: ${tries({ words, days: config.retry.days })}.`,
          })
        : upTo
          ? say({
              en: `Where it can help we try again, ${times(upTo.times)} at most within ${inDays(upTo.days)}.`,
              de: `Wo es helfen kann, versuchen wir es erneut, höchstens ${upTo.times} Mal binnen ${words.ofDays(upTo.days)}.`,
            })
          : say({
              en: 'Where it can help we try again within days.',
              de: 'Wo es helfen kann, versuchen wir es in den Tagen danach erneut.',
            }),
      say({
        en: `Where only another way to pay helps, you can name one ${given}; a new one is tried once, at once.`,
        de: `Wo nur ein anderer Zahlungsweg hilft, können Sie uns ${given} einen nennen; er wird sofort einmal versucht.`,
      }),
    ],
  };
  const { steps, standing, customer } = collects ? ofCollections : ofCheques(words);
  return {
    about: collects
      ? say({
          en: 'Handles a failed collection by its reason; all invoices of the collection wait in it together.',
          de: 'Behandelt einen fehlgeschlagenen Einzug nach seinem Grund; alle Rechnungen des Einzugs warten gemeinsam.',
        })
      : say({
          en: 'Handles a cheque that came back by its reason; all invoices that it was for wait in it together.',
          de: 'Behandelt einen Scheck, der zurückkam, nach seinem Grund; alle Rechnungen, für die er war, warten gemeinsam.',
        }),
    steps: [...steps, ...config.returned.map((line) => tellReturned({ line, words }))],
    outcomes: {
      'used up': say({
        en: 'no try is left, the time to answer has passed or a person gives it up',
        de: 'kein Versuch mehr übrig, die Zeit zur Antwort verstrichen ist oder ein Mensch ihn aufgibt',
      }),
    },
    standing,
    customer: [
      ...customer,
      say({
        en: 'If the mistake was ours, we say so, and it has no consequences for you.',
        de: 'War es unser Fehler, sagen wir es, und er hat für Sie keine Folgen.',
      }),
    ],
  };

  function triesAgain(reason: ReasonClass): string {
    const rule = RETRY_RULES[reason];
    const own = config.retry && 'days' in config.retry ? config.retry.days : undefined;
    const gaps = rule.fault === 'network' ? rule.days : (own ?? rule.days);
    const days = upTo ? gapsUpTo({ gaps, rule, upTo }) : gaps;
    return say({ en: 'tried again ', de: 'neu versucht: ' }) + tries({ words, days, minutes: rule.minutes ?? [] });
  }
};

/** What brings only cheques here. */
const BY_CHEQUE: readonly string[] = ['returned', 'cheque.returned'];

/** Where nothing is collected, nothing is said of it. */
const ofCheques = ({ say }: Words): Pick<Told, 'steps' | 'standing' | 'customer'> => ({
  steps: [],
  standing: [],
  customer: [
    say({
      en: 'If your cheque comes back, we tell you why, as far as we know, and what happens next.',
      de: 'Kommt Ihr Scheck zurück, sagen wir Ihnen, warum, soweit wir es wissen, und wie es weitergeht.',
    }),
  ],
});

/** Those that come within what the journey allows in all. */
function gapsUpTo({ gaps, rule, upTo }: { gaps: readonly number[]; rule: RetryRule; upTo: { times: number; days: number } }): number[] {
  const allowed: number[] = [];
  let since = (rule.minutes ?? []).reduce((sum, minutes) => sum + minutes, 0) / MINUTES_OF_A_DAY;
  for (const gap of rule.fault === 'network' ? gaps : gaps.slice(0, upTo.times)) {
    since += gap;
    if (since <= upTo.days) allowed.push(gap);
  }
  return allowed;
}
const MINUTES_OF_A_DAY = 1_440;

const times = (count: number): string => `${count} ${count === 1 ? 'time' : 'times'}`;

/** "after 10 minutes, 1 hour, 2 days": each counted from the try before it. */
function tries({ words, days, minutes = [] }: { words: Words; days: readonly number[]; minutes?: readonly number[] }): string {
  const { say, ofDays, all } = words;
  const short = minutes.map((count) =>
    count < 60
      ? say({ en: `${count} minutes`, de: `${count} Minuten` })
      : say({ en: `${count / 60} ${count === 60 ? 'hour' : 'hours'}`, de: `${count / 60} ${count === 60 ? 'Stunde' : 'Stunden'}` }),
  );
  const long = minutes.length > 0 || days.length < 2 ? days.map(ofDays) : [...days.slice(0, -1).map(String), ofDays(days.at(-1) ?? 0)];
  const each = say({ en: 'each counted from the try before it', de: 'jeweils ab dem Versuch davor' });
  const gaps = [...short, ...long];
  return `${say({ en: 'after', de: 'nach' })} ${all(gaps)}${gaps.length > 1 ? ` (${each})` : ''}`;
}
