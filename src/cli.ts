#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { checks } from './checks/index.ts';
import type { Reader } from './commands/tools.ts';
import { readCheckSettings } from './config.ts';
import { docsOf } from './docs.ts';
import { type ReadSettings, withTyped } from './engine/settings.ts';
import { openSource, type Rules, readHere, type SourceSettings } from './inspect.ts';
import { keepYoungSpaceSmall } from './memory.ts';
import { loadOwnChecks, type OwnChecks, OwnChecksError } from './own/load.ts';
import { type Source, SourceError } from './sources/source.ts';
import { type Asked, parseArguments } from './terminal/arguments.ts';
import { printable } from './terminal/format.ts';
import { type ExitCode, runInTerminal } from './terminal/run.ts';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

async function main(): Promise<ExitCode> {
  keepYoungSpaceSmall();
  const now = () => new Date();
  const parsed = parseArguments(process.argv.slice(2), version, now);
  if (parsed.kind === 'print') {
    (parsed.exitCode === 0 ? process.stdout : process.stderr).write(parsed.text);
    return parsed.exitCode;
  }

  let source: Source | undefined;
  try {
    const own = await ownChecksFor(parsed);
    const all = [...checks, ...own.checks];
    const { settings, mistakes } = settingsFor(parsed, own);
    if (mistakes.length > 0) return refuseWith(mistakes);
    // A report says this itself.
    if (parsed.kind !== 'check') say(own.problems.map(({ where, message }) => `${where}: ${message}`));

    const place = sourceFor(parsed);
    source = place && openSource(place, now);
    const reader = readerOf(source, { settings, catalogue: all, problems: own.problems });
    const tools = {
      ...{ checks: all, settings, clusterName: source?.clusterName ?? '', now, readText },
      ...reader,
      docsOf: (name: string) => (own.checks.some((check) => check.name === name) ? undefined : docsOf(name)),
    };
    return await runInTerminal(parsed, tools, { out: process.stdout, err: process.stderr });
  } catch (error) {
    if (error instanceof OwnChecksError) return refuseWith([error.message]);
    if (error instanceof SourceError) return refuseWith([`${error.message} ${error.advice}`]);
    throw error;
  } finally {
    await source?.close();
  }
}

function refuseWith(reasons: readonly string[]): ExitCode {
  say(reasons);
  return 2;
}

function say(lines: readonly string[]): void {
  for (const line of lines) process.stderr.write(`${printable(line)}\n`);
}

/** Checks of the folder that was typed, or that the environment names. */
async function ownChecksFor(asked: Asked): Promise<OwnChecks> {
  const typed = 'ownChecks' in asked ? asked.ownChecks : undefined;
  const path = typed ?? process.env['ATTACHE_OWN_CHECKS']?.trim();
  return path && asked.kind !== 'routes' ? loadOwnChecks({ path, except: [] }, checks) : { checks: [], problems: [] };
}

/** A file's text, or standard input's. */
async function readText(path: string): Promise<string> {
  try {
    return path === '-' ? await text(process.stdin) : await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new SourceError(`Cannot read ${path} (${reason}).`, 'Give a YAML or JSON file, or - for standard input.');
  }
}

/** Thresholds and checks that are off: what the environment says, and over it what was typed. */
function settingsFor(asked: Asked, own: OwnChecks): ReadSettings {
  const settings = readCheckSettings(process.env['ATTACHE_CHECKS'], own);
  return asked.kind === 'check' ? withTyped(settings, asked, [...checks, ...own.checks]) : settings;
}

function sourceFor(asked: Asked): SourceSettings | undefined {
  if (!('origin' in asked)) return undefined;
  const { origin, namespace } = asked;
  if (origin.from.length > 0) return { kind: 'file', paths: origin.from };
  const { context } = origin;
  const proxyUrl = process.env['HTTPS_PROXY'] ?? process.env['https_proxy'];
  const noProxy = process.env['NO_PROXY'] ?? process.env['no_proxy'];
  return {
    kind: 'live',
    ...(context !== undefined && { context }),
    // Who may not list the whole cluster may still list the namespace that is asked for.
    ...(namespace !== undefined && { namespaces: [namespace] }),
    ...(proxyUrl && { proxyUrl }),
    ...(noProxy && { noProxy }),
    ...(asked.kind === 'check' && { observe: asked.observe }),
  };
}

function readerOf(source: Source | undefined, rules: Rules): Reader {
  if (source) return readHere(source, rules);
  const nothing = () => Promise.reject(new Error('this command reads no cluster'));
  return { inspect: nothing, routes: nothing, trace: nothing, simulate: nothing };
}

// `attache check | head` closes the pipe early: that is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(
    `attache stopped because of a mistake of its own: ${error instanceof Error ? error.message : error}\n`,
  );
  if (process.env['ATTACHE_DEBUG']) console.error(error);
  else process.stderr.write('Set ATTACHE_DEBUG=1 to see where, and please report it.\n');
  process.exitCode = 2;
}
