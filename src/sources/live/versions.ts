import { isBuiltIn, KINDS } from '../../cluster/kinds.ts';
import type { ObjectKind } from '../../cluster/objects.ts';
import { fieldsOf, textOf } from '../fields.ts';
import { RequestFailure } from './failure.ts';
import { readObject } from './list.ts';
import type { Patience, Transport } from './transport.ts';

/** Older versions of kinds, the newest first, for clusters whose definitions do not serve the one that is wanted. */
const OLDER: Readonly<Record<string, readonly string[]>> = {
  'getambassador.io': ['v2', 'v1', 'v1beta2', 'v1beta1'],
  'gateway.networking.k8s.io': ['v1beta1'],
};

/** Which versions of a group the API server has. */
export interface Versions {
  /**
   * The versions to try for a kind, the best first. None: this cluster does not have the kind.
   *
   * @throws RequestFailure when that cannot be found out
   */
  of(kind: ObjectKind, patience: Patience): Promise<readonly string[]>;
}

/** Asks once for each group. */
export function versionsOf(transport: Transport): Versions {
  const groups = new Map<string, Promise<ReadonlySet<string> | undefined>>();
  const served = (group: string, patience: Patience) => {
    const known = groups.get(group) ?? readGroup(transport, group, patience);
    groups.set(group, known);
    return known;
  };
  return {
    async of(kind, patience) {
      const { group, version } = KINDS[kind];
      if (isBuiltIn(kind)) return [version];
      const wanted = [version, ...(OLDER[group] ?? [])];
      const versions = await served(group, patience);
      return versions ? wanted.filter((one) => versions.has(one)) : wanted;
    },
  };
}

// Undefined: it may not be asked for, so every version has to be tried.
async function readGroup(
  transport: Transport,
  group: string,
  patience: Patience,
): Promise<ReadonlySet<string> | undefined> {
  try {
    const { versions } = fieldsOf(await readObject(transport, `/apis/${group}`, patience));
    if (!Array.isArray(versions)) return undefined;
    return new Set(versions.map((entry) => textOf(fieldsOf(entry)['version'])).filter((one) => one !== undefined));
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error;
    if (error.status === 404) return new Set();
    if (error.status === 403) return undefined;
    throw error;
  }
}
