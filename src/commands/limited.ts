import type { Tracked } from '../state/tracking.ts';
import { mayBeSeen, type Permission } from './access.ts';
import type { RememberingTools } from './tools.ts';

/** The namespaces that a finding touches; `''` stands for what lives in none. */
export function namespacesOf({ finding }: Tracked): readonly string[] {
  return [...new Set([finding.on, ...finding.related].map(({ namespace }) => namespace))];
}

/** Tools that remember only the findings that may be seen. For reading: what a run changes is told of everything. */
export function limitedTools(tools: RememberingTools, permission: Permission): RememberingTools {
  if (!permission.namespaces) return tools;
  const isSeen = (tracked: Tracked) => namespacesOf(tracked).some((namespace) => mayBeSeen(namespace, permission));
  const { store } = tools;
  return {
    ...tools,
    store: {
      ...store,
      read: async (cluster) => (await store.read(cluster)).filter(isSeen),
      async find(cluster, fingerprint) {
        const tracked = await store.find(cluster, fingerprint);
        return tracked && isSeen(tracked) ? tracked : undefined;
      },
    },
  };
}
