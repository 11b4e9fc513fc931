import type { SurveyRow } from './rows.js';

/** The scores of each kind of survey. */
export const SCALES: Readonly<Record<SurveyRow['kind'], { least: number; most: number }>> = {
  csat: { least: 1, most: 5 },
  nps: { least: 0, most: 10 },
};

/** Why a score is none of its survey's; undefined: it is one. */
export function refusedScore({ kind, score }: { kind: SurveyRow['kind']; score: number }): string | undefined {
  const { least, most } = SCALES[kind];
  return !Number.isInteger(score) || score < least || score > most
    ? `score cannot be used. Send a whole number from ${least} to ${most}.`
    : undefined;
}

/** Why a call cannot be decided so: one that was to ask a survey is done with the score that the customer gave. `survey`: what the call is about, if it is one. */
export function refusedScoreOfCall({
  survey,
  outcome,
  score,
}: {
  survey: { kind: SurveyRow['kind']; answered: boolean } | undefined;
  outcome: string;
  score: number | undefined;
}): string | undefined {
  const isDone = survey !== undefined && outcome === 'done';
  if (score === undefined)
    return isDone && !survey.answered
      ? 'The call was to ask the customer a survey: send the score that he gave, or decide that he was not reached.'
      : undefined;
  return isDone ? refusedScore({ kind: survey.kind, score }) : 'A score comes with a call that asked a survey and is done. Leave it out.';
}
