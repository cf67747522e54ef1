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
  /** For one question to a running gateway. */
  readonly question: number;
  /** For the diagnostics of one Pod, which diagd computes for 14 s on a big installation. */
  readonly diagnosis: number;
  /** For all questions of one kind together. */
  readonly questions: number;
  /** For a TLS handshake. */
  readonly handshake: number;
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
  question: 10_000,
  diagnosis: 20_000,
  questions: 30_000,
  handshake: 3000,
};
