/** The API's description in OpenAPI 3.1, made of the entries that the app mounts. */
import { z } from 'zod';
import { problemSchema } from './problem.js';
import type { Route } from './route.js';

const PROBLEM = { $ref: '#/components/responses/Problem' };

/** The document; its paths are the routes', in their order. */
export function openApiOf(routes: Route[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const entry of routes) {
    paths[entry.path] = { ...paths[entry.path], [entry.method]: operationOf(entry) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Duly',
      version: '1',
      description:
        'Amounts are whole minor units of an ISO 4217 currency. A 2xx to a POST means that the fact is durable; any other answer means that nothing was stored.',
    },
    security: [{ apiKey: [] }],
    paths,
    components: {
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } },
      responses: {
        Problem: {
          description: 'What is wrong, where, and what to do (RFC 9457).',
          content: { 'application/problem+json': { schema: schemaOf(problemSchema, 'output') } },
        },
      },
    },
  };
}

function operationOf({ name, summary, open, path, method, idIs, body, query, answers, example, serve }: Route): object {
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, id]) => ({
      name: id,
      in: 'path',
      required: true,
      description: idIs,
      schema: { type: 'string' },
    })),
    ...queryParameters(query),
    ...(method === 'post' && !serve ? [IDEMPOTENCY_KEY] : []),
  ];
  const statuses = Object.entries(answers).map(([status, { schema, says }]) => [
    status,
    {
      description: says,
      content: schema
        ? {
            'application/json': {
              schema: schemaOf(schema, 'output'),
              ...(Number(status) < 300 && example.answer && { example: example.answer }),
            },
          }
        : { 'text/html': { schema: { type: 'string' } } },
    },
  ]);
  return {
    operationId: name,
    summary,
    ...(open && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input'), example: example.body } } },
    }),
    responses: { ...Object.fromEntries(statuses), default: PROBLEM },
  };
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'The same key with the same body is answered as the first time, for at least 24 hours; with another body it is refused (422).',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

function queryParameters(query: z.ZodType | undefined): object[] {
  if (!query) return [];
  const { properties = {}, required = [] } = schemaOf(query, 'input') as { properties?: Record<string, object>; required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema }));
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _edition, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
