/** What a picture of a journey shows, before it has a form: boxes and arrows, lane by lane. Texts are printable and in one language. */
import type { Journey, Lane } from '../journey/journey.js';
import { contactSentences } from '../tell/contact-sentences.js';
import { plainText } from '../tell/plain-text.js';
import { factWords, laneSubject, outcomesOf, toldStage } from '../tell/tell-journey.js';
import { type Locale, type Words, wordsFor } from '../tell/words.js';

export interface Picture {
  title: string;
  /** Sentences on the whole journey. */
  notes: string[];
  lanes: PictureLane[];
}
export interface PictureLane {
  title: string;
  about: string;
  boxes: Box[];
  arrows: Arrow[];
}
export interface Box {
  kind: 'stage' | 'end' | 'fact';
  title: string;
  /** That the lane starts here, and the stage type where the stage has another name. */
  note: string | null;
  /** Its steps. */
  lines: string[];
}
/** `from` and `to` are indexes of the lane's boxes. */
export interface Arrow {
  from: number;
  to: number;
  /** Outcomes; none on the way from a fact. */
  labels: string[];
}

export function pictureOf({ journey, locale }: { journey: Journey; locale: Locale }): Picture {
  const words = wordsFor(locale);
  return {
    title: plainText(journey.name),
    notes: contactSentences({ journey, words }),
    lanes: journey.lanes.map((lane) => laneOf({ lane, journey, words })),
  };
}

/** Each stage, the end that follows it, if any, and a box for the facts that lead to a stage out of any other. */
function laneOf({ lane, journey, words }: { lane: Lane; journey: Journey; words: Words }): PictureLane {
  const { say } = words;
  const subject = laneSubject({ kind: lane.for, words });
  const settled = lane.for === 'item' ? say({ en: '; once settled it leaves by itself', de: '; bezahlt geht sie von selbst' }) : '';
  const stages = lane.stages.map(
    (stage, index): Box => ({
      kind: 'stage',
      title: plainText(stage.name),
      note:
        [...(index === 0 ? [say({ en: 'start', de: 'Beginn' })] : []), ...(stage.type === stage.name ? [] : [plainText(stage.type)])].join(
          ' · ',
        ) || null,
      lines: toldStage({ stage, journey, words }).steps.map((step) => step.label),
    }),
  );
  const boxes = [...stages];
  const arrows: Arrow[] = [];
  const indexOf = new Map(lane.stages.map((stage, index) => [stage.name, index]));
  for (const [from, stage] of lane.stages.entries()) {
    const byNext = new Map<string, string[]>();
    for (const { outcome, next, byDefault } of outcomesOf(stage)) {
      const label = plainText(outcome) + (byDefault ? say({ en: ' (by default)', de: ' (von selbst)' }) : '');
      byNext.set(next, [...(byNext.get(next) ?? []), label]);
    }
    for (const [next, labels] of byNext) {
      const known = next === 'end' ? undefined : indexOf.get(next);
      const title = next === 'back' ? say({ en: 'back', de: 'zurück' }) : say({ en: 'end', de: 'Ende' });
      const to = known ?? boxes.push({ kind: 'end', title, note: null, lines: [] }) - 1;
      arrows.push({ from, to, labels });
    }
  }
  const facts = new Map<string, string[]>();
  for (const { fact, stage } of lane.whenever) facts.set(stage, [...(facts.get(stage) ?? []), plainText(factWords({ fact, words }))]);
  for (const [stage, names] of facts) {
    const to = indexOf.get(stage);
    if (to === undefined) continue;
    const from = boxes.push({ kind: 'fact', title: say({ en: 'whenever', de: 'immer wenn' }), note: null, lines: names }) - 1;
    arrows.push({ from, to, labels: [] });
  }
  return { title: plainText(lane.name), about: say({ en: `for each ${subject}`, de: `für ${subject}` }) + settled, boxes, arrows };
}
