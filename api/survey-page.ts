/** The pages behind a survey link: plain HTML without scripts, made for phones, keyboards and screen readers. */
import { createHash } from 'node:crypto';
import type { Response } from 'express';
import { SCALES } from '../domain/survey-scores.js';
import type { AskedSurvey } from './ports.js';

const WORDS: Record<AskedSurvey['kind'], { title: string; question: string; least: string; most: string }> = {
  csat: {
    title: 'How did we do?',
    question: 'How satisfied are you with how we handled this?',
    least: 'Not at all satisfied',
    most: 'Very satisfied',
  },
  nps: {
    title: 'Would you recommend us?',
    question: 'How likely are you to recommend us to a colleague or friend?',
    least: 'Not at all likely',
    most: 'Very likely',
  },
};

const STYLE = `:root{color-scheme:light dark;--ink:#1d2430;--soft:#5b6472;--paper:#fff;--ground:#f3f4f7;--line:#c9ced8;--accent:#2450b8;--on:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#eef0f4;--soft:#aab2c0;--paper:#1d222c;--ground:#12151b;--line:#454d5c;--accent:#8fb0ff;--on:#10141c}}
*{box-sizing:border-box}
body{margin:0;padding:1.25rem;background:var(--ground);color:var(--ink);font:1.0625rem/1.55 system-ui,sans-serif;min-height:100vh;display:grid;place-items:center}
main{width:100%;max-width:36rem;background:var(--paper);border-radius:1rem;padding:clamp(1.25rem,5vw,2.5rem);box-shadow:0 1px 3px #0002,0 12px 32px #0001}
.by{margin:0;color:var(--soft);font-size:.9375rem;overflow-wrap:anywhere}
h1{margin:.25rem 0 1.25rem;font-size:1.5rem;line-height:1.25}
fieldset{border:0;margin:0;padding:0}legend{padding:0;margin-bottom:.75rem;font-weight:600}
.scale{display:grid;grid-template-columns:repeat(5,1fr);gap:.4rem}
.scale.long{grid-template-columns:repeat(6,1fr)}
@media (min-width:34rem){.scale.long{grid-template-columns:repeat(11,1fr)}}
.scale label{position:relative}
.scale input{position:absolute;opacity:0;inset:0;width:100%;height:100%;margin:0;cursor:pointer}
.scale span{display:block;min-height:3rem;padding:.65rem .25rem;text-align:center;font-weight:600;border:2px solid var(--line);border-radius:.6rem}
.scale input:hover+span{border-color:var(--accent)}
.scale input:checked+span{background:var(--accent);border-color:var(--accent);color:var(--on)}
.scale input:focus-visible+span,textarea:focus-visible,button:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.ends{display:flex;justify-content:space-between;gap:1rem;margin:.5rem 0 1.5rem;color:var(--soft);font-size:.875rem}
.words{display:block;font-weight:600;margin-bottom:.4rem}.words small{font-weight:400;color:var(--soft)}
textarea{width:100%;font:inherit;color:inherit;background:transparent;border:2px solid var(--line);border-radius:.6rem;padding:.6rem;resize:vertical}
button{margin-top:1.25rem;width:100%;font:inherit;font-weight:600;padding:.8rem;border:0;border-radius:.6rem;background:var(--accent);color:var(--on);cursor:pointer}`;

const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** Sends a page that nobody frames, indexes or keeps, and that tells no other site where its reader came from. */
export function sendPage({ response, status, html }: { response: Response; status: number; html: string }): void {
  response.set({ 'Content-Security-Policy': POLICY, 'Referrer-Policy': 'no-referrer', 'X-Robots-Tag': 'noindex' });
  response.status(status).type('html').send(html);
}

/** The question with one choice for each score, and room for words. */
export function questionPage({ kind, askedBy }: Pick<AskedSurvey, 'kind' | 'askedBy'>): string {
  const { least, most } = SCALES[kind];
  const words = WORDS[kind];
  const scores = Array.from({ length: most - least + 1 }, (_, index) => least + index);
  const choice = (score: number) => {
    const meaning = score === least ? `, ${words.least}` : score === most ? `, ${words.most}` : '';
    return `<label><input type="radio" name="score" value="${score}" required aria-label="${score}${meaning}"><span aria-hidden="true">${score}</span></label>`;
  };
  return page({
    title: words.title,
    askedBy,
    content: `<form method="post"><fieldset><legend>${words.question}</legend><div class="${scores.length > 5 ? 'scale long' : 'scale'}">${scores.map(choice).join('')}</div>
<div class="ends" aria-hidden="true"><span>${words.least}</span><span>${words.most}</span></div></fieldset>
<label class="words" for="comment">What should we know? <small>(if you like)</small></label>
<textarea id="comment" name="comment" rows="4" maxlength="4000"></textarea>
<button type="submit">Send my answer</button></form>`,
  });
}

/** After an answer, and for whoever opens the link again. */
export const thanksPage = ({ askedBy }: Pick<AskedSurvey, 'askedBy'>): string =>
  page({ title: 'Thank you!', askedBy, content: '<p>Your answer is with us. There is nothing more to do.</p>' });

/** What went wrong, in one sentence. */
export const sorryPage = ({ sentence }: { sentence: string }): string =>
  page({ title: 'Sorry', askedBy: '', content: `<p>${escaped(sentence)}</p>` });

const page = ({ title, askedBy, content }: { title: string; askedBy: string; content: string }): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style>${STYLE}</style></head>
<body><main>${askedBy && `<p class="by">${escaped(askedBy)}</p>`}<h1>${title}</h1>${content}</main></body></html>
`;

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
