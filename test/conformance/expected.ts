import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where Emissary's own answers are kept. */
export const CONFORMANCE_DIR = resolve(
  process.env.CONFORMANCE_DIR ?? join(import.meta.dirname, '../../../shared/conformance'),
);

/** A cluster and what Emissary's compiler makes of it. */
export interface Case {
  readonly name: string;
  readonly yaml: string;
  readonly expected: Expected;
}

export interface ExpectedMatcher {
  readonly name: string;
  readonly value: string;
  readonly regex?: boolean;
}

export interface ExpectedMember {
  readonly name: string;
  readonly namespace: string;
  readonly service: string;
  readonly weight?: number;
  readonly cumulative?: number;
  readonly share: number;
}

export interface ExpectedGroup {
  readonly kind?: string;
  readonly match?: string;
  readonly prefix?: string;
  readonly host?: string | null;
  readonly host_regex?: boolean;
  readonly method?: string | null;
  readonly method_regex?: boolean;
  readonly headers?: readonly ExpectedMatcher[];
  readonly query?: readonly ExpectedMatcher[];
  readonly precedence?: number;
  readonly port?: number;
  readonly address?: string;
  readonly hosts?: readonly string[];
  readonly members?: readonly ExpectedMember[];
  readonly shadows?: readonly { readonly name: string; readonly namespace: string }[];
  readonly host_redirect?: { readonly name: string; readonly namespace: string } | null;
}

/** What README.md of the set calls worth comparing. */
export interface Expected {
  readonly groups?: readonly ExpectedGroup[];
  readonly dropped?: readonly string[];
  readonly hosts?: readonly {
    readonly name: string;
    readonly namespace: string;
    readonly active: boolean;
    readonly tls?: string;
    readonly tls_valid?: boolean;
    readonly insecure_action: string;
    readonly served_by: readonly string[];
  }[];
  readonly tlscontexts?: readonly {
    readonly name: string;
    readonly namespace: string;
    readonly active: boolean;
    readonly cert_name?: string;
  }[];
  readonly listeners?: readonly { readonly name: string; readonly namespace: string; readonly emitted: boolean }[];
  readonly tcp_chains?: readonly {
    readonly listener: string;
    readonly port: number;
    readonly tls: boolean;
    readonly server_names?: readonly string[];
    readonly clusters: readonly { readonly to: string; readonly weight: number }[];
  }[];
  readonly errors?: Readonly<Record<string, readonly unknown[]>>;
  readonly crash?: unknown;
  /** What the API server would refuse, and the answer without it. */
  readonly admission?: Readonly<Record<string, unknown>>;
  readonly as_admitted?: Expected;
}

/** All cases, in their order; none when the set is not there. */
export function cases(): readonly Case[] {
  const folder = join(CONFORMANCE_DIR, 'routing');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .toSorted()
    .map((file) => ({
      name: file.replace('.yaml', ''),
      yaml: readFileSync(join(folder, file), 'utf8'),
      expected: JSON.parse(readFileSync(join(folder, file.replace('.yaml', '.expected.json')), 'utf8')),
    }));
}
