import { type ErrorRequestHandler, Router, urlencoded } from 'express';
import { z } from 'zod';
import { body, comment, read } from '../fields.js';
import { problemOf } from '../problem.js';
import { questionPage, sendPage, sorryPage, thanksPage } from '../survey-page.js';
import type { Surveys } from './survey-answers.js';

const wholeNumber = 'Choose one of the numbers.';
const formSchema = body({
  score: z
    .string({ error: wholeNumber })
    .regex(/^\d{1,2}$/, { error: wholeNumber })
    .transform(Number),
  comment: comment.optional(),
});

/** `/s/:token`: a link from a message. Opening it changes nothing, mail scanners do that too; only sending the form does. */
export function surveyPages(surveys: Surveys): Router {
  const pages = Router();
  pages.get('/:token', async (request, response) => {
    const survey = await surveys.asked(request.params.token);
    sendPage({ response, status: 200, html: survey.answered ? thanksPage(survey) : questionPage(survey) });
  });
  pages.post('/:token', urlencoded({ extended: false, limit: '64kb', parameterLimit: 10 }), async (request, response) => {
    const given = read({ schema: formSchema, given: request.body });
    await surveys.answer({ token: request.params.token, ...given });
    response.redirect(303, request.originalUrl);
  });
  pages.use(answerWithPage);
  return pages;
}

/** People get a page for what they can put right; what is ours goes on to be logged and told as a problem. */
const answerWithPage: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const { status, detail } = problemOf(error);
  if (status >= 500 || response.headersSent) return next(error);
  sendPage({ response, status, html: sorryPage({ sentence: detail }) });
};
