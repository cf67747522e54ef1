import type { Cluster } from './cluster.ts';
import type { EmissaryMessage } from './emissary-messages.ts';
import type { Installation } from './installations.ts';
import type { AnyObject, Kind } from './objects.ts';
import { rkeyOf } from './order.ts';
import { perInstallation } from './per-installation.ts';
import type { RoutingKind } from './routing-kinds.ts';
import { secretReferencesOf } from './served-certificates.ts';

const KINDS = [
  'Mapping',
  'TCPMapping',
  'Host',
  'Listener',
  'TLSContext',
  'AuthService',
  'RateLimitService',
  'LogService',
  'TracingService',
  'Module',
  'KubernetesServiceResolver',
  'KubernetesEndpointResolver',
  'ConsulResolver',
] as const satisfies readonly Kind[];

/** The kinds that checks of a code's letters are about, the likeliest first. */
const KINDS_OF: Readonly<Record<string, readonly string[]>> = {
  MAP: ['Mapping', 'TCPMapping', 'ConsulResolver', 'Module'],
  BAL: ['Mapping', 'TCPMapping', 'Module'],
  RTE: ['Listener', 'Host', 'Mapping', 'TCPMapping'],
  TLS: ['TLSContext', 'Host', 'Mapping', 'TCPMapping', 'AuthService'],
  AUT: ['AuthService', 'RateLimitService', 'LogService', 'TracingService', 'Mapping'],
  GWY: ['Module', 'Listener'],
};

/** What Emissary calls the parts of itself that services of these kinds become. */
const PARTS: Readonly<Record<string, (typeof KINDS)[number]>> = {
  'ir.tracing': 'TracingService',
  'ir.ratelimit': 'RateLimitService',
  'ir.logservice': 'LogService',
  'ir.auth': 'AuthService',
};

/**
 * The object that a message of Emissary is about: the one that its key names (`cart.shop.1`), or what it says in words.
 * Undefined: the gateway as a whole, or an object that is not known.
 */
export function objectSaid(
  cluster: Cluster<RoutingKind>,
  installation: Installation,
  { key, text, message }: { readonly key: string; readonly text: string; readonly message?: EmissaryMessage },
): AnyObject | undefined {
  const objects = objectsByKey(cluster, installation);
  const service = /^k8s-(.+)-([^-]+)$/.exec(key);
  if (service) return cluster.find('Service', service[2] ?? '', service[1] ?? '');
  const part = PARTS[key];
  if (part) return [...objects.values()].flat().find(({ kind }) => kind === part);
  const wanted = KINDS_OF[message?.codes[0].slice(0, 3) ?? ''] ?? [];
  const rank = ({ kind }: AnyObject) =>
    text.includes(`${kind} `) ? -1 : wanted.includes(kind) ? wanted.indexOf(kind) : KINDS.length;
  const [named] = (objects.get(key) ?? []).toSorted((a, b) => rank(a) - rank(b));
  if (named || (key !== '' && !/^(ir\.|cluster_|-)/.test(key))) return named;
  return secretReferrer(cluster, text) ?? namedIn(objects, text, wanted);
}

/** The objects that an installation sees, by what Emissary calls them. */
const objectsByKey = perInstallation(
  (cluster: Cluster<RoutingKind>, installation: Installation): ReadonlyMap<string, readonly AnyObject[]> =>
    Map.groupBy(
      KINDS.flatMap((kind): readonly AnyObject[] => cluster.all(kind)).filter((object) => installation.sees(object)),
      rkeyOf,
    ),
);

/** What names the Secret of `Secret cart.shop unknown`; of several the first. */
function secretReferrer(cluster: Cluster<RoutingKind>, text: string): AnyObject | undefined {
  const [, name, namespace] = /Secret (\S+)\.([^.\s]+) unknown/.exec(text) ?? [];
  return secretReferencesOf(cluster).find((one) => one.name === name && one.namespace === namespace)?.by;
}

/** The only object of the wanted kinds that a text names: `Host shop`, `context edge`, `alpha.gateway.1`. */
function namedIn(
  objects: ReadonlyMap<string, readonly AnyObject[]>,
  text: string,
  wanted: readonly string[],
): AnyObject | undefined {
  const words = text.split(/[\s'":;,]+/);
  const whole = new Set(words);
  const behind = new Set(words.map((word, index) => `${words[index - 1]?.toLowerCase()} ${word}`));
  const found = [...objects.values()].flat().filter((object) => {
    const { kind, metadata } = object;
    const full = `${metadata.name}.${metadata.namespace}`;
    const titles = kind === 'TLSContext' ? ['tlscontext', 'context'] : [kind.toLowerCase()];
    return (
      wanted.includes(kind) &&
      (whole.has(full) || whole.has(`${full}.1`) || titles.some((title) => behind.has(`${title} ${metadata.name}`)))
    );
  });
  const [only, ...others] = found;
  return others.length === 0 ? only : undefined;
}
