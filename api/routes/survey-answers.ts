import { z } from 'zod';
import type { KeptRequest } from '../../activities/ports/books.js';
import { DulyError } from '../../domain/errors.js';
import { body, comment } from '../fields.js';
import { type Intake, knownAs } from '../intake.js';
import type { AskedSurvey, SurveyLinks } from '../ports.js';
import { type Answer, type Route, route } from '../route.js';
import { recordedAs } from '../shown.js';

/** The scores of each kind of survey. */
export const SCALES: Record<AskedSurvey['kind'], { least: number; most: number }> = {
  csat: { least: 1, most: 5 },
  nps: { least: 0, most: 10 },
};

const score = z.int({ error: 'Send a whole number.' });
const answerSchema = body({ token: z.string({ error: 'Send the token of the survey link.' }), score, comment: comment.optional() });
export type SurveyAnswer = z.output<typeof answerSchema>;

export interface Surveys {
  /** The survey behind a token; throws `unknown_survey` for a token that we did not make. */
  asked(token: string): Promise<AskedSurvey>;
  /** Records one answer, and keeps the comment apart from the fact. Throws `already_ended` for another answer than the first. */
  answer(given: SurveyAnswer, keep?: KeptRequest): Promise<Answer>;
}

export function createSurveys({ intake, links }: { intake: Intake; links: SurveyLinks }): Surveys {
  const asked = async (token: string): Promise<AskedSurvey> => {
    const id = links.verify(token);
    const survey = id === undefined ? undefined : await intake.lookup.survey(id);
    if (!survey)
      throw new DulyError({
        code: 'unknown_survey',
        at: 'token',
        message: 'This link does not lead to a survey. Open it again from the message, whole.',
      });
    return survey;
  };
  return {
    asked,
    async answer(given, keep) {
      const survey = await asked(given.token);
      const { least, most } = SCALES[survey.kind];
      if (given.score < least || given.score > most) {
        throw new DulyError({
          code: 'invalid_request',
          at: 'score',
          message: `score cannot be used. Send a whole number from ${least} to ${most}.`,
        });
      }
      return intake.record({
        customerId: survey.customerId,
        keep,
        answer: () => ({ object: 'survey_answer', score: given.score }),
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, type: 'survey.answered', source: 'survey', externalId: survey.id });
          if (known && known.data.score !== given.score)
            throw new DulyError({ code: 'already_ended', message: 'This survey was already answered. The first answer stays.' });
          const comment = given.comment?.trim();
          if (comment) await books.keepComment({ surveyId: survey.id, comment });
          return [
            {
              type: 'survey.answered',
              source: 'survey',
              externalId: survey.id,
              effectiveOn: known?.effectiveOn ?? dateOf(now),
              data: { surveyId: survey.id, score: given.score },
            },
          ];
        },
      });
    },
  };
}

/** `POST /v1/surveys/answers`: who has the link may answer; no key. */
export const receiveAnswer = (surveys: Surveys): Route =>
  route({
    method: 'post',
    path: '/v1/surveys/answers',
    name: 'answerSurvey',
    summary: 'Answer a survey by the token of its link',
    open: true,
    body: answerSchema,
    answers: recordedAs(z.object({ object: z.literal('survey_answer'), score: z.int() })),
    example: { body: { token: 'c3VydmV5', score: 5 }, answer: { object: 'survey_answer', score: 5 } },
    handle: ({ body: given, keep }) => surveys.answer(given, keep),
  });
