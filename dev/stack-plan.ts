import type { DevConfig, StackPorts } from './config.js';
import { homePaths } from './home.js';
import { freePorts, type NamedPort } from './ports.js';
import type { StackAddresses } from './stack-file.js';

/** Skipped time does not wait for retries, so where clocks are moved they follow each other quickly. */
const quickRetryMs = '1000';

/** The address of a database on our own PostgreSQL. */
export const ownDatabase = ({ port, name }: { port: number; name: string }) => `postgresql://duly:duly@127.0.0.1:${port}/${name}`;

/** Where each part will answer. */
export function addressesOf({ config: { external, home }, ports }: { config: DevConfig; ports: StackPorts }): StackAddresses {
  const local = (port: number) => `http://127.0.0.1:${port}`;
  return {
    api: local(ports.api),
    health: `${local(ports.api)}/readyz`,
    gateway: external.gatewayUrl ?? local(ports.gateway),
    smtp: external.smtpUrl ?? `smtp://127.0.0.1:${ports.smtp}`,
    mails: external.smtpUrl ? undefined : local(ports.mail),
    temporal: external.temporal ? external.temporalAddress : `127.0.0.1:${ports.temporal}`,
    temporalUi: external.temporal ? undefined : local(ports.temporalUi),
    database: external.databaseUrl ?? ownDatabase({ port: ports.postgres, name: 'duly' }),
    logs: homePaths(home).logs,
  };
}

/** What every process of the stack, and every command about it, is given. */
export function environmentOf({
  config,
  ports,
  addresses,
  sandbox,
}: {
  config: DevConfig;
  ports: StackPorts;
  addresses: StackAddresses;
  sandbox: boolean;
}): Record<string, string> {
  return {
    DATABASE_URL: addresses.database,
    ...(addresses.temporal && { TEMPORAL_ADDRESS: addresses.temporal }),
    TEMPORAL_NAMESPACE: config.temporalNamespace,
    SMTP_URL: addresses.smtp,
    DULY_GATEWAY_URL: addresses.gateway,
    DULY_GATEWAY_PORT: String(ports.gateway),
    DULY_GATEWAY_HOME: homePaths(config.home).gateway,
    DULY_GATEWAY_KEY: config.gatewayKey,
    DULY_PORT: String(ports.api),
    DULY_HOME: config.home,
    DULY_PUBLIC_URL: config.env.DULY_PUBLIC_URL || addresses.api,
    ...(sandbox && {
      DULY_SANDBOX: String(config.sandbox ?? true),
      DULY_RETRY_PAUSE_MS: config.env.DULY_RETRY_PAUSE_MS || quickRetryMs,
    }),
  };
}

/** Those that this stack itself will listen on. */
export function ownPorts({ ports, external }: Pick<DevConfig, 'ports' | 'external'>): NamedPort[] {
  return [
    { label: 'API', setting: 'DULY_PORT', port: ports.api },
    ...(external.databaseUrl ? [] : [{ label: 'PostgreSQL', setting: 'DULY_PG_PORT', port: ports.postgres }]),
    ...(external.temporal
      ? []
      : [
          { label: 'Temporal', setting: 'DULY_TEMPORAL_PORT', port: ports.temporal },
          { label: 'Temporal UI', setting: 'DULY_TEMPORAL_UI_PORT', port: ports.temporalUi },
        ]),
    ...(external.smtpUrl
      ? []
      : [
          { label: 'SMTP', setting: 'DULY_SMTP_PORT', port: ports.smtp },
          { label: 'mails', setting: 'DULY_MAIL_PORT', port: ports.mail },
        ]),
    ...(external.gatewayUrl ? [] : [{ label: 'payment gateway', setting: 'DULY_GATEWAY_PORT', port: ports.gateway }]),
  ];
}

/** Ports that nobody uses now. */
export async function chooseFreePorts(): Promise<StackPorts> {
  const [api = 0, postgres = 0, temporal = 0, temporalUi = 0, smtp = 0, mail = 0, gateway = 0] = await freePorts(7);
  return { api, postgres, temporal, temporalUi, smtp, mail, gateway };
}
