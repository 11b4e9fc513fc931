import { z } from 'zod';
import type { KeptRequest } from '../../activities/ports/books.js';
import { DulyError } from '../../domain/errors.js';
import type { Report } from '../../domain/facts.js';
import { refusedScore } from '../../domain/survey-scores.js';
import { body, comment } from '../fields.js';
import { type Draft, type Intake, knownAs } from '../intake.js';
import type { AskedSurvey, SurveyLinks } from '../ports.js';
import { type Answer, type Route, route } from '../route.js';
import { recordedAs } from '../shown.js';

const score = z.int({ error: 'Send a whole number.' });
const answerSchema = body({ token: z.string({ error: 'Send the token of the survey link.' }), score, comment: comment.optional() });
export type SurveyAnswer = z.output<typeof answerSchema>;
const scoredSchema = body({ score, comment: comment.optional() });
type Scored = z.output<typeof scoredSchema>;

export interface Surveys {
  /** The survey behind a token; throws `unknown_survey` for a token that we did not make. */
  asked(token: string): Promise<AskedSurvey>;
  /** Records one answer, and keeps the comment apart from the fact. Throws `already_ended` for another answer than the first. */
  answer(given: SurveyAnswer, keep?: KeptRequest): Promise<Answer>;
  /** The same for one that somebody of ours enters, by the survey's id. */
  enter(given: Scored & { id: string }, keep?: KeptRequest): Promise<Answer>;
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
  async function record({ survey, given, keep }: { survey: AskedSurvey; given: Scored; keep: KeptRequest | undefined }): Promise<Answer> {
    const problem = refusedScore({ kind: survey.kind, score: given.score });
    if (problem) throw new DulyError({ code: 'invalid_request', at: 'score', message: problem });
    return intake.record({
      customerId: survey.customerId,
      keep,
      answer: () => ({ object: 'survey_answer', score: given.score }),
      draft: (draft) => answerReports({ survey, given, draft }),
    });
  }
  return {
    asked,
    async answer(given, keep) {
      return record({ survey: await asked(given.token), given, keep });
    },
    async enter({ id, ...given }, keep) {
      const survey = await intake.lookup.survey(id);
      if (!survey)
        throw new DulyError({
          code: 'unknown_survey',
          message: `There is no survey ${id}. Send the number that stands on it, with each slash as %2F.`,
        });
      return record({ survey, given, keep });
    },
  };
}

/** The reports of one answer; a comment is kept apart from the fact. Throws `already_ended` for another score than the first. */
export async function answerReports({
  survey,
  given,
  draft: { books, now, dateOf },
}: {
  survey: Pick<AskedSurvey, 'id'>;
  given: Scored;
  draft: Draft;
}): Promise<Report[]> {
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
}

/** `POST /v1/surveys/{id}/answer`: what came by letter or telephone, entered by one of us. */
export const enterAnswer = (surveys: Surveys): Route =>
  route({
    method: 'post',
    path: '/v1/surveys/{id}/answer',
    name: 'enterSurveyAnswer',
    summary: 'Enter the answer to a survey that came back on a card',
    idIs: 'The number of the survey, as it stands on its letter, with each slash as %2F.',
    body: scoredSchema,
    answers: recordedAs(z.object({ object: z.literal('survey_answer'), score: z.int() })),
    example: { body: { score: 9, comment: 'Friendly people' }, answer: { object: 'survey_answer', score: 9 } },
    handle: ({ id, body: given, keep }) => surveys.enter({ id, ...given }, keep),
  });

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
