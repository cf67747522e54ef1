/** A command that people can type, for help pages and documentation. */
export interface CommandInfo {
  readonly name: string;
  /** As typed behind `/ambassador`. */
  readonly usage: string;
  readonly summary: string;
  readonly example: string;
}

/** What one can ask in chat. */
export const COMMANDS: readonly CommandInfo[] = [
  {
    name: 'check',
    usage: 'check [area|code|name …] [-n namespace]',
    summary: 'Reads the cluster, runs the checks and posts what they find as a thread.',
    example: 'check tls -n shop',
  },
  {
    name: 'status',
    usage: 'status',
    summary: 'What is open, who is on it, and when the next digest comes. Reads nothing.',
    example: 'status',
  },
  {
    name: 'open',
    usage: 'open [all]',
    summary: 'What is open and nobody is on, worst first. Reads nothing.',
    example: 'open',
  },
  {
    name: 'acks',
    usage: 'acks',
    summary: 'Who is on what, until when and why: yours first, then what ends soonest. Reads nothing.',
    example: 'acks',
  },
  {
    name: 'history',
    usage: 'history <fingerprint|code object>',
    summary: 'What happened to a finding: seen, worse, acknowledged by whom and why, resolved, back. Reads nothing.',
    example: 'history TLS003 shop/api-tls',
  },
  {
    name: 'silenced',
    usage: 'silenced',
    summary: 'What somebody silenced by an annotation, why, and until when. Reads nothing.',
    example: 'silenced',
  },
  {
    name: 'trace',
    usage: "trace [METHOD] URL [-H 'name: value' …]",
    summary: 'What serves a request: Listener, Host, routes, auth, shares, Service, Pods; or the nearest route.',
    example: 'trace https://shop.example.com/checkout/pay',
  },
  {
    name: 'routes',
    usage: 'routes [host] [-n namespace]',
    summary: 'The routes of a Host in the order in which they are tried, and what no request reaches.',
    example: 'routes shop.example.com',
  },
  {
    name: 'simulate',
    usage: 'simulate',
    summary: 'Opens a form for YAML, and says what that change would break, mend and move. Changes nothing.',
    example: 'simulate',
  },
  {
    name: 'explain',
    usage: 'explain <code|name>',
    summary: 'What a check looks for, why it matters and how to fix it.',
    example: 'explain tls-staging-cert',
  },
  {
    name: 'cluster',
    usage: 'cluster [name]',
    summary:
      'The clusters I look after; with a name: the one that this channel asks about. Once: --cluster behind any command.',
    example: 'cluster prod-us',
  },
  {
    name: 'audit',
    usage: 'audit [@person|command|denied] [-n rows]',
    summary: 'Who asked for what, what was denied and what was deleted, newest first. Reads nothing.',
    example: 'audit denied -n 20',
  },
  { name: 'help', usage: 'help', summary: 'This list.', example: 'help' },
];
