import type { Gap } from '../../src/cluster/cluster.ts';
import type { Area, Severity } from '../../src/engine/check.ts';
import type { Finding } from '../../src/engine/finding.ts';
import type { Report } from '../../src/engine/run.ts';
import type { SilencedBy } from '../../src/engine/silence.ts';
import type { Acknowledgement } from '../../src/state/acknowledgement.ts';
import type { Tracked } from '../../src/state/tracking.ts';

export const DAY = 86_400_000;

/** A time on a day of January 2026, and an hour of it. */
export const day = (number: number, hour = 9) => new Date(Date.UTC(2026, 0, number, hour));

interface GivenFinding {
  readonly code?: string;
  readonly severity?: Severity;
  readonly area?: Area;
  readonly namespace?: string;
  readonly evidence?: Finding['evidence'];
  readonly related?: Finding['related'];
  readonly data?: Finding['data'];
}

export function finding(fingerprint: string, given: GivenFinding = {}): Finding {
  const {
    code = 'TLS003',
    severity = 'warning',
    area = 'tls',
    namespace = 'shop',
    evidence = [],
    related = [],
    data = {},
  } = given;
  return {
    fingerprint,
    code,
    name: 'tls-cert-expiring',
    area,
    title: 'A certificate ends soon',
    severity,
    on: { kind: 'Secret', namespace, name: `tls-${fingerprint}` },
    message: 'The certificate in {secret} ends on {ends}.',
    why: 'Browsers refuse the connection.',
    fix: 'Renew it.',
    data: {
      secret: { kind: 'Secret', namespace, name: 'tls' },
      ends: { date: '2026-02-01T00:00:00.000Z' },
      days: 9,
      ...data,
    },
    evidence,
    related,
  };
}

interface GivenReport {
  readonly at?: Date;
  readonly silenced?: Report['silenced'];
  readonly ran?: readonly string[];
  readonly gaps?: readonly Gap[];
  readonly cluster?: string;
  readonly namespaces?: readonly string[];
}

export function report(findings: readonly Finding[], given: GivenReport = {}): Report {
  const { at = day(1), silenced = [], ran = ['TLS003'], gaps = [], cluster = 'prod-eu', namespaces } = given;
  return {
    clusterName: cluster,
    takenAt: at,
    evaluatedAt: at,
    findings,
    silenced,
    ran,
    skipped: [],
    unobserved: [],
    off: [],
    gaps,
    problems: [],
    ...(namespaces && { namespaces }),
    looked: {},
  };
}

/** Why the finding with this fingerprint is silenced. */
export const hush = (fingerprint: string, until?: string): SilencedBy => ({
  reason: 'moves next week',
  ...(until !== undefined && { until }),
  on: finding(fingerprint).on,
  annotation: 'attache.dev/silence.TLS003',
});

type Said = Omit<Acknowledgement, 'untilChange'>;
export const ada = (at = day(1), more: Partial<Said> = {}): Said => ({ by: 'U1ADA', at, ...more });
export const bob = (at = day(1)): Said => ({ by: 'U2BOB', at });

export function tracked(fingerprint: string, given: GivenFinding & Partial<Omit<Tracked, 'finding'>> = {}): Tracked {
  const { firstSeen = day(1), lastSeen = firstSeen, returnedAt, resolvedAt, acknowledgement, silenced, worst } = given;
  const found = finding(fingerprint, given);
  return {
    finding: found,
    firstSeen,
    lastSeen,
    ...(returnedAt && { returnedAt }),
    ...(resolvedAt && { resolvedAt }),
    ...(acknowledgement && { acknowledgement }),
    ...(silenced && { silenced }),
    worst: worst ?? found.severity,
  };
}
