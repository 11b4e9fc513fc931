import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';

/** What both a client's and a worker's connection take, and the namespace that Duly lives in. */
export interface TemporalConfig {
  connection: Pick<NativeConnectionOptions, 'address' | 'apiKey' | 'metadata' | 'tls'>;
  namespace: string;
}

/**
 * Where Temporal is, by Temporal's own environment variables: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS and
 * TEMPORAL_TLS_…; 127.0.0.1:7233 and `default` without them. A configuration file of the Temporal CLI is read only when
 * TEMPORAL_CONFIG_FILE or TEMPORAL_PROFILE names it, so that a profile for another cluster is never used by accident.
 */
export function loadTemporalConfig(
  // biome-ignore lint/style/noProcessEnv: this file is the one that reads Temporal's settings
  env: NodeJS.ProcessEnv = process.env,
): TemporalConfig {
  const overrideEnvVars = Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1])));
  const disableFile = !overrideEnvVars.TEMPORAL_CONFIG_FILE && !overrideEnvVars.TEMPORAL_PROFILE;
  const { connectionOptions, namespace } = loadClientConnectConfig({ disableFile, overrideEnvVars });
  const { address = '127.0.0.1:7233', apiKey, metadata, tls } = connectionOptions;
  return { connection: { address, apiKey, metadata, tls } as TemporalConfig['connection'], namespace: namespace ?? 'default' };
}
