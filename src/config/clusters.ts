import { parse } from 'yaml';
import { z } from 'zod';
import type { SourceSettings } from '../inspect.ts';

/** A cluster that the bot looks after. */
export interface ClusterConfig {
  /** What people call it; empty: the name of its kubeconfig context. */
  readonly name: string;
  readonly source: SourceSettings;
}

/** How ATTACHE_CLUSTERS looks. */
export const CLUSTERS_EXAMPLE =
  '[{ name: prod-eu, context: eu }, { name: prod-us, context: us, namespaces: [emissary, shop] }]';

const CLUSTERS = z
  .array(
    z.strictObject({
      name: z.string().regex(/^[^\s\-–—"'][^\s"']*$/, 'a name is one word, without quotes, and begins with no dash'),
      context: z.string().min(1).optional(),
      namespaces: z.array(z.string().min(1)).min(1).optional(),
      observe: z.boolean().optional(),
      from: z.string().min(1).optional(),
    }),
  )
  .min(1);

/**
 * Reads ATTACHE_CLUSTERS. What a cluster leaves out is as for the only one.
 *
 * @param only how the cluster is read when there is just one
 */
export function readClusters(
  text: string,
  only: SourceSettings,
): { readonly clusters: readonly ClusterConfig[]; readonly mistakes: readonly string[] } {
  const wrong = (...mistakes: readonly string[]) => ({
    clusters: [],
    mistakes: mistakes.map((mistake) => `${mistake}. It looks like ${CLUSTERS_EXAMPLE}`),
  });
  let raw: unknown;
  try {
    raw = parse(text);
  } catch {
    return wrong('ATTACHE_CLUSTERS is neither YAML nor JSON');
  }
  const parsed = CLUSTERS.safeParse(raw);
  if (!parsed.success) {
    return wrong(
      ...parsed.error.issues.map(({ path, message }) => `${['ATTACHE_CLUSTERS', ...path].join(', ')}: ${message}`),
    );
  }
  const names = parsed.data.map(({ name }) => name.toLowerCase());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return wrong(`ATTACHE_CLUSTERS names ${twice} twice; people could not tell them apart`);

  const clusters = parsed.data.map(({ name, from, observe, ...place }): ClusterConfig => {
    if (from !== undefined) return { name, source: { kind: 'file', paths: [from] } };
    const shared = only.kind === 'live' ? only : { kind: 'live' as const };
    return { name, source: { ...shared, ...withoutAbsent(place), ...(observe !== undefined && { observe }) } };
  });
  return { clusters, mistakes: [] };
}

function withoutAbsent({
  context,
  namespaces,
}: {
  readonly context?: string | undefined;
  readonly namespaces?: readonly string[] | undefined;
}) {
  return { ...(context !== undefined && { context }), ...(namespaces && { namespaces }) };
}
