/** What Slack allows at most, where sources differ the smaller number, and how much of a report goes where. */
export const LIMITS = {
  /** Blocks of one message. */
  blocks: 50,
  /** Characters of all blocks as JSON: undocumented, found at about 13,200 (bolt-js issue 2509). */
  payload: 12_800,
  section: 3_000,
  context: 2_000,
  /** A message's `text`; `chat.update` takes 4,000 at most. */
  text: 3_000,
  buttonText: 75,
  /** Characters that a person can type into a form's field. */
  input: 3_000,
  /** Characters of the longest name in Kubernetes, with its namespace before it. */
  objectName: 320,
  /** Characters of one fact: a name, a value. */
  fact: 200,
  /** Characters of why somebody acknowledged: it stands in one line. */
  reason: 150,
  /** Characters of a code block. */
  command: 2_400,

  /** Findings in a report's own message. */
  worst: 5,
  /** Findings with a message of their own in a thread. */
  inThread: 30,
  /** Findings of a digest with a message of their own: the rest are listed in one more. */
  inDigest: 11,
  evidence: 10,
  related: 5,
  /** Lines of a list, such as what is open. */
  lines: 10,
  /** Events of a history. */
  events: 20,
} as const;

/** How often a message may change while a check runs, in milliseconds: `chat.update` is tier 3. */
export const PROGRESS_EVERY = 3_000;
