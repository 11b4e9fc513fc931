import { expect, it } from '@jest/globals';
import { createSurveyLinks } from './survey-links.js';

const links = createSurveyLinks({ secret: 'one secret of at least thirty-two characters', baseUrl: 'https://pay.example/' });
const others = createSurveyLinks({ secret: 'another secret of more than thirty-two signs', baseUrl: 'https://pay.example' });
const tokenOf = (link: string) => link.slice(link.lastIndexOf('/') + 1);
const survey = 'cus_1/INV 7–ä/csat/0';
const token = tokenOf(links.link(survey));

it.each([survey, 'a', 'cus_1/nps/3'])('leads back to the survey %s', (id) => {
  const link = links.link(id);
  expect(link).toMatch(/^https:\/\/pay\.example\/s\/[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}$/);
  expect(links.verify(tokenOf(link))).toBe(id);
});

it('is the same for the same survey, so that a message rendered again is the same', () => {
  expect(links.link(survey)).toBe(links.link(survey));
});

it('does not verify a token with any one character changed, left out or added', () => {
  for (let at = 0; at <= token.length; at += 1) {
    for (const sign of ['A', 'z', '_', '.', '=']) {
      const [before, after] = [token.slice(0, at), token.slice(at + 1)];
      if (before + sign + after !== token) expect(links.verify(before + sign + after)).toBeUndefined();
      expect(links.verify(before + sign + token.slice(at))).toBeUndefined();
    }
    if (at < token.length) expect(links.verify(token.slice(0, at) + token.slice(at + 1))).toBeUndefined();
  }
});

it.each(['', '.', '..', 'abc', `${token}.`, `.${token}`, token.split('.')[0] ?? '', 'ä'.repeat(5_000)])('does not verify %j', (text) => {
  expect(links.verify(text)).toBeUndefined();
});

it('does not verify a token of another secret, nor the signature of another survey', () => {
  expect(others.verify(token)).toBeUndefined();
  const [, foreign] = tokenOf(links.link('another')).split('.');
  expect(links.verify(`${token.split('.')[0]}.${foreign}`)).toBeUndefined();
});
