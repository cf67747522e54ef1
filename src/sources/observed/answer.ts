/** The Pod that was asked, or whose file it is. */
export interface Place {
  readonly namespace: string;
  readonly name: string;
}

/** What became of an answer: an observation, or in a few words for people why it is none. */
export type Understood<T> = { readonly object: T } | { readonly problem: string };

/** Bytes that are read of one answer at most, from a Pod or a file. */
export const MOST_BYTES = {
  /** Diagnostics reach 85 MB on big installations. */
  Diagnostics: 5 * 1024 ** 2,
  GatewayMetrics: 5 * 1024 ** 2,
  ContainerLog: 2 * 1024 ** 2,
  ServedCertificate: 1024 ** 2,
} as const;

const MOST_NAMES = 3;

/** `Pod a`, `Pods a, b`, `Pods a, b, c and 4 more`: for a gap, which has no place for them. */
export function podNames(pods: readonly { readonly metadata: Place }[]): string {
  const names = pods.map(({ metadata }) => metadata.name);
  const more = names.length - MOST_NAMES;
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return `Pod${names.length > 1 ? 's' : ''} ${shown}${more > 0 ? ` and ${more} more` : ''}`;
}
