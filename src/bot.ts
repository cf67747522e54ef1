#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { startAttache } from './attache.ts';
import { ConfigError, readConfig } from './config.ts';
import { createLog } from './log.ts';
import { listOwnChecks } from './own/list.ts';
import { withoutSecrets } from './sources/redact.ts';
import { SourceError } from './sources/source.ts';
import { StateError } from './state/errors.ts';

// The bot as a program: settings from the environment and from .env, until SIGTERM.
if (existsSync('.env')) process.loadEnvFile('.env');
const log = createLog(process.env['LOG_LEVEL'] ?? 'info');

process.on('unhandledRejection', (error) => {
  // A part that fails where nobody waits for it must not take the rest down unseen.
  log.error({ error: error instanceof Error ? error.stack : String(error) }, 'something failed unseen');
});

try {
  const folder = process.env['ATTACHE_OWN_CHECKS']?.trim();
  const own = folder ? await listOwnChecks(folder) : undefined;
  const config = readConfig(process.env, own);
  const attache = await startAttache(config, { log, now: () => new Date(), ...(own && { own }) });
  let isStopping = false;
  const stop = async (signal: string) => {
    if (isStopping) process.exit(1);
    isStopping = true;
    log.info({ signal }, 'stopping');
    await attache.stop();
    log.info('stopped');
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
} catch (error) {
  process.stderr.write(`${describe(error)}\n`);
  process.exit(2);
}

function describe(error: unknown): string {
  if (error instanceof SourceError) return `Attaché cannot start: ${error.message} ${error.advice}`;
  if (error instanceof ConfigError || error instanceof StateError) return error.message;
  return withoutSecrets(`Attaché cannot start: ${error instanceof Error ? error.message : error}`);
}
