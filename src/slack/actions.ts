import { isRecord } from '../cluster/records.ts';
import type { CheckRequest } from '../commands/answer.ts';
import type { RememberingTools } from '../commands/tools.ts';
import type { Store } from '../state/store.ts';
import type { Tracked } from '../state/tracking.ts';
import { requestOf } from './facts.ts';
import { type Look, lookOf } from './look.ts';

/** What a button does, and in which cluster. It is stored; the button's value is only its id. */
export type Action = { readonly cluster: string } & Deed;

type Deed =
  | { readonly do: 'check'; readonly request: CheckRequest }
  | { readonly do: 'rerun'; readonly fingerprint: string }
  | { readonly do: 'acknowledge'; readonly fingerprint: string }
  | { readonly do: 'explained'; readonly fingerprint: string }
  | { readonly do: 'share'; readonly look: Look };

/** The `action_id` of the button for each. */
export const ACTION_IDS: Readonly<Record<Deed['do'], string>> = {
  check: 'report.again',
  rerun: 'finding.again',
  acknowledge: 'finding.acknowledge',
  explained: 'finding.explained',
  share: 'look.share',
};

/** Ids of the buttons of a finding; absent: it has no such button. */
export interface FindingButtons {
  readonly rerun?: string;
  readonly acknowledge?: string;
  /** Shows the findings that it explains. */
  readonly explained?: string;
}

/** Stores what the buttons of a finding do. A resolved finding has none; one that is silenced or taken cannot be taken. */
export async function findingButtons(tracked: Tracked, place: ButtonPlace): Promise<FindingButtons> {
  if (tracked.resolvedAt) return {};
  const { fingerprint, explains = 0 } = tracked.finding;
  const save = (what: 'rerun' | 'acknowledge' | 'explained') => saveButton({ do: what, fingerprint }, place);
  const isTaken = tracked.acknowledgement || tracked.silenced;
  return {
    rerun: await save('rerun'),
    ...(!isTaken && { acknowledge: await save('acknowledge') }),
    ...(explains > 0 && { explained: await save('explained') }),
  };
}

/** Stores the request that a button repeats. */
export function checkButton(request: CheckRequest, place: ButtonPlace): Promise<string> {
  return saveButton({ do: 'check', request }, place);
}

/** Stores what is to be looked up again for everyone. */
export function shareButton(look: Look, place: ButtonPlace): Promise<string> {
  return saveButton({ do: 'share', look }, place);
}

/** Where what a button does is stored, and for which cluster. */
export type ButtonPlace = Pick<RememberingTools, 'store' | 'clusterName'>;

function saveButton(deed: Deed, { store, clusterName }: ButtonPlace): Promise<string> {
  return store.saveAction({ cluster: clusterName, ...deed } satisfies Action);
}

/** What a button with this value does; undefined: unknown, too old, or from another version. */
export async function actionOf(id: string, store: Store): Promise<Action | undefined> {
  const stored = await store.findAction(id);
  if (!isRecord(stored) || typeof stored['cluster'] !== 'string') return undefined;
  const deed = deedOf(stored);
  return deed && { cluster: stored['cluster'], ...deed };
}

function deedOf(stored: Readonly<Record<string, unknown>>): Deed | undefined {
  if (stored['do'] === 'check') {
    const request = requestOf(stored['request']);
    return request && { do: 'check', request };
  }
  if (stored['do'] === 'share') {
    const look = lookOf(stored['look']);
    return look && { do: 'share', look };
  }
  const { fingerprint } = stored;
  if (typeof fingerprint !== 'string') return undefined;
  const { do: what } = stored;
  return what === 'rerun' || what === 'acknowledge' || what === 'explained' ? { do: what, fingerprint } : undefined;
}
