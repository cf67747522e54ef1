import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import type { Gap } from '../../src/cluster/cluster.ts';
import { defineCheck } from '../../src/engine/check.ts';
import { kindsToRead, type RunOptions, runChecks } from '../../src/engine/run.ts';
import { silencedRoots } from '../../src/engine/silence.ts';
import { objectName } from '../../src/engine/text.ts';
import { NOW, snapshotOf } from '../support/check-tester.ts';

const silence = (check: string, text: string) =>
  `annotations: { attache.dev/silence.${check}: ${JSON.stringify(text)} }`;
const cart = (metadata = '', service = 'crat') => `
kind: Mapping
metadata: { name: cart, namespace: shop, ${metadata} }
spec: { hostname: "*", prefix: /cart/, service: ${service} }
`;
const SERVICE = 'kind: Service\nmetadata: { name: cart, namespace: shop }\nspec: { ports: [{ port: 80 }] }\n';

interface Given {
  readonly codes?: readonly string[];
  readonly gaps?: readonly Gap[];
  readonly options?: Partial<RunOptions>;
}

/** The report of some checks, of all that silences can name. */
function reportOf(given: readonly string[], { codes = ['MAP001', 'GWY038'], gaps = [], options }: Given = {}) {
  const chosen = checks.filter(({ code }) => codes.includes(code));
  return runChecks(snapshotOf({ given, gaps }), chosen, { now: NOW, catalogue: checks, ...options });
}

function codesOf(...[given, more]: Parameters<typeof reportOf>) {
  const { findings, silenced } = reportOf(given, more);
  return { found: findings.map(({ code }) => code), silenced: silenced.map(({ finding }) => finding.code) };
}

describe('a silence', () => {
  it('takes a finding out of the report, and keeps it beside', () => {
    const { findings, silenced, ran } = reportOf([
      cart(silence('MAP001', 'moves next week, until 2026-12-01')),
      SERVICE,
    ]);
    expect(findings).toEqual([]);
    expect(ran).toEqual(['MAP001', 'GWY038']);
    expect(silenced).toMatchObject([
      {
        finding: { code: 'MAP001', on: { kind: 'Mapping', namespace: 'shop', name: 'cart' } },
        by: {
          reason: 'moves next week',
          until: '2026-12-01',
          on: { kind: 'Mapping', namespace: 'shop', name: 'cart' },
          annotation: 'attache.dev/silence.MAP001',
        },
      },
    ]);
    expect(structuredClone(silenced)).toEqual(silenced);
  });

  it.each(['MAP001', 'map001', 'mapping-service-missing'])('names its check by code or name: %s', (check) => {
    expect(codesOf([cart(silence(check, 'moves')), SERVICE])).toEqual({ found: [], silenced: ['MAP001'] });
  });

  it('counts on the object of the finding only, for its check only', () => {
    const other =
      'kind: Mapping\nmetadata: { name: b, namespace: shop }\nspec: { hostname: "*", prefix: /b/, service: crat }\n';
    const report = reportOf([cart(silence('MAP001', 'moves')), other, SERVICE]);
    expect(report.findings.map(({ on }) => objectName(on))).toEqual(['Mapping shop/b']);
    expect(codesOf([cart(silence('MAP003', 'moves')), SERVICE]).found).toEqual(['MAP001', 'GWY038']);
  });

  it.each([
    ['2026-01-01', []],
    ['2025-12-31', ['MAP001', 'GWY038']],
  ])('lasts until the end of its last day: %s', (day, found) => {
    expect(codesOf([cart(silence('MAP001', `moves, until ${day}`)), SERVICE]).found).toEqual(found);
  });

  it.each(['', 'until 2026-12-01', 'moves, until soon'])(
    'without a reason, or with a day that is none, hides nothing: %j',
    (text) => {
      expect(codesOf([cart(silence('MAP001', text)), SERVICE])).toEqual({ found: ['MAP001', 'GWY038'], silenced: [] });
    },
  );

  it('on the Service or Ingress counts for what is written in its annotation', () => {
    const given = `
kind: Service
metadata:
  name: front
  namespace: shop
  annotations:
    attache.dev/silence.MAP001: moves next week
    getambassador.io/config: |
      apiVersion: getambassador.io/v3alpha1
      kind: Mapping
      name: cart
      hostname: "*"
      prefix: /cart/
      service: crat
spec: { ports: [{ port: 80 }] }
`;
    const { findings, silenced } = reportOf([given]);
    expect(findings).toEqual([]);
    expect(silenced).toMatchObject([
      { finding: { on: { name: 'cart' } }, by: { on: { kind: 'Service', name: 'front' } } },
    ]);
  });

  it('on an Ingress counts for what Emissary makes of it', () => {
    const made = defineCheck({
      ...{ code: 'MAP998', name: 'made', area: 'mappings', title: 'Made', severity: 'error', reads: ['Ingress'] },
      ...{ message: 'There is {mapping}.', why: 'It is there.', fix: 'Leave it.', example: { bad: '', good: '' } },
      run({ cluster, report }) {
        for (const { metadata } of cluster.all('Ingress')) {
          const madeFrom = { kind: 'Ingress', namespace: metadata.namespace, name: metadata.name };
          const mapping = {
            kind: 'Mapping',
            metadata: { ...metadata, name: 'front-0-0' },
            spec: {},
            madeFrom,
          } as const;
          report({ on: mapping, data: { mapping }, evidence: [], command: 'kubectl get mapping' });
        }
      },
    });
    const given = `kind: Ingress\nmetadata: { name: front, namespace: shop, ${silence('MAP998', 'moves')} }\nspec: {}\n`;
    const { findings, silenced } = runChecks(snapshotOf({ given }), [made], { now: NOW });
    expect(findings).toEqual([]);
    expect(silenced).toMatchObject([{ finding: { on: { name: 'front-0-0' } }, by: { on: { kind: 'Ingress' } } }]);
  });

  it('of the check that judges silences works too, and is judged by nobody', () => {
    const both = 'annotations: { attache.dev/silence.MAP001: moves, attache.dev/silence.GWY038: known }';
    expect(codesOf([cart(both, 'cart'), SERVICE])).toEqual({ found: [], silenced: ['GWY038'] });
    expect(codesOf([cart(silence('GWY038', 'known'), 'cart'), SERVICE])).toEqual({ found: [], silenced: [] });
  });
});

