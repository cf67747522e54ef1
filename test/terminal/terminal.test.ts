import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import type { Gap } from '../../src/cluster/cluster.ts';
import { FROM_OUTSIDE, NOT_OBSERVED } from '../../src/cluster/observed.ts';
import type { ReportAnswer } from '../../src/commands/answer.ts';
import { docsOf } from '../../src/docs.ts';
import { type Check, defineCheck, words } from '../../src/engine/check.ts';
import { kubectl } from '../../src/engine/kubectl.ts';
import { runChecks } from '../../src/engine/run.ts';
import type { CheckSettings } from '../../src/engine/settings.ts';
import { parseArguments } from '../../src/terminal/arguments.ts';
import { printable, wrap } from '../../src/terminal/format.ts';
import { renderReport } from '../../src/terminal/report.ts';
import { runInTerminal } from '../../src/terminal/run.ts';
import { screenOf } from '../../src/terminal/screen.ts';
import { snapshotOf } from '../support/check-tester.ts';

const now = new Date('2026-01-01T00:00:00Z');

/** A stream that keeps what was written. */
function stream(isTTY = false, columns = 100) {
  const written: string[] = [];
  return { isTTY, columns, write: (text: string) => written.push(text), text: () => written.join('') };
}

const BROKEN = `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: crat }
---
kind: Service
metadata: { name: cart, namespace: shop }
spec: { ports: [{ port: 80 }] }
---
kind: Mapping
metadata: { name: products, namespace: shop }
spec: { hostname: "*", prefix: /products/, service: cart, weight: 70 }
---
kind: Mapping
metadata: { name: products-next, namespace: shop }
spec: { hostname: "*", prefix: /products/, service: cart, weight: 20 }
`;

/** Runs `attache …` on a cluster and gives what came out. */
async function attache(
  line: string,
  given: string,
  {
    isTTY = false,
    gaps = [{ kind: 'Secret', reason: 'forbidden' }] as readonly Gap[],
    settings = {} as CheckSettings,
  } = {},
) {
  const parsed = parseArguments(line.split(' '), '1.2.3', () => now);
  if (parsed.kind === 'print') return { code: parsed.exitCode, out: parsed.text, err: '' };
  const [out, err] = [stream(), stream(isTTY)];
  const code = await runInTerminal(
    parsed,
    {
      checks,
      settings,
      clusterName: 'prod-eu',
      now: () => now,
      docsOf,
      routes: () => Promise.reject(new Error('not asked for here')),
      trace: () => Promise.reject(new Error('not asked for here')),
      simulate: () => Promise.reject(new Error('not asked for here')),
      readText: () => Promise.reject(new Error('not asked for here')),
      inspect: async (chosen, { now: at, onProgress }) => {
        onProgress?.({ kind: 'Mapping', done: 1, of: 7, objects: 3 });
        const snapshot = { ...snapshotOf({ given }), clusterName: 'prod-eu' };
        return runChecks(
          {
            ...snapshot,
            gaps,
            problems: [{ where: 'a.yaml', message: 'is no YAML' }],
          },
          chosen,
          { now: at, settings },
        );
      },
    },
    { out, err },
  );
  return { code, out: out.text(), err: err.text() };
}

const mappingChecks = 'mapping-service-missing weight-under-100';

