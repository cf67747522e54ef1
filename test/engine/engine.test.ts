import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { nearest } from '../../src/cluster/names.ts';
import { FROM_OUTSIDE, NOT_OBSERVED } from '../../src/cluster/observed.ts';
import { AREAS, defineCheck, SEVERITIES, words } from '../../src/engine/check.ts';
import { isAtLeast, isWorse } from '../../src/engine/compare.ts';
import { fingerprint } from '../../src/engine/finding.ts';
import {
  addPort,
  edit,
  kubectl,
  label,
  logs,
  nameFor,
  patch,
  placeholdersIn,
  quote,
  remove,
  rename,
  show,
} from '../../src/engine/kubectl.ts';
import { runChecks } from '../../src/engine/run.ts';
import { selectChecks } from '../../src/engine/select.ts';
import { fill, plain } from '../../src/engine/text.ts';
import { daysUntil, timeOf } from '../../src/engine/time.ts';
import { snapshotOf } from '../support/check-tester.ts';

const now = new Date('2026-01-01T00:00:00Z');
const on = { kind: 'Mapping', namespace: 'shop', name: 'cart' };
const MAPPING = 'kind: Mapping\nmetadata: { name: cart, namespace: shop }\nspec: { prefix: / }\n';

const every = defineCheck({
  code: 'MAP998',
  name: 'every-mapping',
  area: 'mappings',
  title: 'Every Mapping',
  severity: 'warning',
  reads: ['Mapping'],
  options: { limit: 3 },
  message: 'There is {mapping}.',
  why: 'It is there.',
  fix: 'Leave it.',
  example: { bad: '', good: '' },
  run({ cluster, options, report }) {
    for (const mapping of cluster.all('Mapping')) {
      const evidence = [{ at: mapping, path: 'limit', value: options.limit }];
      report({ on: mapping, data: { mapping }, evidence, command: 'kubectl get mapping' });
    }
  },
});
const broken = {
  ...every,
  code: 'MAP997',
  run: () => {
    throw new Error('oops');
  },
};

describe('a run', () => {
  it('goes on when a check throws, and says so', () => {
    const report = runChecks(snapshotOf({ given: MAPPING }), [broken, every], { now });
    expect(report.ran).toEqual(['MAP998']);
    expect(report.skipped).toEqual([{ code: 'MAP997', reason: 'the check failed: oops' }]);
    expect(report.findings).toHaveLength(1);
  });

  it('skips a check whose kind could not be read', () => {
    const report = runChecks(snapshotOf({ given: [], gaps: [{ kind: 'Mapping', reason: 'forbidden' }] }), [every], {
      now,
    });
    expect(report).toMatchObject({ ran: [], skipped: [{ code: 'MAP998', reason: 'cannot read Mapping: forbidden' }] });
  });

  it.each([NOT_OBSERVED, FROM_OUTSIDE])(
    'does not call it a failure when a check has nothing to go by: %s',
    (reason) => {
      const observing = { ...every, reads: ['Mapping', 'Diagnostics'] as const };
      const given = { given: MAPPING, gaps: [{ kind: 'Diagnostics', reason }] as const };
      const report = runChecks(snapshotOf(given), [observing], { now });
      expect(report).toMatchObject({ ran: [], skipped: [], unobserved: ['MAP998'], findings: [] });
    },
  );

  it('runs a check whose kind could not be read in one namespace, but does not count it as whole', () => {
    const gaps = [{ kind: 'Mapping', namespace: 'billing', reason: 'forbidden' }] as const;
    const report = runChecks(snapshotOf({ given: MAPPING, gaps }), [every], { now });
    expect(report.findings).toHaveLength(1);
    expect(report.ran).toEqual([]);
    expect(report.skipped[0]?.reason).toContain('billing');
  });

  it('takes thresholds by name', () => {
    const settings = { 'every-mapping': { limit: 5 } };
    const report = runChecks(snapshotOf({ given: MAPPING }), [every], { now, settings });
    expect(report.findings[0]?.evidence[0]?.value).toBe(5);
  });

  it('leaves out a check that is off, and says so', () => {
    const other = { ...every, code: 'MAP996', name: 'another' };
    const settings = { 'every-mapping': 'off' } as const;
    const report = runChecks(snapshotOf({ given: MAPPING }), [every, other], { now, settings });
    expect(report).toMatchObject({ off: ['MAP998'], ran: ['MAP996'], skipped: [] });
    expect(report.findings.map(({ code }) => code)).toEqual(['MAP996']);
  });

  it('survives being sent to a thread and stored', () => {
    const report = runChecks(snapshotOf({ given: MAPPING }), [every], { now });
    expect(structuredClone(report)).toEqual(report);
    expect(JSON.parse(JSON.stringify(report.findings))).toEqual(report.findings);
  });
});

