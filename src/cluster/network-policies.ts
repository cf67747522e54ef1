import type { Cluster } from './cluster.ts';
import { isEmptySelector, selects } from './labels.ts';
import { selectsNamespace } from './namespaces.ts';
import type { NetworkPolicy, PodSpec } from './objects.ts';
import { portNumberOf } from './statsd.ts';

type Strings = Readonly<Record<string, string>>;
type Rule = NonNullable<NetworkPolicy['spec']['ingress']>[number];

/** A Pod that connections come to. */
export interface Target {
  readonly namespace: string;
  readonly labels: Strings;
  readonly spec: PodSpec;
}

/** Where connections come from. */
export interface Peer {
  readonly namespace: string;
  /** Absent: not known. */
  readonly labels?: Strings;
  /** On the network of its node: no policy knows it by its labels. */
  readonly isOnHost?: boolean;
}

/** The policies that decide what may come to a Pod; without any, everything may. */
export function policiesFor(
  cluster: Cluster<'NetworkPolicy'>,
  { namespace, labels, spec }: Target,
): readonly NetworkPolicy[] {
  // On the network of its node a Pod is the node, to which policies do not apply.
  if (spec.hostNetwork) return [];
  return cluster
    .in('NetworkPolicy', namespace)
    .filter(
      ({ spec: { podSelector = {}, policyTypes = ['Ingress'] } }) =>
        policyTypes.includes('Ingress') && selects(podSelector, labels),
    );
}

/**
 * Whether policies let a peer to a TCP port of a Pod: one rule of any of them is enough. Undefined: it depends on
 * addresses or labels that are not known.
 */
export function admits(
  cluster: Cluster<'Namespace'>,
  policies: readonly NetworkPolicy[],
  { target, peer, port }: { readonly target: Target; readonly peer: Peer; readonly port: number },
): boolean | undefined {
  if (policies.length === 0) return true;
  return anyOf(
    policies
      .flatMap(({ spec }) => spec.ingress ?? [])
      .filter((rule) => isForPort(rule, target, port))
      .map((rule) => isForPeer(cluster, rule, target, peer)),
  );
}

function isForPort({ ports = [] }: Rule, { spec }: Target, wanted: number): boolean {
  if (ports.length === 0) return true;
  return ports.some(({ port, endPort, protocol = 'TCP' }) => {
    if (protocol !== 'TCP') return false;
    if (port === undefined) return true;
    if (typeof port === 'string') return portNumberOf(spec, port) === wanted;
    return wanted >= port && wanted <= (endPort ?? port);
  });
}

function isForPeer(
  cluster: Cluster<'Namespace'>,
  { from = [] }: Rule,
  target: Target,
  peer: Peer,
): boolean | undefined {
  if (from.length === 0) return true;
  return anyOf(
    from.map(({ ipBlock, namespaceSelector, podSelector }) => {
      // Which addresses Pods and nodes have is the network's business.
      if (ipBlock) return ipBlock.cidr === '0.0.0.0/0' && !ipBlock.except?.length ? true : undefined;
      if (peer.isOnHost) return undefined;
      const isInNamespace = namespaceSelector
        ? selectsNamespace(cluster, namespaceSelector, peer.namespace)
        : peer.namespace === target.namespace;
      if (isInNamespace === false) return false;
      const isPod = !podSelector || isEmptySelector(podSelector) || (peer.labels && selects(podSelector, peer.labels));
      return isPod === false ? false : isInNamespace && isPod;
    }),
  );
}

function anyOf(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}
