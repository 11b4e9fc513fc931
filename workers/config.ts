import { z } from 'zod';

const schema = z.object({
  DATABASE_URL: z.string().min(1),
  SMTP_URL: z.string().min(1),
  DULY_GATEWAY_URL: z.string().min(1),
  DULY_GATEWAY_KEY: z.string().min(1),
  DULY_HOME: z.string().default('.duly'),
  DULY_SECRET: z.string().min(32),
  DULY_PUBLIC_URL: z.string().default('http://127.0.0.1:3000'),
  /** Sandbox: tries follow each other quickly, because skipped time does not wait for them. */
  DULY_RETRY_PAUSE_MS: z.coerce.number().int().positive().default(60_000),
  DULY_HISTORY_EVENTS: z.coerce.number().int().min(50).default(4_000),
});
export type WorkerConfig = z.infer<typeof schema>;

/** The worker process's settings; throws a sentence that names what is missing. */
export function loadWorkerConfig(
  // biome-ignore lint/style/noProcessEnv: the one file of this process that reads it
  env: NodeJS.ProcessEnv = process.env,
): WorkerConfig {
  const parsed = schema.safeParse(env);
  if (parsed.success) return parsed.data;
  throw new Error(
    `The worker cannot start: ${parsed.error.issues.map((issue) => `${issue.path.join('.')} (${issue.message})`).join(', ')}. npm start sets them all.`,
  );
}
