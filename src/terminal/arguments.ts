import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { AskedRequest } from '../cluster/asked-request.ts';
import { parseRequest } from '../commands/typed-request.ts';
import { SEVERITIES, type Severity } from '../engine/check.ts';

const OUTPUTS = ['table', 'json', 'yaml'] as const;
export type Output = (typeof OUTPUTS)[number];

/** Where a cluster is to be read from. */
export interface Origin {
  /** Paths or `-`; none: the live cluster. */
  readonly from: readonly string[];
  readonly context?: string;
}

/** What somebody asked in a terminal. */
export type Asked =
  | {
      readonly kind: 'check';
      readonly words: readonly string[];
      readonly origin: Origin;
      readonly ownChecks?: string;
      readonly namespace?: string;
      readonly at?: Date;
      /** Whether running gateways may be asked. */
      readonly observe: boolean;
      readonly output: Output;
      readonly failOn: Severity;
      /** Options as typed: `tls-cert-expiring.warnDays=14`. */
      readonly set: readonly string[];
      /** Codes or names of checks to leave out. */
      readonly off: readonly string[];
      /** List what is silenced too. */
      readonly silenced: boolean;
    }
  | {
      readonly kind: 'routes';
      readonly origin: Origin;
      readonly host?: string;
      readonly namespace?: string;
      readonly output: Output;
    }
  | {
      readonly kind: 'trace';
      readonly origin: Origin;
      readonly ownChecks?: string;
      readonly request: AskedRequest;
      readonly namespace?: string;
      readonly output: Output;
    }
  | {
      readonly kind: 'simulate';
      readonly origin: Origin;
      readonly ownChecks?: string;
      /** The file that holds the change, or `-`. */
      readonly apply: string;
      readonly namespace?: string;
      readonly output: Output;
      readonly failOn: Severity;
    }
  | { readonly kind: 'explain'; readonly word: string; readonly ownChecks?: string; readonly output: Output }
  | { readonly kind: 'checks'; readonly ownChecks?: string; readonly output: Output };

/** What the arguments ask for, or what to print instead and the exit code. */
export type Parsed = Asked | { readonly kind: 'print'; readonly text: string; readonly exitCode: 0 | 2 };

/** Reads the arguments behind `attache`. Mistakes come back as text that says what is right. */
export function parseArguments(words: readonly string[], version: string, now: () => Date): Parsed {
  let asked: Asked | undefined;
  let text = '';
  const write = (part: string) => {
    text += part;
  };
  const program = programFor(version, now, (what) => {
    asked = what;
  });
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeOut: write, writeErr: write });
  }
  try {
    program.parse(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { kind: 'print', text, exitCode: error.exitCode === 0 ? 0 : 2 };
  }
  return asked ?? { kind: 'print', text: program.helpInformation(), exitCode: 2 };
}

