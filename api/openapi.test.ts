import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ERROR_CODES } from '../domain/errors.js';
import { type AppInput, createApp, routesOf } from './app.js';
import type { Route } from './route.js';

/** Nothing is asked of the world here. */
const nobody = new Proxy({}, { get: () => () => Promise.reject(new Error('not asked')) });
const input = {
  record: nobody,
  books: nobody,
  lookup: nobody,
  reads: nobody,
  owners: nobody,
  answers: nobody,
  nudge: nobody,
  auth: async () => undefined,
  readiness: nobody,
  clock: { now: () => 0 },
  links: nobody,
  log: () => undefined,
  advance: nobody,
} as unknown as AppInput;
const { open, keyed } = routesOf(input);
const routes: Route[] = [...open, ...keyed];
const nameOf = ({ method, path }: Pick<Route, 'method' | 'path'>) => `${method} ${path}`;

interface Operation {
  operationId: string;
  security?: unknown[];
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, { schema: { additionalProperties?: boolean } }> };
  responses: Record<string, object>;
}
let document: { openapi: string; paths: Record<string, Record<string, Operation>> };
beforeAll(async () => {
  const described = await open.find(({ path }) => path === '/openapi.json')?.handle({} as never);
  document = JSON.parse(JSON.stringify(described?.body));
});
const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, method, path, operation })),
  );

/** What Express itself would answer, by its own table. */
function mounted(): string[] {
  const { stack } = createApp(input).router as unknown as { stack: { route?: { path: string; methods: Record<string, boolean> } }[] };
  return stack.flatMap(({ route }) =>
    route ? Object.keys(route.methods).map((method) => `${method} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`) : [],
  );
}

describe('the OpenAPI document', () => {
  it('has every route of the app, and the app every route of the document', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(
      operations()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(mounted().sort());
    expect(routes.map(nameOf).sort()).toEqual(mounted().sort());
  });

  it('names each operation once, tells its path parameters, and refers to nothing that is not there', () => {
    const names = operations().map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const { path, operation } of operations()) {
      const named = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name);
      expect(named).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    }
    for (const [, ref = ''] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g))
      expect(ref.split('/').reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document)).toBeDefined();
  });

  it('says which routes need no key, and that a body has no unknown fields', () => {
    for (const { name, operation } of operations()) {
      const entry = routes.find((candidate) => nameOf(candidate) === name);
      expect({ name, open: operation.security?.length === 0 }).toEqual({ name, open: entry?.open === true });
      const schema = operation.requestBody?.content['application/json']?.schema;
      if (schema) expect({ name, other: schema.additionalProperties }).toEqual({ name, other: false });
    }
  });

  it('offers an Idempotency-Key on every POST that takes JSON', () => {
    const posts = operations().filter(({ method, path }) => method === 'post' && path.startsWith('/v1/'));
    expect(posts.length).toBeGreaterThan(6);
    for (const { name, operation } of posts)
      expect({
        name,
        keys: operation.parameters?.filter((parameter) => parameter.in === 'header').map((parameter) => parameter.name),
      }).toEqual({
        name,
        keys: ['Idempotency-Key'],
      });
  });
});

it('the reference in docs names every route of JSON, every code of a problem, and no other route', () => {
  const text = readFileSync(new URL('../docs/reference/api.md', import.meta.url), 'utf8');
  const told = [...text.matchAll(/^\| `(GET|POST) ([^ `]+)`/gm)].map(([, method = '', path = '']) => `${method.toLowerCase()} ${path}`);
  const there = routes.filter(({ serve, path }) => !serve && path !== '/problems/{code}').map(nameOf);
  expect(told.sort()).toEqual(there.sort());
  const cli = ['unknown_payment', 'unknown_order', 'unknown_hold', 'journey_invalid', 'file_invalid', 'setup_failed', 'internal'];
  expect(Object.keys(ERROR_CODES).filter((code) => !cli.includes(code) && !text.includes(`\`${code}\``))).toEqual([]);
});

describe.each(routes.map((entry) => [nameOf(entry), entry] as const))('%s', (_, { body, answers, example, serve }) => {
  it('has examples that its own schemas take', () => {
    if (body) body.parse(example.body);
    else expect(example.body).toBeUndefined();
    const [answer] = Object.entries(answers).filter(([status]) => Number(status) < 300);
    if (!serve) expect(answer?.[1].schema?.safeParse(example.answer)).toMatchObject({ success: true });
  });
});