describe('identity', () => {
  it('is code, object and key, and nothing else', () => {
    expect(fingerprint('MAP001', on)).toBe(fingerprint('MAP001', { ...on }));
    expect(fingerprint('MAP001', on)).toMatch(/^[0-9a-f]{12}$/);
    const others = [
      fingerprint('MAP002', on),
      fingerprint('MAP001', on, '80'),
      fingerprint('MAP001', { ...on, name: 'x' }),
      fingerprint('MAP001', { ...on, namespace: 'x' }),
      fingerprint('MAP001', { ...on, kind: 'Host' }),
    ];
    expect(new Set([fingerprint('MAP001', on), ...others]).size).toBe(6);
  });
});

describe('related objects', () => {
  it('are named once, and do not hold the object that the finding is on', () => {
    const all = `${MAPPING}---\n${MAPPING.replace('cart', 'users')}---\n${MAPPING.replace('cart', 'api')}`;
    const group = defineCheck({
      ...every,
      run({ cluster, report }) {
        const mappings = cluster.all('Mapping');
        for (const mapping of mappings.slice(0, 1)) {
          report({
            on: mapping,
            data: { mapping },
            evidence: [],
            related: [...mappings, ...mappings],
            command: 'kubectl get mapping',
          });
        }
      },
    });
    const [finding] = runChecks(snapshotOf({ given: all }), [group], { now }).findings;
    expect(finding?.on.name).toBe('api');
    expect(finding?.related.map(({ name }) => name)).toEqual(['cart', 'users']);
  });
});

describe('texts', () => {
  it('are filled with facts, each the way a surface writes it', () => {
    const facts = {
      a: 'x',
      n: 5,
      when: { date: '2026-03-01T10:00:00.000Z' },
      on,
      many: ['a', 'b'],
      part: words('by far'),
    };
    expect(fill('{a} {n} {when} {on} {many} {part}', facts, plain)).toBe(
      'x 5 2026-03-01 Mapping shop/cart a, b by far',
    );
  });

  it('name at most five of a list', () => {
    expect(fill('{all}', { all: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] }, plain)).toBe('a, b, c, d, e and 2 more');
  });

  it('keep a brace that stands for nothing', () => {
    expect(fill('{unknown}', {}, plain)).toBe('{unknown}');
  });
});

describe('severities', () => {
  it('go from critical to info', () => {
    expect(SEVERITIES.map((severity) => isAtLeast(severity, 'error'))).toEqual([true, true, false, false]);
    expect(isWorse('critical', 'error')).toBe(true);
    expect(isWorse('error', 'error')).toBe(false);
  });
});

describe('commands to paste', () => {
  it('are quoted, so that a name can only name', () => {
    expect(quote('cart-1.shop')).toBe('cart-1.shop');
    expect(quote(`a'; rm -rf /`)).toBe(`'a'\\''; rm -rf /'`);
    expect(patch(on, { spec: { service: "a'b" } })).toBe(
      `kubectl -n shop patch mappings.v3alpha1.getambassador.io cart --type=merge -p '{"spec":{"service":"a'\\''b"}}'`,
    );
    expect(kubectl('describe', { kind: 'ClusterIssuer', namespace: '', name: 'le' })).toBe(
      'kubectl describe clusterissuer le',
    );
    expect(logs({ ...on, kind: 'Pod' }, 'app', true)).toBe('kubectl -n shop logs cart -c app --previous');
  });

  it('open what bears the annotation that an object stands in', () => {
    const bearer = { kind: 'Service', namespace: 'shop', name: 'cart' };
    const spec = { prefix: '/' };
    const object = { kind: 'Mapping', metadata: { name: 'a', namespace: 'b' }, spec, annotationOf: bearer } as const;
    const commands = [patch(object, {}), edit(object), remove(object), rename(object, 'c'), label(object, ['a=b'])];
    expect(new Set(commands)).toEqual(new Set(['kubectl -n shop edit service cart']));
    expect(show(object)).toBe('kubectl -n shop get service cart -o yaml');
  });

  it('leave a number that is to be chosen without quotes, and say what is to be chosen', () => {
    const command = patch(on, { spec: { weight: 'WEIGHT', service: 'SERVICE.NAMESPACE:PORT' } });
    expect(command).toContain('{"weight":WEIGHT,"service":"SERVICE.NAMESPACE:PORT"}');
    expect(placeholdersIn(command)).toEqual(['WEIGHT', 'SERVICE', 'NAMESPACE', 'PORT']);
    expect(placeholdersIn('kubectl set env deployment a AMBASSADOR_ID=ID --protocol HTTPS')).toEqual(['ID']);
    expect(placeholdersIn('--cert=CERT.pem')).toEqual(['CERT.pem']);
  });

  it('give a Service with a nameless port names as soon as it has two', () => {
    const service = {
      kind: 'Service',
      metadata: { name: 'a', namespace: 'b' },
      spec: { ports: [{ port: 80 }, { port: 81, name: 'b' }] },
    } as const;
    expect(addPort(service, { name: 'c', port: 82, targetPort: 8082 })).toContain(
      '[{"op":"add","path":"/spec/ports/0/name","value":"port-80"},{"op":"add","path":"/spec/ports/-","value":{"name":"c","port":82,"targetPort":8082}}]',
    );
  });

  it('make names of hostnames and paths', () => {
    expect(nameFor('*.Shop.example')).toBe('all-shop-example');
    expect(nameFor('/cart/v2')).toBe('cart-v2');
  });
});

