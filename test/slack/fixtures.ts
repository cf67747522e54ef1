import { mappingBackendCrashing } from '../../src/checks/mappings/mapping-backend-crashing.ts';
import { mappingServiceMissing } from '../../src/checks/mappings/mapping-service-missing.ts';
import type { CertificateEnd } from '../../src/cluster/certificate-ends.ts';
import type { Snapshot } from '../../src/cluster/cluster.ts';
import type { AnyObject, Kind } from '../../src/cluster/objects.ts';
import { routesIn, traceIn } from '../../src/commands/look.ts';
import { simulateIn } from '../../src/commands/simulate.ts';
import type { Inspect, Progress, Reader } from '../../src/commands/tools.ts';
import { type Area, type Check, type Draft, defineCheck, type Severity } from '../../src/engine/check.ts';
import { type Finding, toFinding } from '../../src/engine/finding.ts';
import type { Report } from '../../src/engine/run.ts';
import { type CheckSettings, isOff, turnedOn } from '../../src/engine/settings.ts';
import type { SilencedFinding } from '../../src/engine/silence.ts';
import { parseObjects } from '../../src/sources/file.ts';
import { overlay } from '../../src/sources/overlay.ts';

/** Checks that look at nothing; what they would find is said by a world. */
export const CHECKS: readonly Check[] = [
  checkLike(
    'MAP001',
    'mapping-service-missing',
    'mappings',
    'error',
    'Mapping points at a Service that does not exist',
    {
      message: '{mapping} sends traffic to {service}, and there is no such Service.',
      why: 'Envoy answers every request of {mapping} with 503.',
      fix: 'Create {service}, or correct spec.service of {mapping}.',
    },
  ),
  checkLike('TLS003', 'tls-cert-expiring', 'tls', 'warning', 'A certificate ends soon', {
    message: 'The certificate in {secret} ends on {ends}.',
    why: 'From then on browsers refuse the connection.',
    fix: 'Renew the certificate in {secret}.',
  }),
  checkLike('TLS014', 'tls-staging-cert', 'tls', 'error', 'Staging certificate served in production', {
    message: '{host} serves {name} with a certificate that was issued by {issuer}.',
    why: 'Browsers refuse the connection with a warning page.',
    fix: 'Point {authority} at the production server, then let cert-manager issue again.',
  }),
  checkLike('GWY001', 'gateway-config-rejected', 'gateway', 'critical', 'Envoy refused the newest configuration', {
    message: 'Envoy in {pod} refused the newest configuration.',
    why: 'No later change reaches users.',
    fix: 'Mend what the log of {pod} names.',
  }),
];

/** Findings of these checks, as a real run would make them. */
export const missing = (mapping = 'cart', service = 'cart-svc', more: Partial<AnyDraft> = {}): Finding =>
  find('MAP001', {
    on: object('Mapping', mapping),
    data: { mapping: object('Mapping', mapping), service: object('Service', service) },
    evidence: [{ at: object('Mapping', mapping), path: 'spec.service', value: service }],
    ...more,
  });

export const expiring = (secret = 'api-tls', severity: Severity = 'warning', ends = '2026-12-02T00:00:00Z'): Finding =>
  find('TLS003', {
    on: object('Secret', secret),
    data: { secret: object('Secret', secret), ends: new Date(ends) },
    evidence: [{ at: object('Secret', secret), path: 'tls.crt', value: new Date(ends) }],
    severity,
  });

export const staging = (): Finding =>
  find('TLS014', {
    on: object('Host', 'shop'),
    data: {
      host: object('Host', 'shop'),
      name: 'shop.example.com',
      issuer: '(STAGING) Counterfeit Cashew R10',
      authority: { kind: 'ClusterIssuer', namespace: '', name: 'letsencrypt' },
    },
    evidence: [
      { at: object('Host', 'shop'), path: 'spec.tlsSecret.name', value: 'shop-tls' },
      { at: object('Secret', 'shop-tls'), path: 'issuer', value: '(STAGING) Counterfeit Cashew R10' },
      { at: object('Host', 'shop'), path: 'spec.acmeProvider.authority' },
    ],
    related: ['cart', 'checkout', 'search', 'login', 'img', 'api', 'ws'].map((name) => object('Mapping', name)),
    command: 'kubectl -n shop delete secret shop-tls',
  });

export const rejected = (): Finding =>
  find('GWY001', {
    on: object('Pod', 'emissary-1'),
    data: { pod: object('Pod', 'emissary-1') },
    evidence: [{ at: object('Pod', 'emissary-1'), path: 'log', value: 'gRPC config rejected' }],
  });

/** Findings of older versions may have no command. */
type AnyDraft = Omit<Draft, 'command'> & Partial<Pick<Draft, 'command'>>;