function programFor(version: string, now: () => Date, found: (asked: Asked) => void): Command {
  const program = new Command('attache')
    .description(
      'Finds what is wrong with an Ambassador (Emissary-ingress, Edge Stack) gateway: mappings, TLS, routing, auth, balance, metrics.',
    )
    .version(version, '-v, --version')
    .showHelpAfterError('(attache --help says how)');
  const from = () =>
    several(
      '--from <path>',
      'read a folder, a YAML or JSON file, or - for standard input; may be given several times',
    ).default([], 'a live cluster');
  const context = () =>
    new Option(
      '--context <name>',
      'the kubeconfig context to read; absent: the current one, or the account of the Pod',
    );
  const ownChecks = () => new Option('--own-checks <folder>', 'checks of your own beside ours, as .ts or .js files');
  const output = () => new Option('-o, --output <format>', 'how to print').choices(OUTPUTS).default('table');

  program
    .command('check')
    .description('read a cluster, run the checks, print what they find')
    .argument('[area|code|name...]', 'which checks: tls, MAP001, tls-cert-expired …; none: all')
    .addOption(from())
    .addOption(context())
    .option('-n, --namespace <name>', 'only findings that touch this namespace')
    .option('--at <time>', 'judge as of this time: 2026-12-24, 2026-12-24T09:00Z, +30d', (text) =>
      parseTime(text, now()),
    )
    .option('--no-observe', 'do not ask running gateways for their diagnostics, logs, metrics and certificates')
    .addOption(ownChecks())
    .addOption(output())
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 from this severity on').choices(SEVERITIES).default('error'),
    )
    .addOption(
      several('--set <check.option=value>', 'a threshold, such as tls-cert-expiring.warnDays=14; several times'),
    )
    .option('--silenced', 'list what annotations silence too, with their reasons', false)
    .addOption(several('--off <code|name>', 'a check to leave out; several times'))
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing at or above --fail-on, 1 findings, 2 it could not run.\n\n' +
        'Examples:\n' +
        '  attache check\n' +
        '  attache check tls --at +30d\n' +
        '  attache check --set tls-cert-expiring.warnDays=14 --off MAP018\n' +
        '  kubectl get mappings,hosts,services -A -o yaml | attache check --from -',
    )
    .action((checkWords: string[], options: CheckOptions) => {
      const { from: paths, context: name, ...rest } = options;
      found({ kind: 'check', words: checkWords, origin: originOf(paths, name), ...rest });
    });
  program
    .command('routes')
    .description('show the routes of a gateway, Host by Host, in the order in which they are tried')
    .argument('[host]', 'a hostname, or a part of one; none: all')
    .addOption(from())
    .addOption(context())
    .option('-n, --namespace <name>', 'only routes with a Mapping of this namespace')
    .addOption(output())
    .addHelpText('after', '\nExamples:\n  attache routes\n  attache routes shop.example.com -o json')
    .action((host: string | undefined, { from: paths, context: name, ...options }: ReadOptions) => {
      found({ kind: 'routes', origin: originOf(paths, name), ...(host !== undefined && { host }), ...options });
    });
  program
    .command('trace')
    .description('say what serves a request: Listener, Host, routes, auth, shares, Service, Pods')
    .argument('<[METHOD] URL...>', 'as typed into a browser; GET when no method is given')
    .addOption(
      several('-H, --header <header>', "a header, 'name: value'; may be given several times").default([], 'none'),
    )
    .addOption(from())
    .addOption(context())
    .option('-n, --namespace <name>', 'read this namespace when reading all is not allowed')
    .addOption(ownChecks())
    .addOption(output())
    .addHelpText(
      'after',
      '\nExit codes: 0 something serves it, 1 nothing does, 2 it could not run.\n\n' +
        'Examples:\n' +
        '  attache trace https://shop.example.com/checkout/pay\n' +
        "  attache trace POST shop.example.com/api/users -H 'x-canary: 1' --from ./cluster",
    )
    .action((typed: string[], { from: paths, context: name, header, ...options }: ReadOptions, command: Command) => {
      const request = parseRequest([...typed, ...(header ?? []).flatMap((one) => ['-H', one])]);
      if ('reason' in request) command.error(`error: ${request.reason}`);
      else found({ kind: 'trace', origin: originOf(paths, name), request, ...options });
    });
  program
    .command('simulate')
    .description('say what a change would do, without making it: findings it brings or mends, requests it moves')
    .requiredOption(
      '--apply <file>',
      'the change, as kubectl apply takes it: a YAML or JSON file, or - for standard input',
    )
    .addOption(from())
    .addOption(context())
    .option('-n, --namespace <name>', 'read this namespace when reading all is not allowed')
    .addOption(ownChecks())
    .addOption(output())
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 when the change brings this severity')
        .choices(SEVERITIES)
        .default('error'),
    )
    .addHelpText(
      'after',
      '\nExit codes: 0 it brings nothing at or above --fail-on, 1 it does, 2 it could not run.\n\n' +
        'Examples:\n' +
        '  attache simulate --apply new-mapping.yaml\n' +
        '  helm template shop ./chart | attache simulate --apply -',
    )
    .action(({ from: paths, context: name, ...options }: SimulateOptions, command: Command) => {
      if (options.apply === '-' && paths.includes('-')) {
        command.error('error: standard input can be the cluster or the change, not both');
      }
      found({ kind: 'simulate', origin: originOf(paths, name), ...options });
    });
  program
    .command('explain')
    .description('say what a check looks for, why it matters and how to fix it')
    .argument('<code|name>')
    .addOption(ownChecks())
    .addOption(output())
    .action((word: string, options: AboutOptions) => found({ kind: 'explain', word, ...options }));
  program
    .command('checks')
    .description('list every check')
    .addOption(ownChecks())
    .addOption(output())
    .action((options: AboutOptions) => found({ kind: 'checks', ...options }));
  return program;
}

interface ReadOptions extends Origin {
  readonly ownChecks?: string;
  readonly namespace?: string;
  readonly header?: readonly string[];
  readonly output: Output;
}

interface AboutOptions {
  readonly ownChecks?: string;
  readonly output: Output;
}

interface CheckOptions extends ReadOptions {
  readonly at?: Date;
  readonly observe: boolean;
  readonly failOn: Severity;
  readonly set: readonly string[];
  readonly off: readonly string[];
  readonly silenced: boolean;
}

interface SimulateOptions extends ReadOptions {
  readonly apply: string;
  readonly failOn: Severity;
}

/** An option that may be given several times. */
function several(flags: string, description: string): Option {
  return new Option(flags, description)
    .argParser((one: string, before: readonly string[]) => [...before, one])
    .default([], 'none');
}

function originOf(from: readonly string[], context: string | undefined): Origin {
  return { from, ...(context !== undefined && { context }) };
}

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** An ISO 8601 time, or a distance from now such as `+30d`, `+12h`, `+2w`. */
function parseTime(text: string, now: Date): Date {
  const distance = /^\+(\d{1,5})([hdw])$/.exec(text);
  const time = distance
    ? new Date(now.getTime() + Number(distance[1]) * (UNITS[distance[2] ?? ''] ?? 0))
    : /^\d{4}-\d{2}-\d{2}/.test(text)
      ? new Date(text)
      : undefined;
  if (!time || Number.isNaN(time.getTime())) {
    throw new InvalidArgumentError('Write a time such as 2026-12-24, 2026-12-24T09:00Z or +30d.');
  }
  return time;
}

/** The help of every terminal command, for the documentation. */
export function usage(): readonly { readonly name: string; readonly help: string }[] {
  const program = programFor(
    '0',
    () => new Date(0),
    () => {},
  ).configureHelp({ helpWidth: 110 });
  return program.commands.map((command) => ({
    name: `attache ${command.name()}`,
    help: command.configureHelp({ helpWidth: 110 }).helpInformation(),
  }));
}