describe('attache check', () => {
  it('shows findings as text, the worst last', async () => {
    const { code, out } = await attache(`check ${mappingChecks}`, BROKEN);
    expect(code).toBe(1);
    await expect(out).toMatchFileSnapshot('golden/check.txt');
  });

  it('shows what a finding explains in a line of it, and counts causes', async () => {
    const twice = `${BROKEN}---
kind: Mapping
metadata: { name: cart-next, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: crat, weight: 10 }
`;
    const line = 'check mapping-service-missing route-leads-nowhere';
    const { out } = await attache(line, twice);
    expect(out).toContain('Explains: RTE034 on Mapping shop/cart');
    expect(out).toContain('which explain 1 more');
    const { out: json } = await attache(`${line} -o json`, twice);
    const { findings } = JSON.parse(json) as { findings: { code: string; fingerprint: string; causedBy?: string }[] };
    const causes = findings.filter(({ code }) => code === 'MAP001').map(({ fingerprint }) => fingerprint);
    expect(causes).toContain(findings.find(({ code }) => code === 'RTE034')?.causedBy);
  });

  it('as JSON', async () => {
    const { code, out } = await attache(`check ${mappingChecks} -o json`, BROKEN);
    expect(code).toBe(1);
    await expect(out).toMatchFileSnapshot('golden/check.json');
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      cluster: 'prod-eu',
      takenAt: '2026-01-01T00:00:00.000Z',
      evaluatedAt: '2026-01-01T00:00:00.000Z',
      ran: ['MAP001', 'BAL003'],
      skipped: [],
    });
  });

  it('as YAML', async () => {
    const { out } = await attache(`check ${mappingChecks} -o yaml`, BROKEN);
    await expect(out).toMatchFileSnapshot('golden/check.yaml');
  });

  it('says what was looked at when there is nothing to report', async () => {
    const { code, out } = await attache(`check ${mappingChecks}`, BROKEN.replace('crat', 'cart').replace('20', '30'));
    expect(code).toBe(0);
    await expect(out).toMatchFileSnapshot('golden/nothing.txt');
  });

  it('says shortly what the running gateway did not answer, and what nobody tried to ask it', async () => {
    const named = `check mapping-backend-crashing`;
    const gap = (reason: string, namespace?: string): Gap => ({
      kind: 'ContainerLog',
      reason,
      ...(namespace && { namespace }),
    });
    const { out } = await attache(named, BROKEN, { gaps: [gap('Pod e-2: timed out after 10 s', 'emissary')] });
    expect(out).toContain('Could not be read: the log of the gateway in emissary (Pod e-2: timed out after 10 s).');
    const outside = await attache(named, BROKEN, { gaps: [gap(FROM_OUTSIDE)] });
    expect(outside.out).toContain('Not asked for: the log of the gateway (Attaché does not run inside the cluster).');
    expect(outside.out).not.toContain('Could not be read');
    expect((await attache(named, BROKEN, { gaps: [gap(NOT_OBSERVED)] })).out).not.toContain('the log');
  });

  it('shows what is only good to know three times a check, and says how to see all of it', async () => {
    const services = ['a', 'b', 'c', 'd', 'e'];
    const given = services
      .map(
        (name) =>
          `kind: Mapping\nmetadata: { name: ${name}, namespace: shop }\nspec: { hostname: "*", prefix: /${name}, service: cart }\n`,
      )
      .join('---\n');
    const { out } = await attache('check route-rewrite-double-slash', given);
    expect(out.match(/RTE021 route-rewrite-double-slash {2}/g)).toHaveLength(3);
    expect(out).toContain('2 more of route-rewrite-double-slash: attache check route-rewrite-double-slash -o json');
  });

  it('judges as of another time', async () => {
    const { out } = await attache('check mapping-service-missing --at 2027-06-01 -o json', BROKEN);
    expect(JSON.parse(out)).toMatchObject({
      takenAt: '2026-01-01T00:00:00.000Z',
      evaluatedAt: '2027-06-01T00:00:00.000Z',
    });
    const later = await attache('check mapping-service-missing --at +30d -o json', BROKEN);
    expect(JSON.parse(later.out)).toMatchObject({ evaluatedAt: '2026-01-31T00:00:00.000Z' });
  });

  it('limits findings to a namespace', async () => {
    expect((await attache(`check ${mappingChecks} -n shop`, BROKEN)).code).toBe(1);
    // A typing mistake must not look like health.
    const { code, err } = await attache(`check ${mappingChecks} -n sohp`, BROKEN);
    expect(code).toBe(2);
    expect(err).toContain('I see nothing in a namespace sohp of prod-eu. Did you mean shop?');
  });

  it.each([
    ['error', 1],
    ['warning', 1],
    ['critical', 0],
  ])('--fail-on %s ends with %i on errors', async (severity, expected) => {
    expect((await attache(`check ${mappingChecks} --fail-on ${severity}`, BROKEN)).code).toBe(expected);
  });

  it('shows its progress on standard error, and only on a terminal', async () => {
    expect((await attache(`check ${mappingChecks}`, BROKEN)).err).toBe('');
    const { err, out } = await attache(`check ${mappingChecks} -o json`, BROKEN, { isTTY: true });
    expect(err).toContain('1 of 7 kinds, 3 objects');
    expect(() => JSON.parse(out)).not.toThrow();
  });

  it('names the nearest check for a word it does not know', async () => {
    expect(await attache('check mapping-service-mising', BROKEN)).toEqual({
      code: 2,
      out: '',
      err: 'There is no area or check called "mapping-service-mising". Did you mean mapping-service-missing? attache checks lists them all.\n',
    });
  });

  it.each([
    ['check --at yesterday', /Write a time such as 2026-12-24/],
    ['check --at 2026-99-99', /Write a time such as/],
    ['check -o xml', /Allowed choices are table, json, yaml/],
    ['check --fail-on bad', /Allowed choices are critical, error, warning, info/],
    ['check --form x', /unknown option '--form'/],
    ['chek', /unknown command 'chek'/],
    ['explain', /missing required argument/],
  ])('%s is a mistake that says what is right', async (line, message) => {
    const { code, out } = await attache(line, BROKEN);
    expect(code).toBe(2);
    expect(out).toMatch(message);
  });

  it('helps', async () => {
    const { code, out } = await attache('--help', '');
    expect(code).toBe(0);
    expect(out).toContain('check');
    expect((await attache('--version', '')).out).toBe('1.2.3\n');
  });
});

