import { join } from 'node:path';
import { z } from 'zod';

const schema = z
  .object({
    DULY_HOME: z.string().min(1).default('.duly'),
    DULY_GATEWAY_HOME: z.string().min(1).optional(),
    DULY_GATEWAY_PORT: z.string().regex(/^\d+$/, 'expected a port number').transform(Number).pipe(z.number().max(65535)).default(4242),
    DULY_GATEWAY_KEY: z.string().min(1).default('sk_test_duly'),
  })
  .transform((env) => ({
    home: env.DULY_GATEWAY_HOME ?? join(env.DULY_HOME, 'gateway'),
    port: env.DULY_GATEWAY_PORT,
    key: env.DULY_GATEWAY_KEY,
  }));

export type GatewayConfig = z.output<typeof schema>;

/** The gateway's settings from the environment. Throws one sentence that names the first wrong variable. */
export function readConfig(env: NodeJS.ProcessEnv): GatewayConfig {
  const read = schema.safeParse(env);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new Error(`The environment variable ${issue?.path.join('.')} is wrong: ${issue?.message}.`);
}

/** The settings of this process. */
export function readOwnConfig(): GatewayConfig {
  // biome-ignore lint/style/noProcessEnv: the one place of this process that reads it
  return readConfig(process.env);
}
