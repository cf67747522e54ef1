import { isRecord } from '../cluster/records.ts';

/** Where a form was asked for; it stands in the form's `private_metadata`, which people cannot see. */
export interface Origin {
  /** A Slack channel id. */
  readonly channel: string;
  readonly cluster: string;
}

/** An origin as a form carries it. */
export function writeOrigin({ channel, cluster }: Origin): string {
  return JSON.stringify({ channel, cluster });
}

/** @throws SyntaxError or TypeError for what `writeOrigin` did not write */
export function readOrigin(text: string): Origin {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value) || typeof value['channel'] !== 'string' || typeof value['cluster'] !== 'string') {
    throw new TypeError('a form without its origin');
  }
  return { channel: value['channel'], cluster: value['cluster'] };
}
