import { z } from 'zod';

const schema = z
  .object({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'it must be an address like postgresql://user:password@host:5432/duly' }),
    DULY_PORT: z
      .string()
      .regex(/^\d+$/, 'it must be a port from 0 to 65535')
      .transform(Number)
      .pipe(z.number().max(65_535, 'it must be a port from 0 to 65535'))
      .default(3000),
    DULY_HOME: z.string().min(1).default('.duly'),
    DULY_SECRET: z.string('it must be a secret of at least 32 characters').min(32, 'it must be a secret of at least 32 characters'),
    DULY_PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'it must be an address like https://pay.example.com' }).optional(),
    DULY_SANDBOX: z.stringbool('it must be true or false').default(false),
  })
  .transform((env) => ({
    databaseUrl: env.DATABASE_URL,
    port: env.DULY_PORT,
    home: env.DULY_HOME,
    secret: env.DULY_SECRET,
    publicUrl: env.DULY_PUBLIC_URL ?? `http://127.0.0.1:${env.DULY_PORT}`,
    sandbox: env.DULY_SANDBOX,
  }));

/** The API's settings. `secret` signs links; `publicUrl` is where customers reach the API; in the `sandbox` time can be driven. */
export type ApiConfig = z.output<typeof schema>;

/** Reads the settings; an empty one counts as not set. Throws one sentence that names the first that is wrong. */
export function readConfig(
  // biome-ignore lint/style/noProcessEnv: this file is the one that reads this process's settings
  env: NodeJS.ProcessEnv = process.env,
): ApiConfig {
  const read = schema.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Error(`The setting ${issue?.path.join('.')} cannot be used: ${issue?.message}. Set it in the environment.`);
}
