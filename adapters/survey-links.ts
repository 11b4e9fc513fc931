import { createHmac, timingSafeEqual } from 'node:crypto';

/** Links that only we can make, each for one survey. They hold the survey's id and a signature, nothing about a person. */
export interface SurveyLinks {
  link(surveyId: string): string;
  /** The survey that the token was made for; undefined for any other text than a token made with this secret. */
  verify(token: string): string | undefined;
}

/** `secret` signs by HMAC-SHA256; `baseUrl` is where customers reach the API. */
export function createSurveyLinks({ secret, baseUrl }: { secret: string; baseUrl: string }): SurveyLinks {
  const tokenOf = (surveyId: string) => {
    const signature = createHmac('sha256', secret).update(`survey link\n${surveyId}`).digest('base64url');
    return `${Buffer.from(surveyId).toString('base64url')}.${signature}`;
  };
  return {
    link: (surveyId) => `${baseUrl.replace(/\/+$/, '')}/s/${tokenOf(surveyId)}`,
    verify(token) {
      const [id = ''] = token.split('.');
      const surveyId = Buffer.from(id, 'base64url').toString();
      const [given, right] = [Buffer.from(token), Buffer.from(tokenOf(surveyId))];
      return given.length === right.length && timingSafeEqual(given, right) ? surveyId : undefined;
    },
  };
}
