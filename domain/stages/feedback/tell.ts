import { enclosedText } from '../../contacts/enclosed.js';
import type { FeedbackEvent, Tell, ToldStep } from '../../tell/told.js';
import type { Words } from '../../tell/words.js';
import type { FeedbackConfig } from './index.js';

export const tellFeedback: Tell<FeedbackConfig> = ({ config, contact, words }) => {
  const { say, name, days, ofDays, every, months, any } = words;
  const { csat, nps, badScore } = config;
  const after = csat ? any(csat.after.map((event) => EVENTS[event][words.locale])) : '';
  const steps: ToldStep[] = [];
  if (csat) {
    steps.push({
      name: 'csat',
      sentence: say({
        en: `${later(csat.days)}${after} the customer is asked how satisfied he is (${how('CSAT', csat)})${contact.surveysApart > 0 ? `, unless any survey went in the ${days(contact.surveysApart)} before` : ''}.`,
        de: `${later(csat.days)}${after}, wird der Kunde nach seiner Zufriedenheit gefragt (${how('CSAT', csat)})${contact.surveysApart > 0 ? `, außer wenn in den ${ofDays(contact.surveysApart)} davor schon eine Befragung ging` : ''}.`,
      }),
      label: say({ en: `${later(csat.days)}${after}: CSAT`, de: `${later(csat.days)}${after}: CSAT` }),
      contacts: csat.after.map((event) => ({
        when: { words: `${later(csat.days)}${EVENTS[event][words.locale]}`, kind: 'event' },
        channel: channelOf(csat),
        purpose: 'feedback',
        what: isByTelephone(csat) ? 'CSAT' : `CSAT (${name(csat.template)})`,
        leadsTo: [],
      })),
    });
  }
  if (nps) {
    steps.push({
      name: 'nps',
      sentence: say({
        en: `${every(nps.every)} the customer is asked whether he would recommend us (${how('NPS', nps)}), first ${months(nps.every.months)} after his first delivered invoice; never on another survey’s day.`,
        de: `${every(nps.every)} wird der Kunde gefragt, ob er uns empfehlen würde (${how('NPS', nps)}), zuerst ${months(nps.every.months)} nach seiner ersten zugestellten Rechnung; nie am Tag einer anderen Befragung.`,
      }),
      label: `${every(nps.every)}: NPS`,
      contacts: [
        {
          when: { words: every(nps.every), kind: 'clock' },
          channel: channelOf(nps),
          purpose: 'feedback',
          what: isByTelephone(nps) ? 'NPS' : `NPS (${name(nps.template)})`,
          leadsTo: [],
        },
      ],
    });
  }
  if (badScore?.call) steps.push(badScoreCall({ badScore, config, words }));
  return {
    about: say({ en: 'Asks the customer what he thinks.', de: 'Fragt den Kunden nach seiner Meinung.' }),
    steps: steps.map((step) => ({ ...step, sentence: step.sentence.charAt(0).toUpperCase() + step.sentence.slice(1) })),
    outcomes: {},
    standing: [
      ...(csat || nps
        ? [
            say({
              en: 'While a dispute is open or a hold stops surveys, a CSAT that comes due is dropped and an NPS waits.',
              de: 'Solange ein Streitfall offen ist oder ein Halt Befragungen stoppt, entfällt eine fällige CSAT, und eine NPS wartet.',
            }),
            ...(config.never?.notices ? [noticesSentence({ notices: config.never.notices, words })] : []),
          ]
        : [say({ en: 'Nothing is asked.', de: 'Es wird nichts gefragt.' })]),
      ...(badScore && !badScore.call ? [badScoreSentence({ badScore, config, words })] : []),
    ],
    customer: [
      ...(csat
        ? [
            say({
              en: `${capitalised(later(csat.days))}${any(csat.after.map((event) => YOURS[event].en))} we may ask you how satisfied you are.`,
              de: `${capitalised(later(csat.days))}${any(csat.after.map((event) => YOURS[event].de))}, fragen wir Sie vielleicht, wie zufrieden Sie sind.`,
            }),
          ]
        : []),
      ...(nps
        ? [
            say({
              en: `${capitalised(every(nps.every))} we ask you whether you would recommend us.`,
              de: `${capitalised(every(nps.every))} fragen wir Sie, ob Sie uns empfehlen würden.`,
            }),
          ]
        : []),
      ...(csat || nps
        ? [
            say({
              en: 'We ask nothing while a dispute is open; you need not answer.',
              de: 'Solange etwas strittig ist, fragen wir nicht; antworten müssen Sie nie.',
            }),
          ]
        : []),
    ],
    feedback: csat
      ? csat.after.map((event) => ({
          after: event,
          what: say({ en: `CSAT ${later(csat.days)}${EVENTS[event].en}`, de: `CSAT ${later(csat.days)}${EVENTS[event].de}` }),
        }))
      : [],
  };

  /** "CSAT, by telephone by “collector”, within 2 business days". */
  function how(kind: string, { template, by }: Asked): string {
    if (by && 'telephone' in by) {
      const { ask, within } = by.telephone;
      return say({
        en: `${kind}, by telephone: ${name(ask)} calls and notes the score, ${words.within(within)}`,
        de: `${kind}, am Telefon: ${name(ask)} ruft an und notiert die Bewertung, ${words.within(within)}`,
      });
    }
    if (!by) return `${kind}, ${name(template)}`;
    const lies = enclosedText({ enclosed: by.letter.with, words }).trimEnd();
    return `${kind}, ${name(template)} ${say({ en: 'by letter', de: 'als Brief' })}${lies && ` ${lies}`}`;
  }

  function later(count: number): string {
    return count === 0 ? say({ en: 'once ', de: 'sobald ' }) : say({ en: `${days(count)} after `, de: `${days(count)}, nachdem ` });
  }
};

