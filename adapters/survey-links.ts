import { createHmac, timingSafeEqual } from 'node:crypto';

/** Links that only we can make, each for one survey. They hold the survey's id and a signature, nothing about a person. */
export interface SurveyLinks {
  link(surveyId: string): string;
  /** The survey that the token was made for; undefined for a token that was not made with this secret. */
  verify(token: string): string | undefined;
}

/** `secret` signs by HMAC-SHA256; `baseUrl` is where customers reach the API. */
export function createSurveyLinks({ secret, baseUrl }: { secret: string; baseUrl: string }): SurveyLinks {
  const signature = (id: string) => createHmac('sha256', secret).update(`survey link\n${id}`).digest();
  const encode = (surveyId: string) => Buffer.from(surveyId).toString('base64url');
  return {
    link: (surveyId) => `${baseUrl.replace(/\/+$/, '')}/s/${encode(surveyId)}.${signature(surveyId).toString('base64url')}`,
    verify(token) {
      const [id = '', given = '', ...more] = token.split('.');
      const surveyId = Buffer.from(id, 'base64url').toString();
      const right = signature(surveyId);
      const claimed = Buffer.from(given, 'base64url');
      const genuine = claimed.length === right.length && timingSafeEqual(claimed, right);
      return genuine && more.length === 0 && encode(surveyId) === id ? surveyId : undefined;
    },
  };
}
