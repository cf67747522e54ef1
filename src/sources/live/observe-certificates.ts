import pLimit from 'p-limit';
import { certificateName } from '../../cluster/certificate-names.ts';
import type { Cluster, Gap } from '../../cluster/cluster.ts';
import { type Installation, installationsOf } from '../../cluster/installations.ts';
import type { Pod } from '../../cluster/objects.ts';
import { FROM_OUTSIDE, type ServedCertificate } from '../../cluster/observed.ts';
import { isOver, isReady } from '../../cluster/pods.ts';
import { type RoutedListener, routingFor } from '../../cluster/routing.ts';
import { usesHosts } from '../../cluster/unattached.ts';
import { isIPv4 } from '../../cluster/url.ts';
import { type Handshake, shakeHands } from './handshake.ts';
import type { Observation, Observer } from './observe-pods.ts';

const KIND = 'ServedCertificate';
const AT_ONCE = 8;
const MOST_NAMES = 500;
/** Stands for the star of a hostname. */
const ANY_LABEL = 'attache-asks';

/**
 * A TLS handshake with one Pod of each gateway for the hostname of each Host, on the ports of the Listeners that terminate
 * TLS for it. Only from inside the cluster: elsewhere the address of a Pod may be that of another machine.
 */
export async function observeCertificates({ reader, cluster, isInside }: Observer): Promise<Observation> {
  if (!isInside) return { objects: [], gaps: [{ kind: KIND, reason: FROM_OUTSIDE }] };
  if (!cluster.knows('Host') || !cluster.knows('Listener')) {
    return {
      objects: [],
      gaps: [{ kind: KIND, reason: 'without all Hosts and Listeners it is not known whom to ask for' }],
    };
  }
  const { limits, patience } = reader;
  const deadline = AbortSignal.timeout(limits.questions);
  const signal = AbortSignal.any([deadline, ...(patience.signal ? [patience.signal] : [])]);
  const limit = pLimit(AT_ONCE);
  const wanted = installationsOf(cluster).map((installation) => wantedOf(cluster, installation));
  const targets = wanted.flatMap((one) => one.targets);
  const answers = await Promise.all(
    targets.slice(0, MOST_NAMES).map((target) =>
      limit(async (): Promise<Answer> => {
        if (deadline.aborted) return { target };
        return { target, handshake: await shakeHands({ ...target, within: limits.handshake, signal }) };
      }),
    ),
  );
  patience.signal?.throwIfAborted();

  const objects = answers.flatMap(({ target, handshake }) => servedOf(target, handshake));
  const left = [
    ...answers.flatMap(({ target, handshake }) => (handshake ? [] : [target])),
    ...targets.slice(MOST_NAMES),
  ];
  const gaps: readonly Gap[] = [
    ...wanted.flatMap(({ gaps }) => gaps),
    ...answers.flatMap(unreachableOf),
    ...[...Map.groupBy(left, ({ namespace }) => namespace)].map(([namespace, some]) =>
      gapIn(namespace, `too many names: ${some.length} were not asked for`),
    ),
  ];
  return { objects, gaps: once(objects.length > 0 ? gaps : gaps.map(({ kind, reason }) => ({ kind, reason }))) };
}

/** A name to ask a Pod for. */
interface Target {
  readonly namespace: string;
  readonly address: string;
  readonly port: number;
  readonly name: string;
}

function wantedOf(
  cluster: Cluster,
  installation: Installation,
): { readonly targets: readonly Target[]; readonly gaps: readonly Gap[] } {
  const [first] = installation.pods;
  if (!first || !usesHosts(installation)) return { targets: [], gaps: [] };
  const { namespace } = first.metadata;
  const pod = installation.pods.find((one) => isReady(one) && !isOver(one) && one.status?.podIP);
  if (!pod) return { targets: [], gaps: [gapIn(namespace, 'no Pod of the gateway is ready')] };
  const { hosts } = routingFor(cluster, installation);
  const places = hosts
    .filter(({ host, active }) => host && active)
    .flatMap(({ hostname, servedBy }) =>
      servedBy.flatMap(({ listener, tls }) => (tls ? [{ name: nameOf(hostname), listener }] : [])),
    );
  const behindProxy = places.filter(({ listener }) => listener.stack.includes('PROXY'));
  const targets = places
    .filter((place) => !behindProxy.includes(place) && isServerName(place.name))
    .map(({ name, listener }) => targetOf(pod, name, listener));
  return {
    targets: once(targets),
    gaps: behindProxy.length > 0 ? [gapIn(namespace, 'a Listener expects the PROXY protocol')] : [],
  };
}

function targetOf({ metadata, status }: Pod, name: string, { port }: RoutedListener): Target {
  return { namespace: metadata.namespace, address: status?.podIP ?? '', port, name };
}

function nameOf(hostname: string): string {
  return certificateName(hostname).replace('*', ANY_LABEL);
}

/** Whether clients can ask for it: no client sends an address. */
function isServerName(name: string): boolean {
  return /^[\w.-]{1,253}$/.test(name) && !isIPv4(name);
}

function servedOf(target: Target, handshake: Handshake | undefined): readonly ServedCertificate[] {
  if (!handshake || 'unreachable' in handshake) return [];
  const { namespace, name, address, port } = target;
  const host = address.includes(':') ? `[${address}]` : address;
  return [{ kind: KIND, metadata: { namespace, name }, address: `${host}:${port}`, ...handshake }];
}

interface Answer {
  readonly target: Target;
  /** Absent: there was no time left for it. */
  readonly handshake?: Handshake;
}

function unreachableOf({ target: { namespace, address, port }, handshake }: Answer): readonly Gap[] {
  if (!handshake || !('unreachable' in handshake)) return [];
  return [gapIn(namespace, `${address}:${port}: ${handshake.unreachable}`)];
}

function gapIn(namespace: string, reason: string): Gap {
  return { kind: KIND, namespace, reason };
}

function once<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
