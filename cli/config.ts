import { readDevConfig } from '../dev/config.js';

/** The command's settings: those of the stack, so that a command and `npm start` mean the same home, database and Temporal. */
export interface CliConfig {
  env: NodeJS.ProcessEnv;
  /** The folder of the stack that commands look for. */
  home: string;
  /** Set: this database is meant, whatever runs on the home. */
  databaseUrl?: string | undefined;
  /** Whether the settings name a Temporal cluster of their own. */
  namesTemporal: boolean;
  temporalAddress?: string | undefined;
  /** Whether the servers that the settings name are a sandbox. */
  sandbox: boolean;
}

/** Reads and checks the settings; throws one sentence that names the one that is wrong. */
export function readCliConfig(
  // biome-ignore lint/style/noProcessEnv: this file is the one that reads this process's settings
  env: NodeJS.ProcessEnv = process.env,
): CliConfig {
  const { home, external, sandbox = false } = readDevConfig(env);
  return {
    env,
    home,
    databaseUrl: external.databaseUrl,
    namesTemporal: external.temporal,
    temporalAddress: external.temporalAddress,
    sandbox,
  };
}