describe('what is silenced', () => {
  const given = BROKEN.replace(
    'name: cart, namespace: shop',
    'name: cart, namespace: shop, annotations: { attache.dev/silence.MAP001: "moves \u001b[2J next week, until 2026-12-01" }',
  );

  it('is counted in the last line, and neither listed nor a reason to fail', async () => {
    const { code, out } = await attache('check mapping-service-missing', given);
    expect(code).toBe(0);
    expect(out).toContain('prod-eu: nothing to report in 3 Mappings, 0 Hosts, 1 Service, 0 Secrets, 1 silenced');
    expect(out).not.toContain('MAP001');
  });

  it('is listed when asked for, with its reason', async () => {
    const { out } = await attache('check mapping-service-missing weight-under-100 --silenced', given);
    await expect(out).toMatchFileSnapshot('golden/silenced.txt');
    expect(out).not.toContain('\u001b');
  });

  it('stands in the JSON always', async () => {
    const { out } = await attache('check mapping-service-missing -o json', given);
    expect(JSON.parse(out)).toMatchObject({
      findings: [],
      silenced: [
        {
          code: 'MAP001',
          on: { kind: 'Mapping', namespace: 'shop', name: 'cart' },
          silencedBy: {
            until: '2026-12-01',
            on: { kind: 'Mapping', namespace: 'shop', name: 'cart' },
            annotation: 'attache.dev/silence.MAP001',
          },
        },
      ],
    });
  });

  it('of another namespace is not counted', async () => {
    const elsewhere = given.replace(/namespace: shop, annotations/, 'namespace: billing, annotations');
    const { out } = await attache('check mapping-service-missing -n shop', elsewhere);
    expect(out).not.toContain('silenced');
  });
});

describe('checks that are off', () => {
  const settings = { 'weight-under-100': 'off', 'tls-cert-expiring': { warnDays: 14 } } as const;

  it('are left out, and the last line says so', async () => {
    const { code, out } = await attache(`check ${mappingChecks}`, BROKEN, { settings });
    expect(code).toBe(1);
    expect(out).not.toContain('BAL003');
    expect(out).toContain('prod-eu: 1 error, 1 check turned off   1 check,');
    const { out: json } = await attache(`check ${mappingChecks} -o json`, BROKEN, { settings });
    expect(JSON.parse(json)).toMatchObject({ ran: ['MAP001'], off: ['BAL003'] });
  });

  it('cannot be asked for alone: silence must not look like health', async () => {
    const { code, err } = await attache('check BAL003', BROKEN, { settings });
    expect(code).toBe(2);
    expect(err).toBe('BAL003 weight-under-100 is turned off in the settings (ATTACHE_CHECKS).\n');
  });

  it('are marked in the list and in what explains them, and so are values other than the default', async () => {
    const { out } = await attache('checks', '', { settings });
    expect(out).toMatch(/BAL003 {2}weight-under-100 .* \(off\)/);
    expect(out).toContain('warnDays = 14 (default 30), errorDays = 7');
    const { out: explained } = await attache('explain tls-cert-expiring', '', { settings });
    expect(explained).toContain('warnDays = 14 (default 30)\nerrorDays = 7\n');
    expect((await attache('explain BAL003', '', { settings })).out).toContain('It is turned off in the settings');
    const facts = JSON.parse((await attache('checks -o json', '', { settings })).out);
    expect(facts).toContainEqual(expect.objectContaining({ code: 'BAL003', isOff: true }));
    expect(facts).toContainEqual(
      expect.objectContaining({
        name: 'tls-cert-expiring',
        options: expect.objectContaining({ warnDays: 30 }),
        inForce: expect.objectContaining({ warnDays: 14, errorDays: 7 }),
      }),
    );
  });
});

