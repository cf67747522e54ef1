import type { ClustersAnswer } from './answer.ts';
import { status } from './status.ts';
import type { RememberingTools } from './tools.ts';

/** How each cluster stands, from memory. */
export async function clusters(
  all: readonly RememberingTools[],
  here: string,
  isChosen: boolean,
): Promise<ClustersAnswer> {
  const seen = await Promise.all(
    all.map(async (tools) => {
      const { open, lastSeen } = await status(tools, []);
      return {
        name: tools.clusterName,
        isHere: tools.clusterName === here,
        open: open.map(({ finding }) => finding.severity),
        ...(lastSeen && { lastSeen }),
      };
    }),
  );
  return { kind: 'clusters', clusters: seen, isChosen };
}
