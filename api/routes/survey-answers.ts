import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { Recorded } from '../../activities/record-reports.js';
import { DulyError } from '../../domain/errors.js';
import { body, comment, read } from '../fields.js';
import { answerRecorded, type Intake, knownAs } from '../intake.js';
import type { AskedSurvey, SurveyLinks } from '../ports.js';

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
  answer(given: SurveyAnswer): Promise<Recorded>;
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
    async answer(given) {
      const survey = await asked(given.token);
      const { least, most } = SCALES[survey.kind];
      if (given.score < least || given.score > most) {
        throw new DulyError({
          code: 'invalid_request',
          at: 'score',
          message: `score cannot be used. Send a whole number from ${least} to ${most}.`,
        });
      }
      const recorded = await intake.record({
        customerId: survey.customerId,
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
      return recorded;
    },
  };
}

/** `POST /v1/surveys/answers`: who has the link may answer; no key. */
export function receiveAnswer(surveys: Surveys): RequestHandler {
  return async (request, response) => {
    const given = read({ schema: answerSchema, given: request.body });
    const recorded = await surveys.answer(given);
    answerRecorded({ response, recorded, body: { object: 'survey_answer', score: given.score } });
  };
}