describe('the silence of a cause', () => {
  const route = (name: string, metadata = '') =>
    `kind: Mapping\nmetadata: { name: ${name}, namespace: shop, ${metadata} }\nspec: { hostname: "*", prefix: /cart/, service: ${name} }\n`;
  const codes = ['MAP001', 'RTE034', 'GWY038'];

  it('takes what follows from it along', () => {
    const report = reportOf([route('a'), route('b'), SERVICE], { codes });
    const symptom = report.findings.find(({ causedBy }) => causedBy !== undefined);
    expect(symptom?.code).toBe('RTE034');
    const cause = report.findings.find(({ fingerprint }) => fingerprint === symptom?.causedBy);

    const hush = (name: string) => route(name, name === cause?.on.name ? silence('MAP001', 'moves') : '');
    const { findings, silenced } = reportOf([hush('a'), hush('b'), SERVICE], { codes });
    expect(findings.map(({ code }) => code)).toEqual(['MAP001']);
    expect(silenced.map(({ finding, by }) => `${finding.code} ${by.annotation}`).toSorted()).toEqual([
      'MAP001 attache.dev/silence.MAP001',
      'RTE034 attache.dev/silence.MAP001',
    ]);
    expect(silencedRoots(silenced).map(({ finding }) => finding.code)).toEqual(['MAP001']);
  });

  it('of what follows alone leaves the cause as bad as it is by itself', () => {
    const given = (metadata: string) => [route('a', metadata), route('b', metadata), SERVICE];
    const { findings } = reportOf(given(silence('RTE034', 'known')), { codes: ['MAP001', 'RTE034'] });
    expect(findings.map(({ code, explains }) => `${code} ${explains ?? 0}`)).toEqual(['MAP001 0', 'MAP001 0']);
  });
});

describe('whether a silence is used', () => {
  const unused = cart(silence('MAP001', 'moves'), 'cart');

  it('is said when its check ran', () => {
    expect(codesOf([unused, SERVICE]).found).toEqual(['GWY038']);
  });

  it('is found out also when its check was not asked for, and says nothing else', () => {
    expect(codesOf([unused, SERVICE], { codes: ['GWY038'] })).toEqual({ found: ['GWY038'], silenced: [] });
    const used = cart(silence('MAP001', 'moves'));
    const other = used.replaceAll('cart', 'other').replace(/annotations.* }/, '}');
    const report = reportOf([used, other, SERVICE], { codes: ['GWY038'] });
    expect(report).toMatchObject({ findings: [], silenced: [], ran: ['GWY038'] });
  });

  it('for which all that may be named has to be read', () => {
    const judge = checks.filter(({ code }) => code === 'GWY038');
    expect(kindsToRead(judge, { catalogue: checks })).toEqual(kindsToRead(checks, {}));
    const mapping = checks.filter(({ code }) => code === 'MAP001');
    expect(kindsToRead(mapping, { catalogue: checks })).toEqual(kindsToRead(mapping, {}));
    expect(kindsToRead(mapping, { settings: { 'mapping-service-missing': 'off' } })).toEqual(new Set());
  });

  it('is unknown when its check could not run everywhere: then the check of silences did not run whole', () => {
    for (const gap of [{ reason: 'forbidden' }, { namespace: 'billing', reason: 'forbidden' }]) {
      const report = reportOf([unused, SERVICE], { gaps: [{ kind: 'Service', ...gap }] });
      expect(report.findings).toEqual([]);
      expect(report.ran).toEqual([]);
      expect(report.skipped).toContainEqual({
        code: 'GWY038',
        reason: 'not for every silence (MAP001 could not run on everything)',
      });
    }
  });

  it('is unknown when its check is off, and that is no reason to worry', () => {
    const settings = { 'mapping-service-missing': 'off' } as const;
    const report = reportOf([unused, SERVICE], { options: { settings } });
    expect(report).toMatchObject({ findings: [], ran: ['GWY038'], skipped: [] });
  });
});