describe('attache explain and checks', () => {
  it('explains by code and by name, in any letter case', async () => {
    const { code, out } = await attache('explain map001', '');
    expect(code).toBe(0);
    await expect(out).toMatchFileSnapshot('golden/explain.txt');
    expect((await attache('explain mapping-service-missing', '')).out).toBe(out);
  });

  it('says in general what is different each time', async () => {
    const { out } = await attache('explain tls-staging-cert', '');
    expect(out).toContain(
      'How to fix it\nPoint the issuer of cert-manager, or spec.acmeProvider.authority of the Host',
    );
  });

  it('names the nearest for one it does not know', async () => {
    const { code, err } = await attache('explain MAP0001', '');
    expect(code).toBe(2);
    expect(err).toContain('Did you mean map001?');
  });

  it('lists every check once', async () => {
    const { out } = await attache('checks', '');
    for (const { code, name } of checks) expect(out).toContain(`${code}  ${name}`);
    expect(JSON.parse((await attache('checks -o json', '')).out)).toHaveLength(checks.length);
  });
});

describe('what is written', () => {
  it('has colours only on a terminal', () => {
    expect(screenOf({ isTTY: false }).colors.red('x')).toBe('x');
    expect(screenOf({ isTTY: true, columns: 300 }).width).toBe(120);
    expect(screenOf({ isTTY: true, columns: 60 }).width).toBe(60);
    // What a terminal says that does not know its size: `docker exec -t`, some CI.
    expect(screenOf({ isTTY: true, columns: 0 }).width).toBe(100);
    expect(screenOf({ isTTY: true, columns: 8 }).width).toBe(40);
  });

  it('lets no name of a cluster move the cursor', () => {
    expect(printable('a\u001b[31mb\u0007\nc')).toBe('a\u{fffd}[31mb\u{fffd} c');
    expect(printable('a\u202egnp.exe \u2066b\u200bc')).toBe('a\u{fffd}gnp.exe \u{fffd}b\u{fffd}c');
    const evil: Check = defineCheck({
      code: 'MAP999',
      name: 'evil',
      area: 'mappings',
      title: 'Evil',
      severity: 'error',
      reads: ['Mapping'],
      message: 'Look at {name}: {part}.',
      why: 'It is evil.',
      fix: 'Look away.',
      example: { bad: '', good: '' },
      run: ({ cluster, report }) => {
        for (const on of cluster.all('Mapping')) {
          report({
            on,
            data: { name: '\u001b[2J', part: words('the nearest is \u001b[3J') },
            evidence: [],
            command: kubectl('get', { ...on.metadata, kind: 'Mapping' }),
          });
        }
      },
    });
    const given = { kind: 'Mapping', metadata: { name: 'a\u001b[1m', namespace: 'b' }, spec: {} } as const;
    const report = runChecks(snapshotOf({ given }), [evil], { now });
    const answer: ReportAnswer = {
      kind: 'report',
      request: { words: [] },
      by: '',
      report,
      tracked: new Map(),
      changes: [],
      took: 0,
    };
    expect(renderReport(answer, screenOf({ isTTY: false }))).not.toContain('\u001b');
  });

  it('is quick about a long value of spaces', () => {
    expect(printable(`${' '.repeat(400_000)}x`)).toHaveLength(400_001);
  });

  it('breaks lines at spaces and leaves long words whole', () => {
    expect(wrap('one two three four', 12, '  ')).toBe('  one two\n  three four');
    expect(wrap('a-word-longer-than-the-line and', 10, '')).toBe('a-word-longer-than-the-line\nand');
  });
});
