#!/usr/bin/env node
/**
 * Stands in for Prisma's native schema engine where npm could not bring it (no access to Prisma's download site), PostgreSQL only.
 * PRISMA_SCHEMA_ENGINE_BINARY points here. It speaks the native engine's protocol, JSON-RPC by lines over stdio, and hosts
 * the WebAssembly engine of @prisma/schema-engine-wasm over @prisma/adapter-pg. The three versions are pinned together in package.json.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

const argv = process.argv.slice(2);
const option = (name) => (argv.includes(name) ? argv[argv.indexOf(name) + 1] : undefined);
const databaseUrl = JSON.parse(option('--datasource') ?? '{}').url;

/** Parts, not a connection string: the adapter's shadow database overrides `database` only. */
function parse(text) {
  const url = new URL(text);
  return {
    host: decodeURIComponent(url.hostname),
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)),
    ...sslOf(url.searchParams.get('sslmode')),
  };
}

/** Only the two modes that promise a checked certificate check it, as libpq does. */
function sslOf(mode) {
  if (!mode || mode === 'disable' || mode === 'prefer' || mode === 'allow') return {};
  return { ssl: { rejectUnauthorized: mode.startsWith('verify') } };
}

const quoted = (name) => `"${name.replaceAll('"', '""')}"`;

async function runOnce(config, sql) {
  const client = new pg.Client(config);
  await client.connect();
  try {
    if (sql) await client.query(sql);
  } finally {
    await client.end();
  }
}

const alreadyThere = new Set(['42P04', '23505']);

const databaseCommands = {
  'can-connect-to-database': (target) => runOnce(target),
  'create-database': (target) =>
    runOnce({ ...target, database: 'postgres' }, `CREATE DATABASE ${quoted(target.database)}`).catch((error) => {
      if (!alreadyThere.has(error.code)) throw error;
    }),
  'drop-database': (target) => runOnce({ ...target, database: 'postgres' }, `DROP DATABASE IF EXISTS ${quoted(target.database)}`),
};

const oidChar = 18;
const oidText = 25;
const columnCharacter = 6;

/** The engine's introspection returns the internal type "char", which this version of adapter-pg refuses: read as text, report as a character. */
function readCharColumns(adapter) {
  const pool = adapter.underlyingDriver();
  const query = pool.query.bind(pool);
  const queryRaw = adapter.queryRaw.bind(adapter);
  let oids = [];
  pool.query = async (...args) => {
    const result = await query(...args);
    if (!result?.fields) return result;
    oids = result.fields.map((field) => field.dataTypeID);
    for (const field of result.fields) if (field.dataTypeID === oidChar) field.dataTypeID = oidText;
    return result;
  };
  adapter.queryRaw = async (statement) => {
    const result = await queryRaw(statement);
    if (oids.length === result.columnTypes.length) {
      result.columnTypes = result.columnTypes.map((type, index) => (oids[index] === oidChar ? columnCharacter : type));
    }
    return result;
  };
  return adapter;
}

/** This version of adapter-pg cuts a script at every semicolon, also inside a function's body: PostgreSQL takes a script whole. */
function runScriptsWhole(adapter) {
  adapter.executeScript = async (script) => {
    await adapter.underlyingDriver().query(script);
  };
  return adapter;
}

/** This version of adapter-pg drops the shadow database before it closes its own pool, which PostgreSQL refuses: close first. */
function closeBeforeDrop(adapter) {
  const dropDatabase = adapter.release;
  adapter.dispose = async () => {
    const pool = adapter.underlyingDriver();
    await pool.end();
    pool.end = async () => {};
    await dropDatabase?.();
  };
  return adapter;
}

function createAdapterFactory(url) {
  const factory = new PrismaPg(parse(url));
  const connect = factory.connect.bind(factory);
  const connectToShadowDb = factory.connectToShadowDb.bind(factory);
  factory.connect = async () => runScriptsWhole(readCharColumns(await connect()));
  factory.connectToShadowDb = async () => closeBeforeDrop(runScriptsWhole(readCharColumns(await connectToShadowDb())));
  return bindMigrationAwareSqlAdapterFactory(factory);
}

async function loadEngine() {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => process.stderr.write(`${message}\n`) };
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm');
  const wasm = readFileSync(entry.replace(/schema_engine\.js$/, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const datamodels = option('--datamodels')
    ?.split(',')
    .map((path) => [path, readFileSync(path, 'utf8')]);
  return glue.SchemaEngine.new({ datamodels }, () => {}, createAdapterFactory(databaseUrl));
}

async function serveRpc() {
  const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  let engine;
  for await (const line of createInterface({ input: process.stdin })) {
    const request = line.trim() ? JSON.parse(line) : {};
    // Without a method it is the answer to our own "print".
    if (!request.method) continue;
    try {
      engine ??= await loadEngine();
      const result = request.method === 'getDatabaseVersion' ? await engine.version(null) : await engine[request.method](request.params);
      if (request.method === 'diff' && result.stdout)
        send({ id: `print-${request.id}`, method: 'print', params: { content: result.stdout } });
      send({ id: request.id, result: result ?? null });
    } catch ({ message, code, meta }) {
      const data = { is_panic: false, message, error_code: code ?? null, meta: meta ?? null };
      send({ id: request.id, error: { code: 4466, message: 'An error happened. Check the data field for details.', data } });
    }
  }
}

const prismaCodes = { '3D000': 'P1003', '28P01': 'P1000', ECONNREFUSED: 'P1001' };

/** The CLI skips the first line of stderr, then reads each line as JSON. */
async function runDatabaseCommand(name) {
  try {
    const command = databaseCommands[name];
    if (!command) throw new Error(`unsupported command: ${name}`);
    await command(parse(databaseUrl));
    return 0;
  } catch (error) {
    const fields = { message: error.message || String(error.code), error_code: prismaCodes[error.code] ?? 'P1001', is_panic: false };
    const line = JSON.stringify({ timestamp: new Date().toISOString(), level: 'ERROR', target: 'schema_engine::logger', fields });
    process.stderr.write(`\n${line}\n`);
    return 1;
  }
}

/** Open pools would keep the process alive; what is still on its way to the CLI is written first. */
const exit = (code) => process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));

if (argv.includes('cli')) {
  exit(await runDatabaseCommand(argv[argv.indexOf('cli') + 1]));
} else {
  await serveRpc();
  exit(0);
}
