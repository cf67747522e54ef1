import type { AnyObject } from './objects.ts';

/** The installation that takes objects which name none. */
export const DEFAULT_ID = 'default';

// What conversion from v3alpha1 to v2 puts in front of every ID.
const ONLY_V3 = '--apiVersion-v3alpha1-only--';

/**
 * The installations an object is meant for; an absent or empty list is the default ID. (config/config.py,
 * good_ambassador_id; Go leaves out empty lists before that.) Ingress and IngressClass say it in an annotation.
 */
export function ambassadorIds(object: AnyObject): readonly string[] {
  const written = object.kind === 'Ingress' || object.kind === 'IngressClass' ? annotated(object) : inSpec(object);
  const ids = (Array.isArray(written) ? written : [written])
    .filter((id) => typeof id === 'string' && id !== '')
    .map((id: string) => (id.startsWith(ONLY_V3) ? id.slice(ONLY_V3.length) : id));
  return ids.length > 0 ? ids : [DEFAULT_ID];
}

/** Whether an object is meant for the installation with this ID. `_automatic_`, alone, is meant for all. */
export function isFor(object: AnyObject, id: string): boolean {
  const ids = ambassadorIds(object);
  return ids.includes(id) || (ids.length === 1 && ids[0] === '_automatic_');
}

function inSpec(object: AnyObject): unknown {
  const spec: unknown = 'spec' in object ? object.spec : undefined;
  return spec && typeof spec === 'object' && 'ambassador_id' in spec ? spec.ambassador_id : undefined;
}

/** The annotation is YAML: one ID, or a list in brackets. */
function annotated({ metadata }: AnyObject): unknown {
  const text = metadata.annotations?.['getambassador.io/ambassador-id'];
  return text
    ?.trim()
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((id) => id.trim().replace(/^(["'])(.*)\1$/, '$2'));
}
