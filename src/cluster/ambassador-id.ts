import type { AnyObject } from './objects.ts';

/** The installation that takes objects which name none. */
export const DEFAULT_ID = 'default';

// What conversion from v3alpha1 to v2 puts in front of every ID.
const ONLY_V3 = '--apiVersion-v3alpha1-only--';

/** The installations an object is meant for; an absent or empty list is the default ID. */
export function ambassadorIds(object: AnyObject): readonly string[] {
  const written = isOfIngress(object)
    ? object.metadata.annotations?.['getambassador.io/ambassador-id']
    : inSpec(object);
  const ids = (Array.isArray(written) ? written : [written])
    .filter((id) => typeof id === 'string' && id !== '')
    .map((id: string) => (id.startsWith(ONLY_V3) ? id.slice(ONLY_V3.length) : id));
  return ids.length > 0 ? ids : [DEFAULT_ID];
}

/**
 * Whether an object is meant for the installation with this ID (config/config.py, good_ambassador_id). The list
 * `_automatic_`, and nothing else in it, is meant for all; an Ingress has one ID, in an annotation (fetch/ingress.py).
 */
export function isFor(object: AnyObject, id: string): boolean {
  const ids = ambassadorIds(object);
  return ids.includes(id) || (!isOfIngress(object) && ids.length === 1 && ids[0] === '_automatic_');
}

function isOfIngress({ kind }: AnyObject): boolean {
  return kind === 'Ingress' || kind === 'IngressClass';
}

function inSpec(object: AnyObject): unknown {
  const spec: unknown = 'spec' in object ? object.spec : undefined;
  return spec && typeof spec === 'object' && 'ambassador_id' in spec ? spec.ambassador_id : undefined;
}
