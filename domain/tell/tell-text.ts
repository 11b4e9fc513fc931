/** Told journeys as text for a terminal or a page. */
import type { ToldCustomer } from './tell-customer.js';
import type { ToldJourney, ToldLane, ToldStage } from './tell-journey.js';
import { wordsFor } from './words.js';

/** What a manager reads. Every line stands for itself: it can be found by searching. */
export function journeyText(told: ToldJourney): string {
  const { say } = wordsFor(told.locale);
  return [
    told.journey,
    '',
    section(say({ en: 'When customers are contacted', de: 'Wann Kunden angesprochen werden' }), told.contact),
    ...(told.segments.length > 0 ? ['', section(say({ en: 'Who counts as what', de: 'Wer als was gilt' }), told.segments)] : []),
    ...told.lanes.flatMap((lane) => ['', laneText({ lane, say })]),
    '',
    section(say({ en: 'In every lane', de: 'In jeder Bahn' }), told.standing),
  ].join('\n');
}

/** What a customer may be given. */
export const customerText = (told: ToldCustomer): string =>
  told.sections.map(({ title, sentences }) => section(title, sentences)).join('\n\n');

type Say = ReturnType<typeof wordsFor>['say'];

function laneText({ lane, say }: { lane: ToldLane; say: Say }): string {
  return [
    say({ en: `Lane ${lane.name}, ${lane.about}`, de: `Bahn ${lane.name}, ${lane.about}` }),
    ...lane.whenever.map(({ sentence }) => `  ${sentence}`),
    ...lane.stages.map((stage, index) => stageText({ stage, number: index + 1 })),
  ].join('\n');
}

function stageText({ stage, number }: { stage: ToldStage; number: number }): string {
  const type = stage.type === stage.name ? '' : ` (${stage.type})`;
  return [
    `  ${number}. ${stage.name}${type}: ${stage.about}`,
    ...stage.steps.map(({ name, sentence }) => `     - ${name === null ? '' : `${name}: `}${sentence}`),
    ...stage.outcomes.map(({ sentence }) => `     > ${sentence}`),
    ...stage.standing.map((sentence) => `     = ${sentence}`),
  ].join('\n');
}

const section = (title: string, sentences: string[]): string => [title, ...sentences.map((sentence) => `  ${sentence}`)].join('\n');
