import { StartProblem } from '../problem.js';

/** Duly's API as an outside system sees it. A request that is refused throws one sentence, the API's own. */
export type Api = ReturnType<typeof openApi>;

// biome-ignore lint/suspicious/noExplicitAny: answers are read field by field, as by any client of JSON
type Json = any;

export function openApi({ url, key }: { url: string; key: string }) {
  const ask = async (path: string, request: RequestInit): Promise<Json> => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, { ...request, headers });
    const answer = (await response.json()) as Json;
    if (response.ok) return answer;
    throw new StartProblem(`${request.method} ${path} was refused (${response.status}): ${answer.detail ?? 'without a reason'}`);
  };
  return {
    get: (path: string) => ask(path, { method: 'GET' }),
    post: (path: string, body: object) => ask(path, { method: 'POST', body: JSON.stringify(body) }),
  };
}
