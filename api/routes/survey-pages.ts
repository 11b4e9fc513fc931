import { type ErrorRequestHandler, urlencoded } from 'express';
import { z } from 'zod';
import { body, comment, read } from '../fields.js';
import { problemOf } from '../problem.js';
import { page, type Route } from '../route.js';
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

const TOKEN_IS = 'The token of the link in a message.';

/** `/s/{token}`: a link from a message. Opening it changes nothing, mail scanners do that too; only sending the form does. */
export const surveyPages = (surveys: Surveys): Route[] => [
  page({
    method: 'get',
    path: '/s/{token}',
    name: 'showSurvey',
    summary: 'The page behind a survey’s link',
    open: true,
    idIs: TOKEN_IS,
    answers: { 200: { schema: null, says: 'The question, or thanks where it is answered.' } },
    example: {},
    serve: [
      async (request, response) => {
        const survey = await surveys.asked(String(request.params.token));
        sendPage({ response, status: 200, html: survey.answered ? thanksPage(survey) : questionPage(survey) });
      },
    ],
  }),
  page({
    method: 'post',
    path: '/s/{token}',
    name: 'sendSurvey',
    summary: 'The page’s form',
    open: true,
    idIs: TOKEN_IS,
    answers: { 303: { schema: null, says: 'Answered: back to the page.' } },
    example: {},
    serve: [
      urlencoded({ extended: false, limit: '64kb', parameterLimit: 10 }),
      async (request, response) => {
        const given = read({ schema: formSchema, given: request.body });
        await surveys.answer({ token: String(request.params.token), ...given });
        response.redirect(303, request.originalUrl);
      },
    ],
  }),
];

/** People get a page for what they can put right; what is ours goes on to be logged and told as a problem. */
export const answerWithPage: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const { status, detail } = problemOf(error);
  if (status >= 500 || response.headersSent) return next(error);
  sendPage({ response, status, html: sorryPage({ sentence: detail }) });
};
