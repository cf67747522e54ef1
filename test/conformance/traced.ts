import type { Ref } from '../../src/cluster/objects.ts';
import type { Mirror, TracedHop, TracedTaker } from '../../src/cluster/trace.ts';
import type { Answer } from './requests.ts';

/** Percentages agree within what 4 000 draws can tell. */
const TOLERANCE = 3;

/** Every part in which a trace says something else than a real Envoy did. */
export function differences(hop: TracedHop, answer: Answer): readonly string[] {
  const ours = traced(hop);
  return Object.entries(expected(answer)).flatMap(([part, wanted]) => {
    const found = ours[part];
    return isSame(found, wanted) ? [] : [`${part}: ${JSON.stringify(found)} is not ${JSON.stringify(wanted)}`];
  });
}

type Parts = Readonly<Record<string, unknown>>;

/** What a real Envoy answered, part by part; what the set does not say is not compared. */
function expected(answer: Answer): Parts {
  const { outcome, status, mapping, service, upstream_path, upstream_host, location, redirect_by } = answer;
  const { shares, mappings, auth, auth_path, certificate, mirrored, upstream } = answer;
  const hasOne = shares === undefined && upstream_path !== undefined;
  return {
    outcome,
    ...(typeof status === 'number' && { status }),
    ...(mapping !== undefined && { mapping }),
    ...(service !== undefined && { service: withoutNone(service) }),
    // Behind a TCP chain nobody looks at the path.
    ...(hasOne && outcome !== 'tcp' && { path: upstream_path, host: upstream_host }),
    ...(location !== undefined && { location }),
    ...(redirect_by !== undefined && { redirect_by }),
    ...(shares && { shares, ...(mappings && { mappings }) }),
    ...(upstream && outcome !== 'tcp' && { upstreams: upstream }),
    ...(auth !== undefined && { auth }),
    ...(auth_path !== undefined && { auth_path }),
    ...(certificate !== undefined && { certificate }),
    mirrored: mirrored ?? {},
  };
}

/** The same of a trace. */
function traced(hop: TracedHop): Parts {
  const { takers, unserved } = hop;
  const [first] = takers;
  const outcome = outcomeOf(hop);
  const services = withNone(sums(takers, serviceOf), unserved);
  return {
    outcome,
    status: outcome === 'tcp' ? 200 : outcome === 'no_route' ? 404 : hop.status,
    mapping: first && nameOf(first.mapping),
    service: first && serviceOf(first),
    path: first?.path,
    host: first?.host,
    location: first?.location,
    redirect_by: first?.to === 'https' ? 'Host' : 'Mapping',
    shares: services,
    mappings: withNone(
      sums(takers, ({ mapping }) => nameOf(mapping)),
      unserved,
    ),
    upstreams: Object.fromEntries(
      takers.map((taker) => [serviceOf(taker), { upstream_path: taker.path, upstream_host: taker.host }]),
    ),
    auth: hop.auth.answer === 'bypassed' ? 'skipped' : hop.auth.answer,
    auth_path: hop.auth.path,
    certificate: hop.certificate?.commonName,
    mirrored: sums(hop.mirrored, ({ service }: Mirror) => withPort(service)),
  };
}

function outcomeOf({ outcome, takers, refusals }: TracedHop): string {
  // A gateway that has just started has nothing of what Envoy refuses.
  if (refusals.some(({ what }) => what === 'listener')) return 'no_listener';
  if (refusals.length > 0) return 'no_route';
  if (outcome === 'routed') return takers[0]?.to === 'upstream' ? 'upstream' : 'redirect';
  if (outcome === 'no-host') return 'no_route';
  return ['refused', 'denied', 'auth-broken'].includes(outcome) ? 'error_reply' : outcome.replaceAll('-', '_');
}

function isSame(ours: unknown, wanted: unknown): boolean {
  if (typeof wanted === 'number' && typeof ours === 'number') return Math.abs(ours - wanted) <= TOLERANCE;
  if (typeof wanted !== 'object' || wanted === null) return ours === wanted || isSameService(ours, wanted);
  const [one, other] = [ours as Parts | undefined, wanted as Parts];
  return Object.keys({ ...one, ...other }).every((key) => {
    const key2 = one && !(key in one) ? Object.keys(one).find((name) => isSameService(name, key)) : key;
    const found = key2 === undefined ? undefined : one?.[key2];
    const isExtra = !(key in other);
    if (isExtra) return Object.keys(other).some((name) => isSameService(key, name)) || found === 0;
    return typeof other[key] === 'number' ? isSame(found ?? 0, other[key]) : isSame(found, other[key]);
  });
}

/** The set names a bare Service with the namespace of its Mapping. */
function isSameService(ours: unknown, wanted: unknown): boolean {
  if (typeof ours !== 'string' || typeof wanted !== 'string') return false;
  const [, host = '', port = ''] = /^([^. ]+)(?::(\d+))$/.exec(ours) ?? [];
  return (
    host !== '' &&
    (wanted === host || wanted.startsWith(`${host}.`)) &&
    (wanted.endsWith(`:${port}`) || !/:\d+$/.test(wanted))
  );
}

function sums<T extends { readonly share: number }>(items: readonly T[], keyOf: (item: T) => string): Parts {
  const found: Record<string, number> = {};
  for (const item of items) found[keyOf(item)] = (found[keyOf(item)] ?? 0) + item.share;
  return found;
}

function withNone(shares: Parts, unserved: number): Parts {
  return unserved > 0 ? { ...shares, none: unserved } : shares;
}

function serviceOf({ upstream }: TracedTaker): string {
  if (!upstream) return '';
  return `${upstream.host.includes(':') ? `[${upstream.host}]` : upstream.host}:${upstream.port}`;
}

function withPort(service: string): string {
  return /:\d+$/.test(service) ? service : `${service}:80`;
}

function withoutNone(service: string): string {
  return service.replace(/:None$/, '');
}

function nameOf({ kind, namespace, name }: Ref): string {
  return `${kind}/${name}.${namespace}`;
}
