/** A child process beside rules that have one stage type more: uses it as a journey would, and prints what came of it. */
import { mermaidOf } from '../../../domain/draw/mermaid.js';
import { pictureOf } from '../../../domain/draw/picture.js';
import { checkJourney } from '../../../domain/journey/load.js';
import { editorSchema } from '../../../domain/language/json-schema.js';
import { tellJourney } from '../../../domain/tell/tell-journey.js';
import { journeyText } from '../../../domain/tell/tell-text.js';
import { world } from '../../../domain/testing/world.js';

const TEXT = `journey: With thanks
contact: { hours: 09:00 to 17:00 in UTC }
collection, for each invoice:
  delivery:
    on delivered: thanks
  thanks:
    3 days after arrival: send Thank you
    on thanked: reminders
  reminders:
    1 day after due: send Overdue
    on used up: end
`;
const findings = (text: string) => checkJourney(text).findings.map(({ at, message }) => `${at} ${message}`);
const { journey } = checkJourney(TEXT);
const schema = JSON.stringify(editorSchema());

process.stdout.write(
  JSON.stringify({
    right: findings(TEXT),
    wrong: {
      outcome: findings(TEXT.replace('on thanked', 'on tanked')),
      sentence: findings(TEXT.replace('after arrival', 'after arival')),
      value: findings(TEXT.replace('3 days after arrival', '300 days after arrival')),
      step: findings(TEXT.replace('send Overdue', 'send Overdue, named thanks')),
    },
    ...(journey && {
      told: journeyText(tellJourney({ journey, locale: 'en' })),
      toldInGerman: journeyText(tellJourney({ journey, locale: 'de' })),
      drawn: mermaidOf(pictureOf({ journey, locale: 'en' })),
      lived: world({ journey }).at('2026-03-01T10:00Z').invoice('I1', { dueOn: '2026-03-10' }).at('2026-04-01T10:00Z').timeline(),
    }),
    schema: ['thanks-stage', 'send Thank you', 'on thanked'].map((part) => schema.includes(part)),
  }),
);
