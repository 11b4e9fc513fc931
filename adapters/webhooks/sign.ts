import { createHmac } from 'node:crypto';

/** The headers by which a receiver knows a message as ours (Standard Webhooks, symmetric): who has `secret` (`whsec_…`) can check them. `at` is real time, ms UTC. */
export function signedHeaders({ id, at, body, secret }: { id: string; at: number; body: string; secret: string }): Record<string, string> {
  const timestamp = String(Math.floor(at / 1_000));
  const signature = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

const SECRET = /^whsec_([A-Za-z0-9+/]+={0,2})$/;

/** 24 to 64 bytes in base64 after `whsec_`. */
export function isSecret(secret: string): boolean {
  const { length } = keyOf(secret);
  return SECRET.test(secret) && length >= 24 && length <= 64;
}

const keyOf = (secret: string): Buffer => Buffer.from(SECRET.exec(secret)?.[1] ?? '', 'base64');