describe('did you mean', () => {
  it.each([
    ['crat', ['cart', 'card'], 'cart'],
    ['crat-service', ['cart-service', 'chart-service'], 'cart-service'],
    ['cart', ['cart-service', 'checkout'], 'cart-service'],
    ['auth', ['oauth'], 'oauth'],
    ['abc', ['xyz'], undefined],
    ['ab', ['xy'], undefined],
    ['same', ['same', 'sane'], undefined],
    ['web', [], undefined],
  ])('%s among %j is %s', (name, candidates, expected) => {
    expect(nearest(name, candidates)).toBe(expected);
  });
});

describe('days', () => {
  it('are whole, and negative once it has passed', () => {
    expect(daysUntil(new Date('2026-01-08T00:00:00Z'), now)).toBe(7);
    expect(daysUntil(new Date('2026-01-07T23:59:59Z'), now)).toBe(6);
    expect(daysUntil(new Date('2025-12-31T23:00:00Z'), now)).toBe(-1);
    expect(timeOf('nonsense')).toBeUndefined();
    expect(timeOf(undefined)).toBeUndefined();
  });
});

describe('the checks', () => {
  it('have codes and names of their own', () => {
    expect(new Set(checks.map(({ code }) => code)).size).toBe(checks.length);
    expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
  });

  const PREFIXES = {
    mappings: 'MAP',
    tls: 'TLS',
    routing: 'RTE',
    auth: 'AUT',
    balance: 'BAL',
    metrics: 'MET',
    gateway: 'GWY',
  };

  it.each(checks)('$code $name is complete and speaks plainly', (check) => {
    expect(check.code).toMatch(new RegExp(`^${PREFIXES[check.area]}\\d{3}$`));
    expect(check.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(check.title).not.toMatch(/[.!]$/);
    for (const text of [check.message, check.why, check.fix]) {
      expect(text).toMatch(/[.}]$/);
      expect(text).not.toMatch(/!|\bplease\b|\bsimply\b|\bjust\b/i);
    }
    for (const part of ['why', 'fix'] as const) {
      const general = check.inGeneral?.[part];
      if (!/\w/.test(check[part].replace(/\{\w+\}/g, ''))) expect(general, part).toBeDefined();
      if (general === undefined) continue;
      expect(general).not.toMatch(/[{}!]|\bplease\b|\bsimply\b|\bjust\b/i);
      expect(general).toMatch(/\.$/);
      expect(general.length).toBeLessThanOrEqual(300);
    }
    expect(check.example.bad.trim()).not.toBe(check.example.good.trim());
  });

  it('stand in every area, in the order of their codes', () => {
    for (const area of AREAS) {
      const codes = checks.filter((check) => check.area === area).map(({ code }) => code);
      expect(codes, area).not.toEqual([]);
      expect(codes).toEqual(codes.toSorted());
    }
  });

  it('are chosen by area, code and name', () => {
    const chosen = (...typed: string[]) => {
      const selection = selectChecks(checks, typed);
      return selection.kind === 'checks' ? selection.checks.map(({ code }) => code) : selection;
    };
    expect(chosen()).toHaveLength(checks.length);
    expect(chosen('BALANCE')).toEqual(checks.filter(({ area }) => area === 'balance').map(({ code }) => code));
    expect(chosen('map003', 'MAP001')).toEqual(['MAP001', 'MAP003']);
    expect(chosen('mapping-port-missing')).toEqual(['MAP003']);
    expect(chosen('balnce')).toEqual({ kind: 'unknown', word: 'balnce', nearest: 'balance' });
  });
});
