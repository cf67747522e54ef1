import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/** What each folder of src may import from the others, and which packages it owns. */
const FOLDERS: Readonly<Record<string, { readonly folders: readonly string[]; readonly packages: readonly string[] }>> =
  {
    cluster: { folders: [], packages: ['damerau-levenshtein', 're2js'] },
    engine: { folders: ['cluster'], packages: [] },
    checks: { folders: ['engine', 'cluster'], packages: [] },
    sources: {
      folders: ['cluster'],
      packages: ['@kubernetes/client-node', 'undici', 'yaml', 'zod', 'jose', 'p-limit'],
    },
    own: { folders: ['checks', 'engine', 'cluster'], packages: [] },
    config: { folders: ['commands', 'engine', 'cluster', 'inspect.ts'], packages: ['zod', 'yaml'] },
    state: { folders: ['engine', 'cluster'], packages: ['kysely'] },
    commands: { folders: ['engine', 'cluster', 'state'], packages: ['temporal-polyfill'] },
    slack: {
      folders: ['commands', 'engine', 'state', 'cluster'],
      packages: ['@slack/', 'undici', 'lru-cache', 'p-limit'],
    },
    terminal: { folders: ['commands', 'engine', 'cluster'], packages: ['commander', 'picocolors', 'yaml'] },
    playground: { folders: [], packages: ['ws', 'lru-cache'] },
  };

/** Packages with one home among the files that stand in src itself. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  'log.ts': ['pino'],
  'schedule.ts': ['node-cron'],
  'config.ts': ['zod', 'yaml'],
  'rbac.ts': ['yaml'],
  'generated.ts': ['yaml'],
  'play.ts': ['commander'],
};

/** Only these may look at the clock or the environment: everything else is handed them. */
const ENTRY_FILES = ['bot.ts', 'cli.ts', 'play.ts', 'inspect-thread.ts'];
/** A kubeconfig's login command is a program of its own, and gets the environment that kubectl would give it. */
const HANDS_ON_ENVIRONMENT = ['sources/live/login-command.ts'];

const src = join(import.meta.dirname, '../src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

describe.each(Object.entries(FOLDERS))('src/%s', (folder, { folders, packages }) => {
  const own = files.filter((file) => file.startsWith(`${folder}/`));

  it(`imports of ours only ${folders.join(', ') || 'itself'}`, () => {
    const foreign = own.flatMap((file) =>
      relativeImports(file)
        .filter((target) => target.split('/')[0] !== folder && !folders.includes(target.split('/')[0] ?? ''))
        .map((target) => `${file} imports ${target}`),
    );
    expect(foreign).toEqual([]);
  });

  it(`imports of packages only ${packages.join(', ') || 'none'}`, () => {
    const foreign = own.flatMap((file) =>
      packageImports(file)
        .filter(
          (name) =>
            !packages.some((allowed) => name === allowed || (allowed.endsWith('/') && name.startsWith(allowed))),
        )
        .map((name) => `${file} imports ${name}`),
    );
    expect(foreign).toEqual([]);
  });
});

it('files in src itself import only the packages they own', () => {
  const foreign = files
    .filter((file) => !file.includes('/'))
    .flatMap((file) =>
      packageImports(file)
        .filter((name) => !(FILES[file] ?? []).includes(name))
        .map((name) => `${file} imports ${name}`),
    );
  expect(foreign).toEqual([]);
});

it('only entry files read the environment and the clock', () => {
  const readers = files
    .filter((file) => ![...ENTRY_FILES, ...HANDS_ON_ENVIRONMENT].includes(file) && !file.startsWith('playground/'))
    .filter((file) =>
      /process\.env|Date\.now\(\)|new Date\(\)/.test(withoutComments(readFileSync(join(src, file), 'utf8'))),
    );
  expect(readers).toEqual([]);
});

it('only the deletion of expired tokens writes to a cluster', () => {
  const sources = files.filter((file) => !/^(slack|playground)\//.test(file));
  const withText = (pattern: RegExp) =>
    sources.filter((file) => pattern.test(withoutComments(readFileSync(join(src, file), 'utf8'))));
  // One place can send anything but GET, one file uses it, and of the official client nothing but its kubeconfig is used.
  expect(withText(/\bmethod: *['"`](POST|PUT|PATCH|DELETE)/)).toEqual(['sources/live/transport.ts']);
  expect(withText(/method: *['"`](POST|PUT|PATCH)|\bfetch\(/)).toEqual([]);
  expect(withText(/transport\.delete\(/)).toEqual(['sources/live/clear-secret.ts']);
  expect(withText(/from 'undici'/)).toEqual(['sources/live/transport.ts']);
  expect(withText(/from '@kubernetes\/client-node'/).map(namesFromClient)).toEqual([['KubeConfig'], ['KubeConfig']]);
});

function namesFromClient(file: string): readonly string[] {
  const [, names = ''] =
    /import \{([^}]*)\} from '@kubernetes\/client-node'/.exec(readFileSync(join(src, file), 'utf8')) ?? [];
  return names
    .split(',')
    .map((name) => name.trim().replace(/^type /, ''))
    .filter(Boolean);
}

function relativeImports(file: string): string[] {
  return specifiers(file)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => relative(src, join(dirname(join(src, file)), specifier)));
}

function packageImports(file: string): string[] {
  return specifiers(file).filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'));
}

function specifiers(file: string): string[] {
  const text = withoutComments(readFileSync(join(src, file), 'utf8'));
  return [
    ...text.matchAll(/^\s*(?:import|export)\b[^;]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm),
  ].flatMap(([, from, bare, dynamic]) => [from, bare, dynamic].filter((one) => one !== undefined));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}
