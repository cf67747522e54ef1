import type { TableDropped, Unreachable, UnreachableBecause } from '../cluster/route-table.ts';
import { join, plainly, type Sentence, say } from './sentence.ts';

/** A Mapping that no request reaches, and why, in a line. */
export function unreachableWords({ mappings, hostname, path, because }: Unreachable): Sentence {
  const named = mappings.slice(0, 3).map((ref) => say`${ref}`);
  const more = mappings.length - named.length;
  const who = join([...named, ...(more > 0 ? [say`${more} more`] : [])], ', ');
  const place = [hostname, path].filter((part) => part !== undefined && part !== '').join(' ');
  return say`${who}${place === '' ? say`` : say` (${place})`}: ${reachWords(because, hostname)}`;
}

function reachWords(because: UnreachableBecause, hostname: string | undefined): Sentence {
  switch (because.kind) {
    case 'dropped':
      return dropWords(because);
    case 'no-host':
      return hostWords(because, hostname);
    case 'no-listener':
      return say`no Listener serves ${because.hosts.length > 0 ? because.hosts : plainly('its Host')}`;
    case 'never-matches':
      return say`no request can meet its ${plainly(because.field)}: written as ${because.right} one could`;
    case 'shadowed':
      return say`${because.by} takes all of its requests first`;
    case 'no-share':
      return say`the others have all of the weight`;
    case 'not-seen':
      return say`no gateway reads it: it is for another ambassador_id, or outside of what is watched`;
  }
}

function hostWords({ cause, host }: Extract<UnreachableBecause, { kind: 'no-host' }>, hostname = ''): Sentence {
  switch (cause) {
    case 'no-hostname':
      return say`it names no hostname, so no Host takes it`;
    case 'labels':
      return host ? say`it lacks labels that ${host} asks for` : say`it lacks labels that its Host asks for`;
    case 'letter-case':
      return host
        ? say`the letter case of ${hostname} differs from that of ${host}`
        : say`the letter case of ${hostname} fits no Host`;
    case 'port':
      return say`the port in its hostname, or in that of the Host, keeps them apart`;
    case 'glob':
      return say`a star in the middle of ${hostname} matches nothing`;
    case 'redirect':
      return say`a redirect is taken by hostname alone, and only by Hosts that ask for no labels`;
    case 'no-host':
      return say`no Host has the hostname ${hostname}`;
    default:
      return say`the Host that would take it is not in force`;
  }
}

function dropWords({ reason, by, field, detail }: Omit<TableDropped, 'mapping'>): Sentence {
  const what = field === undefined ? say`` : say` (${detail === undefined ? field : `${field}: ${detail}`})`;
  return by ? say`${plainly(DROPS[reason])} ${by}${what}` : say`${plainly(DROPS[reason])}${what}`;
}

const DROPS: Readonly<Record<TableDropped['reason'], string>> = {
  replaced: 'another object of the same name takes its place:',
  'same-name-before-dot': 'up to its first dot it has the name of',
  'member-mismatch': 'it is on one route with another Mapping that differs in more than its weight:',
  'second-shadow': 'its route has a shadow already:',
  'second-redirect': 'its route is a redirect already:',
  'redirect-after-members': 'a redirect cannot join the route of',
  'member-after-redirect': 'its route is the redirect of',
  'outlier-detection': 'Emissary drops what asks for outlier detection',
  'glob-in-host': 'a star counts in hostname only',
  'resolver-unknown': 'there is no such resolver',
  'load-balancer-needs-endpoints': 'its load balancer needs an endpoint resolver',
  'consul-dots': 'names in Consul have no dots',
  'circuit-breakers-invalid': 'its circuit breakers are not valid',
  'retry-policy-invalid': 'its retry policy is not valid',
  'error-response-overrides': 'Emissary drops what asks for error response overrides',
  'load-balancer-invalid': 'its load balancer is not valid',
};