/** A finding with anything in it. */
export function find(code: string, draft: AnyDraft): Finding {
  const check = CHECKS.find((one) => one.code === code);
  if (!check) throw new Error(`there is no check ${code}`);
  return toFinding(check, draft as Draft);
}

export function object(kind: string, name: string, namespace = 'shop'): Finding['on'] {
  return { kind, namespace, name };
}

/** When a certificate ends. */
export const ending = (secret: string, ends: string, renewal?: string): CertificateEnd => ({
  secret: object('Secret', secret),
  hostnames: [`${secret.replace(/-tls$/, '')}.example.com`],
  ends: new Date(ends),
  ...(renewal !== undefined && { renewal: new Date(renewal) }),
});

/** What the cluster is like now; a test changes it. */
export interface World {
  findings: readonly Finding[];
  gaps: Report['gaps'];
  skipped: Report['skipped'];
  looked: Partial<Record<Kind, number>>;
  certificates: readonly CertificateEnd[] | undefined;
  /** Thrown instead of a report. */
  error: Error | undefined;
  /** Waited for before a report is given, as often as a run asks. */
  hold: Promise<void> | undefined;
  /** Steps that a run goes through before it gives its report. */
  steps: readonly (() => void | Promise<void>)[];
  progress: ((progress: Progress) => void) | undefined;
  runs: number;
  settings: CheckSettings;
  silenced: readonly SilencedFinding[];
  /** What look-ups read. */
  objects: readonly AnyObject[];
}

export function newWorld(): World {
  return {
    findings: [],
    gaps: [],
    skipped: [],
    looked: { Mapping: 57, Host: 12, Service: 60, Secret: 41, TLSContext: 3 },
    certificates: undefined,
    error: undefined,
    hold: undefined,
    steps: [],
    progress: undefined,
    runs: 0,
    settings: {},
    silenced: [],
    objects: [],
  };
}

/** Gives reports of a world. */
export function inspectWorld(world: World, clusterName = 'prod-eu'): Inspect {
  return async (checks, { now, onProgress }) => {
    world.runs += 1;
    world.progress = onProgress;
    const { hold, error } = world;
    await hold;
    for (const step of world.steps) await step();
    if (error) throw error;
    const codes = new Set(turnedOn(checks, world.settings).map(({ code }) => code));
    return {
      clusterName,
      takenAt: now,
      evaluatedAt: now,
      findings: world.findings.filter(({ code }) => codes.has(code)),
      silenced: world.silenced.filter(({ finding }) => codes.has(finding.code)),
      ran: [...codes].filter((code) => !world.skipped.some((skip) => skip.code === code)),
      skipped: world.skipped.filter(({ code }) => codes.has(code)),
      gaps: world.gaps,
      problems: [],
      unobserved: [],
      off: checks.filter((check) => isOff(check, world.settings)).map(({ code }) => code),
      looked: world.looked,
      ...(world.certificates && { certificates: world.certificates }),
    };
  };
}

/** Looks things up in a world's objects, with checks that find nothing but what the world says. */
export function lookWorld(world: World, clusterName = 'prod-eu'): Omit<Reader, 'inspect'> {
  const snapshot = (takenAt: Date): Snapshot => {
    if (world.error) throw world.error;
    world.runs += 1;
    return { clusterName, takenAt, objects: world.objects, gaps: [], problems: [] };
  };
  return {
    routes: async ({ now }) => routesIn(snapshot(now)),
    trace: async (request, _, { now }) => ({
      ...traceIn(snapshot(now), request, [], { now }),
      findings: world.findings,
    }),
    // Real checks, because here they are asked twice.
    simulate: async ({ text, where }, _, { now }) => {
      await world.hold;
      const before = { ...snapshot(now), gaps: world.gaps };
      const { objects, problems } = parseObjects(text, where);
      const { snapshot: after, laid } = overlay(before, objects);
      return simulateIn({ before, after, laid, problems }, [mappingServiceMissing, mappingBackendCrashing], { now });
    },
  };
}

/** A source that cannot be reached, as sources say it. */
export function unreachable(): Error {
  return Object.assign(new Error('connection refused by 10.0.0.1:6443'), {
    name: 'SourceError',
    advice: 'Check that the API server is up and that my ServiceAccount still exists.',
  });
}

function checkLike(
  code: string,
  name: string,
  area: Area,
  severity: Severity,
  title: string,
  words: { readonly message: string; readonly why: string; readonly fix: string },
): Check {
  return defineCheck({
    ...{ code, name, area, severity, title },
    ...words,
    reads: ['Secret'],
    options: { warnDays: 30 },
    silent: ['Certificates that no Host serves.'],
    example: { bad: `# ${name}\nkind: Mapping`, good: 'kind: Mapping\nspec: {}' },
    run: () => {},
  });
}