type Asked = { template: string; by?: NonNullable<FeedbackConfig['csat']>['by'] };

const isByTelephone = ({ by }: Asked): boolean => by !== undefined && 'telephone' in by;

const channelOf = (asked: Asked): 'email' | 'letter' | 'telephone' => (isByTelephone(asked) ? 'telephone' : asked.by ? 'letter' : 'email');

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const EVENTS: Record<FeedbackEvent, { en: string; de: string }> = {
  'dispute resolved': { en: 'a dispute is resolved', de: 'ein Streitfall gelöst ist' },
  'payment recovered': { en: 'a failed payment is recovered', de: 'eine fehlgeschlagene Zahlung gelungen ist' },
  settled: { en: 'an invoice is settled', de: 'eine Rechnung bezahlt ist' },
};
const YOURS: Record<FeedbackEvent, { en: string; de: string }> = {
  'dispute resolved': { en: 'a question about an invoice is settled', de: 'eine Frage zu einer Rechnung geklärt ist' },
  'payment recovered': { en: 'a payment that had failed went through', de: 'eine fehlgeschlagene Zahlung gelungen ist' },
  settled: { en: 'an invoice is paid', de: 'eine Rechnung bezahlt ist' },
};

function badScoreSentence({
  badScore,
  config,
  words,
}: {
  badScore: NonNullable<FeedbackConfig['badScore']>;
  config: FeedbackConfig;
  words: Words;
}): string {
  const { say, name } = words;
  const { within } = badScore;
  const then = within
    ? say({
        en: `, to see to it ${words.within(within)}; then it is up to ${name(badScore.else)}`,
        de: `, zu erledigen ${words.within(within)}; danach ist es Sache von ${name(badScore.else)}`,
      })
    : '';
  const limits = limitsText({ badScore, config, words });
  return say({
    en: `A score at or below ${limits} opens a task for ${name(badScore.ask)}${then}.`,
    de: `Eine Bewertung von höchstens ${limits} öffnet eine Aufgabe für ${name(badScore.ask)}${then}.`,
  });
}

type BadScoreInput = { badScore: NonNullable<FeedbackConfig['badScore']>; config: FeedbackConfig; words: Words };

/** "CSAT 2 or NPS 6". */
const limitsText = ({ badScore, config, words }: BadScoreInput): string =>
  words.any([...(config.csat ? [`CSAT ${badScore.csat}`] : []), ...(config.nps ? [`NPS ${badScore.nps}`] : [])]);

function badScoreCall({ badScore, config, words }: BadScoreInput): ToldStep {
  const { say, name } = words;
  const { ask, within = { days: 0 } } = badScore;
  const limits = limitsText({ badScore, config, words });
  return {
    name: 'bad-score',
    sentence: say({
      en: `After a score at or below ${limits} ${name(ask)} is asked to call the customer, ${words.within(within)}, at an hour at which customers are called; then it is up to ${name(badScore.else)}.`,
      de: `Nach einer Bewertung von höchstens ${limits} wird ${name(ask)} gebeten, den Kunden ${words.within(within)} anzurufen, zu einer Stunde, in der Kunden angerufen werden; danach ist es Sache von ${name(badScore.else)}.`,
    }),
    label: say({ en: `bad score: call by ${name(ask)}`, de: `schlechte Bewertung: Anruf durch ${name(ask)}` }),
    contacts: [
      {
        when: { words: say({ en: 'after a bad score', de: 'nach einer schlechten Bewertung' }), kind: 'event' },
        channel: 'telephone',
        purpose: 'feedback',
        what: say({ en: 'a call', de: 'ein Anruf' }),
        leadsTo: [],
      },
    ],
  };
}

function noticesSentence({ notices, words }: { notices: readonly string[]; words: Words }): string {
  const { say, name, any } = words;
  const named = any(notices.map(name));
  return say({
    en: `So it is while an invoice is open that has had ${named}: a CSAT that comes due then is dropped for good, and an NPS is asked when that invoice is settled.`,
    de: `Ebenso, solange eine Rechnung offen ist, zu der ${named} hinausging: Eine dann fällige CSAT entfällt ganz, und die NPS kommt, wenn diese Rechnung beglichen ist.`,
  });
}
