import { type Cluster, indexSnapshot } from '../../src/cluster/cluster.ts';
import type { AnyObject } from '../../src/cluster/objects.ts';
import { parseObjects } from '../../src/sources/file.ts';

/** The objects in some YAML. */
export function objectsIn(yaml: string): readonly AnyObject[] {
  return parseObjects(yaml, 'test').objects;
}

/** A cluster that holds these objects and no others. */
export function clusterOf(...objects: readonly AnyObject[]): Cluster {
  return indexSnapshot({
    clusterName: 'test',
    takenAt: new Date('2026-01-01T00:00:00Z'),
    objects,
    gaps: [],
    problems: [],
  });
}
