import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../cli/prepare.mjs';
import { StartProblem } from './problem.js';

const notAPort = { error: 'it must be a port from 1 to 65535' };
const port = (standard: number) => z.coerce.number(notAPort).int(notAPort).min(1, notAPort).max(65_535, notAPort).default(standard);
const url = (protocol: RegExp, example: string) => z.url({ protocol, error: `it must be an address like ${example}` }).optional();
const text = z.string().min(1).optional();

const environment = z.object({
  DULY_HOME: text,
  DULY_CACHE: text,
  XDG_CACHE_HOME: text,
  DULY_TEMPORAL_BIN: text,
  DULY_GATEWAY_KEY: z.string().min(1).default('sk_test_duly'),
  DULY_PORT: port(3000),
  DULY_PG_PORT: port(5470),
  DULY_TEMPORAL_PORT: port(7233),
  DULY_TEMPORAL_UI_PORT: port(8233),
  DULY_SMTP_PORT: port(1025),
  DULY_MAIL_PORT: port(8025),
  DULY_GATEWAY_PORT: port(4242),
  DATABASE_URL: url(/^postgres(ql)?$/, 'postgresql://user:password@host:5432/duly'),
  TEMPORAL_ADDRESS: text,
  TEMPORAL_CONFIG_FILE: text,
  TEMPORAL_PROFILE: text,
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  SMTP_URL: url(/^smtps?$/, 'smtp://host:25'),
  DULY_GATEWAY_URL: url(/^https?$/, 'http://host:4242'),
  DULY_SANDBOX: z.stringbool({ error: 'it must be true or false' }).optional(),
});

/** The ports of the stack's own servers, all on loopback. */
export interface StackPorts {
  api: number;
  postgres: number;
  temporal: number;
  temporalUi: number;
  smtp: number;
  mail: number;
  gateway: number;
}

/** The settings of the development stack. Servers named in `external` are somebody else's and are not started. */
export interface DevConfig {
  env: NodeJS.ProcessEnv;
  home: string;
  cacheDir: string;
  temporalBinary?: string;
  gatewayKey: string;
  temporalNamespace: string;
  ports: StackPorts;
  /** Whether customers' time can be driven; undefined: as whoever starts the stack wants it. */
  sandbox?: boolean | undefined;
  external: { databaseUrl?: string; temporal: boolean; temporalAddress?: string; smtpUrl?: string; gatewayUrl?: string };
}

/** Reads and checks the settings; throws one sentence that names the one that is wrong. An empty setting counts as not set. */
export function readDevConfig(
  // biome-ignore lint/style/noProcessEnv: this file is the one that reads the stack's settings
  env: NodeJS.ProcessEnv = process.env,
): DevConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const read = environment.safeParse(given);
  if (!read.success) {
    const [issue] = read.error.issues;
    const name = String(issue?.path[0]);
    throw new StartProblem(`The setting ${name} cannot be used: ${issue?.message}. Correct it, or unset it.`);
  }
  const is = read.data;
  return {
    env,
    home: resolve(is.DULY_HOME ?? join(projectRoot, '.duly')),
    cacheDir: resolve(is.DULY_CACHE ?? join(is.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'duly')),
    temporalBinary: is.DULY_TEMPORAL_BIN,
    gatewayKey: is.DULY_GATEWAY_KEY,
    temporalNamespace: is.TEMPORAL_NAMESPACE,
    sandbox: is.DULY_SANDBOX,
    ports: {
      api: is.DULY_PORT,
      postgres: is.DULY_PG_PORT,
      temporal: is.DULY_TEMPORAL_PORT,
      temporalUi: is.DULY_TEMPORAL_UI_PORT,
      smtp: is.DULY_SMTP_PORT,
      mail: is.DULY_MAIL_PORT,
      gateway: is.DULY_GATEWAY_PORT,
    },
    external: {
      databaseUrl: is.DATABASE_URL,
      temporal: Boolean(is.TEMPORAL_ADDRESS ?? is.TEMPORAL_CONFIG_FILE ?? is.TEMPORAL_PROFILE),
      temporalAddress: is.TEMPORAL_ADDRESS,
      smtpUrl: is.SMTP_URL,
      gatewayUrl: is.DULY_GATEWAY_URL,
    },
  };
}
