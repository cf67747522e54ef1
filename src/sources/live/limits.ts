/** How long and how often the API server is asked. Milliseconds, unless the name says otherwise. */
export interface Limits {
  /** To open a connection. */
  readonly connect: number;
  /** Until an answer begins, and between two pieces of it. */
  readonly answer: number;
  /** For one answer from beginning to end. */
  readonly whole: number;
  /** For a login command of a kubeconfig, and other ways to get credentials. */
  readonly login: number;
  /** Times one request is sent at most. */
  readonly tries: number;
  /** Before the second try; later waits double. */
  readonly firstWait: number;
  /** Spent waiting between tries, by all requests of one snapshot together. */
  readonly waiting: number;
  /** Lists that are read at the same time. */
  readonly lists: number;
  /** Single objects that are read at the same time. */
  readonly gets: number;
  /** Objects on a page of a large list. */
  readonly pageSize: number;
}

export const LIMITS: Limits = {
  connect: 10_000,
  answer: 30_000,
  whole: 120_000,
  login: 30_000,
  tries: 5,
  firstWait: 500,
  waiting: 60_000,
  lists: 2,
  gets: 8,
  pageSize: 500,
};
