import { z } from 'zod';
import { type Endpoint, readEndpoints } from '../adapters/webhooks/endpoints.js';

const schema = z.object({
  DATABASE_URL: z.string().min(1),
  SMTP_URL: z.string().min(1),
  DULY_GATEWAY_URL: z.string().min(1),
  DULY_GATEWAY_KEY: z.string().min(1),
  DULY_HOME: z.string().default('.duly'),
  /** Where letters lie for the print service; `letters` in Duly's home where it is not set. */
  DULY_LETTER_FOLDER: z.string().min(1).optional(),
  DULY_SECRET: z.string().min(32),
  DULY_PUBLIC_URL: z.string().default('http://127.0.0.1:3000'),
  /** Customers' time can be driven: a run begun anew is first moved to the customer's own time. */
  DULY_SANDBOX: z.stringbool().default(false),
  /** Sandbox: tries follow each other quickly, because skipped time does not wait for them. */
  DULY_RETRY_PAUSE_MS: z.coerce.number().int().positive().default(60_000),
  DULY_HISTORY_EVENTS: z.coerce.number().int().min(50).default(4_000),
  /** A worker process, or an attempt of an effect, that gives no sign of life for so long is taken for dead, and what it had is taken up by another. */
  DULY_DEAD_AFTER_MS: z.coerce.number().int().min(1_000).default(15_000),
  /** How long a worker may have a workflow's task before it is given to another; Temporal's own 10 s where it is not set. */
  DULY_TASK_TIMEOUT_MS: z.coerce.number().int().min(1_000).optional(),
  /** How often customers are looked for who should have moved and have not, and by how much they are late by then. */
  DULY_SWEEP_MS: z.coerce.number().int().positive().default(60_000),
  DULY_LATE_AFTER_MS: z.coerce.number().int().positive().default(600_000),
  /** How long after a poke without effect a customer with news is poked again. */
  DULY_POKE_AGAIN_MS: z.coerce.number().int().positive().default(30_000),
  /** Development only: web hooks may reach private addresses, and by http there. Their endpoints are `DULY_WEBHOOK_<NAME>`. */
  DULY_WEBHOOKS_PRIVATE: z.stringbool().default(false),
  DULY_CACHED_WORKFLOWS: z.coerce.number().int().positive().default(500),
  /** Tests only: where this process kills itself, such as `effect.claimed:3`. */
  DULY_FAILPOINT: z.string().optional(),
});
export type WorkerConfig = z.infer<typeof schema> & { webhooks: ReadonlyMap<string, Endpoint> };

/** The worker process's settings; throws a sentence that names what is missing. */
export function loadWorkerConfig(
  // biome-ignore lint/style/noProcessEnv: the one file of this process that reads it
  env: NodeJS.ProcessEnv = process.env,
): WorkerConfig {
  const parsed = schema.safeParse(env);
  if (parsed.success) return { ...parsed.data, webhooks: readEndpoints({ env, allowPrivate: parsed.data.DULY_WEBHOOKS_PRIVATE }) };
  throw new Error(
    `The worker cannot start: ${parsed.error.issues.map((issue) => `${issue.path.join('.')} (${issue.message})`).join(', ')}. npm start sets them all.`,
  );
}
