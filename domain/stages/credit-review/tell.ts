import type { Tell, ToldStep } from '../../tell/told.js';
import type { Words } from '../../tell/words.js';
import type { CreditReviewConfig } from './index.js';

type Rule = CreditReviewConfig['rules'][number];

export const tellCreditReview: Tell<CreditReviewConfig> = ({ config, words }) => {
  const { say, name, within, months, money } = words;
  const { ask, again, overLimit } = config;
  const limit = config.rules.find((rule) => rule.limit)?.limit;
  const approvedElse = ask.else === 'approved';
  return {
    about: say({
      en: 'Decides the customer’s credit by rule, or asks a person; the first rule that matches decides.',
      de: 'Entscheidet nach Regeln über den Kredit des Kunden oder fragt einen Menschen; die erste Regel, die zutrifft, entscheidet.',
    }),
    steps: config.rules.map((rule) => ruleStep({ rule, config, words })),
    outcomes: {
      approved: say({ en: 'credit is approved', de: 'der Kredit gewährt ist' }),
      declined: say({ en: 'credit is declined', de: 'der Kredit abgelehnt ist' }),
    },
    standing: [
      say({
        en: `Who is asked is ${name(ask.who)}, to decide ${within(ask.within)}; without an answer credit counts as ${approvedElse ? 'approved' : 'declined'}.`,
        de: `Gefragt wird ${name(ask.who)}, mit Antwort ${within(ask.within)}; ohne Antwort gilt der Kredit als ${approvedElse ? 'gewährt' : 'abgelehnt'}.`,
      }),
      ...(limit
        ? [
            say({
              en: `Where a person approves, the limit is ${money(limit)}.`,
              de: `Gewährt ein Mensch den Kredit, ist die Grenze ${money(limit)}.`,
            }),
          ]
        : []),
      ...(again
        ? [
            say({
              en: `The review is made anew ${months(again.months)} after the last decision${soonerText({ again, locale: 'en' })}; the customer moves only when the result changes.`,
              de: `${again.months === 1 ? 'Einen Monat' : months(again.months)} nach der letzten Entscheidung${soonerText({ again, locale: 'de' })} wird neu geprüft; der Kunde wechselt nur, wenn sich das Ergebnis ändert.`,
            }),
          ]
        : []),
      say({
        en: `In every stage of the lane an order that exceeds the limit is held, and ${name(overLimit.who)} is asked ${within(overLimit.within)}; without an answer it stays held. It is released as soon as it fits.`,
        de: `In jedem Abschnitt der Bahn wird eine Bestellung über der Grenze angehalten und ${name(overLimit.who)} ${within(overLimit.within)} gefragt; ohne Antwort bleibt sie angehalten. Sobald sie in die Grenze passt, wird sie freigegeben.`,
      }),
    ],
    customer: [
      say({
        en: 'Before you buy on account we review your credit and set a limit.',
        de: 'Bevor Sie auf Rechnung kaufen, prüfen wir Ihren Kredit und setzen eine Grenze.',
      }),
      ...(again
        ? [
            say({
              en: `We repeat this review ${words.every({ months: again.months })}.`,
              de: `Diese Prüfung wiederholen wir ${words.every({ months: again.months })}.`,
            }),
          ]
        : []),
      say({
        en: 'An order that exceeds the limit waits until earlier invoices are paid or we release it.',
        de: 'Eine Bestellung über dieser Grenze wartet, bis frühere Rechnungen bezahlt sind oder wir sie freigeben.',
      }),
    ],
  };
};

function ruleStep({ rule, config, words }: { rule: Rule; config: CreditReviewConfig; words: Words }): ToldStep {
  const { say } = words;
  const when = conditions({ rule, words });
  const [done, short] = answer({ rule, config, words });
  const only = config.rules.length === 1;
  const lead = when ? say({ en: `If ${when}, `, de: `Wenn ${when}, ` }) : only ? '' : say({ en: 'Otherwise ', de: 'Sonst ' });
  const sentence =
    when || !only
      ? say({ en: `${lead}${done.en}.`, de: `${lead}${done.de}.` })
      : say({ en: `For every customer ${done.en}.`, de: `Bei jedem Kunden ${done.de}.` });
  return {
    name: null,
    sentence,
    label: when
      ? say({ en: `if ${when}: ${short}`, de: `wenn ${when}: ${short}` })
      : only
        ? short
        : say({ en: `else: ${short}`, de: `sonst: ${short}` }),
  };
}

function conditions({ rule, words }: { rule: Rule; words: Words }): string {
  const { say, months, country, all, name } = words;
  const { riskClass, country: code, monthsKnownAtLeast, segment } = rule.if ?? {};
  const risks = { low: 'niedrig', normal: 'normal', high: 'hoch' };
  return all([
    ...(riskClass ? [say({ en: `the risk class is ${riskClass}`, de: `die Risikoklasse ${risks[riskClass]} ist` })] : []),
    ...(segment
      ? [
          say({
            en: `the customer counts as ${name(segment.replaceAll('-', ' '))}`,
            de: `der Kunde als ${name(segment.replaceAll('-', ' '))} gilt`,
          }),
        ]
      : []),
    ...(code ? [say({ en: `the customer is in ${country(code)}`, de: `der Kunde in ${country(code)} sitzt` })] : []),
    ...(monthsKnownAtLeast !== undefined
      ? [
          say({
            en: `the customer has been known for at least ${months(monthsKnownAtLeast)}`,
            de: `der Kunde seit mindestens ${monthsKnownAtLeast} ${monthsKnownAtLeast === 1 ? 'Monat' : 'Monaten'} bekannt ist`,
          }),
        ]
      : []),
  ]);
}

function answer({ rule, config, words }: { rule: Rule; config: CreditReviewConfig; words: Words }): [{ en: string; de: string }, string] {
  const { say, name, money } = words;
  if (rule.do === 'ask') {
    const who = name(config.ask.who);
    return [{ en: `${who} is asked`, de: `wird ${who} gefragt` }, say({ en: `ask ${who}`, de: `${who} fragen` })];
  }
  if (rule.do === 'decline') return [{ en: 'credit is declined', de: 'wird der Kredit abgelehnt' }, say({ en: 'decline', de: 'ablehnen' })];
  const limit = rule.limit ? money(rule.limit) : '';
  return [
    { en: `credit of ${limit} is approved`, de: `wird ein Kredit von ${limit} gewährt` },
    say({ en: `approve ${limit}`, de: `${limit} gewähren` }),
  ];
}

/** What makes the review come sooner than by its months. */
function soonerText({ again, locale }: { again: NonNullable<CreditReviewConfig['again']>; locale: 'en' | 'de' }): string {
  const { riskClassChanges, chequeReturned } = again;
  const en = [
    ...(riskClassChanges ? ['as soon as the risk class changes'] : []),
    ...(chequeReturned ? ['when a cheque came back through no fault of ours'] : []),
  ];
  const de = [
    ...(riskClassChanges ? ['sobald sich die Risikoklasse ändert'] : []),
    ...(chequeReturned ? ['wenn ein Scheck ohne unser Verschulden zurückkam'] : []),
  ];
  if (en.length === 0) return '';
  return locale === 'en' ? `, and ${en.join(' and ')}` : ` und ${de.join(' und ')},`;
}
