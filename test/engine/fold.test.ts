import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import type { Ref } from '../../src/cluster/objects.ts';
import { type Check, type Draft, defineCheck, type Severity } from '../../src/engine/check.ts';
import { byImportance } from '../../src/engine/compare.ts';
import { type Finding, toFinding } from '../../src/engine/finding.ts';
import { fold, rootsOf } from '../../src/engine/fold.ts';

const checkOf = (name: string, explains: readonly string[] = [], more: Partial<Check> = {}): Check => ({
  ...defineCheck({
    code: `${name.toUpperCase()}001`,
    name,
    area: 'tls',
    title: name,
    severity: 'error',
    reads: [],
    message: 'It is.',
    why: 'It is.',
    fix: 'Mend it.',
    example: { bad: '', good: '' },
    run() {},
  }),
  explains,
  ...more,
});
const ref = (kind: string, name: string): Ref => ({ kind, namespace: 'shop', name });
const secret = ref('Secret', 'shop-tls');
const host = ref('Host', 'shop');
const mapping = ref('Mapping', 'cart');

const certificate = checkOf('certificate', ['secret']);
const missing = checkOf('secret', ['host', 'mapping']);
const dropped = checkOf('host', ['mapping']);
const unserved = checkOf('mapping');
const CHECKS = [unserved, dropped, missing, certificate];

const found = (check: Check, on: Ref, related: readonly Ref[] = [], severity: Severity = 'error'): Finding =>
  toFinding(check, { on, data: {}, evidence: [], related, severity, command: 'kubectl get' } as Draft);
const shape = (findings: readonly Finding[]) =>
  findings.map(({ name, on, severity, causedBy, explains }) => ({
    is: `${name} on ${on.name}`,
    severity,
    ...(causedBy && { under: findings.find(({ fingerprint }) => fingerprint === causedBy)?.name }),
    ...(explains && { explains }),
  }));

describe('folding', () => {
  it('leaves findings alone that no other explains', () => {
    const findings = [found(missing, secret), found(unserved, mapping)];
    expect(fold(findings, CHECKS)).toEqual(findings);
  });

  it('puts a finding under one that names its object', () => {
    const findings = [found(missing, secret, [host]), found(dropped, host)];
    expect(shape(fold(findings, CHECKS))).toEqual([
      { is: 'secret on shop-tls', severity: 'error', explains: 1 },
      { is: 'host on shop', severity: 'error', under: 'secret' },
    ]);
  });

  it('puts a finding under one whose object it names', () => {
    const findings = [found(missing, secret), found(dropped, host, [secret])];
    expect(shape(fold(findings, CHECKS))[1]).toMatchObject({ under: 'secret' });
  });

  it('puts findings on one object together', () => {
    expect(shape(fold([found(dropped, host), found(unserved, host)], CHECKS))[1]).toMatchObject({ under: 'host' });
  });

  it('follows a cause to the first one', () => {
    const findings = [
      found(unserved, mapping, [host]),
      found(dropped, host),
      found(missing, secret, [host]),
      found(certificate, ref('Certificate', 'shop'), [secret]),
    ];
    expect(shape(fold(findings, CHECKS))).toEqual([
      { is: 'mapping on cart', severity: 'error', under: 'certificate' },
      { is: 'host on shop', severity: 'error', under: 'certificate' },
      { is: 'secret on shop-tls', severity: 'error', under: 'certificate' },
      { is: 'certificate on shop', severity: 'error', explains: 3 },
    ]);
  });

  it('makes a cause as bad as the worst that it explains, and no milder', () => {
    const findings = [
      found(missing, secret, [host, mapping], 'warning'),
      found(dropped, host, [], 'critical'),
      found(unserved, mapping, [], 'error'),
    ];
    expect(shape(fold(findings, CHECKS))[0]).toMatchObject({ severity: 'critical', explains: 2 });
    const milder = [found(missing, secret, [host], 'critical'), found(dropped, host, [], 'info')];
    expect(shape(fold(milder, CHECKS))[0]).toMatchObject({ severity: 'critical' });
  });

  it('chooses the worst of several causes, in any order of findings', () => {
    const mild = found(dropped, host, [mapping], 'warning');
    const bad = found(dropped, ref('Host', 'admin'), [mapping], 'critical');
    const symptom = found(unserved, mapping);
    for (const findings of [
      [mild, bad, symptom],
      [symptom, bad, mild],
    ]) {
      const folded = fold(findings, CHECKS).find(({ name }) => name === 'mapping');
      expect(folded?.causedBy).toBe(bad.fingerprint);
    }
  });
});

describe('roots', () => {
  const [cause, symptom] = fold([found(missing, secret, [host]), found(dropped, host)], CHECKS) as [Finding, Finding];

  it('hold what explains, with what it explains', () => {
    const { roots, symptoms } = rootsOf([cause, symptom]);
    expect(roots).toEqual([cause]);
    expect(symptoms.get(cause.fingerprint)).toEqual([symptom]);
  });

  it('hold a finding whose cause is not among them', () => {
    expect(rootsOf([symptom])).toEqual({ roots: [symptom], symptoms: new Map() });
  });
});

describe('the checks', () => {
  it('explain checks that exist', () => {
    const names = new Set(checks.map(({ name }) => name));
    const unknown = checks.flatMap(({ name, explains = [] }) =>
      explains.filter((one) => !names.has(one)).map((one) => `${name} explains ${one}`),
    );
    expect(unknown).toEqual([]);
  });

  it('never explain each other in a circle', () => {
    const explains = new Map(checks.map(({ name, explains = [] }) => [name, explains]));
    const walk = (name: string, way: readonly string[]): readonly string[] =>
      way.includes(name)
        ? [[...way, name].join(' → ')]
        : (explains.get(name) ?? []).flatMap((next) => walk(next, [...way, name]));
    expect(checks.flatMap(({ name }) => walk(name, []))).toEqual([]);
  });
});

it('what stops all later changes comes before what is as critical', () => {
  const freeze = checkOf('mapping', [], { freezes: true });
  const plain = found(checkOf('alpha'), host, [], 'critical');
  const frozen = found(freeze, mapping, [], 'critical');
  expect([plain, frozen].toSorted(byImportance)).toEqual([frozen, plain]);
  expect(found(freeze, mapping, [], 'error').freezes).toBeUndefined();
});
