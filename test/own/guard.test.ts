import { describe, expect, it } from 'vitest';
import { type Check, type CheckContext, type Draft, words } from '../../src/engine/check.ts';
import { runChecks } from '../../src/engine/run.ts';
import { guarded } from '../../src/own/guard.ts';
import { NOW, snapshotOf } from '../support/check-tester.ts';

const on = { kind: 'Mapping', namespace: 'shop', name: 'cart' };
const RIGHT = {
  on,
  data: { mapping: on, what: words('no owner') },
  evidence: [{ at: on, path: 'metadata.labels' }],
  command: 'kubectl get mapping cart',
};

type Run = (context: CheckContext<'Mapping', string, object>) => unknown;

/** The report of an own check that does this, and of one that stands behind it. */
function reportOf(run: Run, patience?: number) {
  const check = {
    ...{ code: 'OWN001', name: 'owner', area: 'mappings', title: 'Owner', severity: 'info', reads: ['Mapping'] },
    ...{ message: '{mapping} has {what}.', why: 'x.', fix: 'y.', example: { bad: '', good: '' } },
    run,
  } as unknown as Check;
  const next = { ...check, code: 'OWN002', name: 'next', run: ({ report }) => report(RIGHT) } as Check;
  const given = 'kind: Mapping\nmetadata: { name: cart, namespace: shop }\nspec: { prefix: / }\n';
  const { findings, skipped } = runChecks(snapshotOf({ given }), [guarded(check, patience), guarded(next)], {
    now: NOW,
  });
  return { found: findings.map(({ code }) => code), failed: skipped.map(({ code, reason }) => `${code}: ${reason}`) };
}

describe('an own check', () => {
  it('reports like ours, and sees what it is given', () => {
    const seen: unknown[] = [];
    const run: Run = ({ cluster, now, options, report }) => {
      seen.push(now, options);
      for (const mapping of cluster.all('Mapping')) report({ ...RIGHT, on: mapping, data: { ...RIGHT.data, mapping } });
    };
    expect(reportOf(run)).toEqual({ found: ['OWN001', 'OWN002'], failed: [] });
    expect(seen).toEqual([NOW, {}]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('oops');
      },
      'oops',
    ],
    [
      'never ends',
      () => {
        for (;;);
      },
      'it did not end within 0.2 seconds',
    ],
    ['never ends in a regex', () => /^(a+)+$/.test(`${'a'.repeat(60)}b`), 'it did not end within 0.2 seconds'],
    [
      'gives a promise',
      () => Promise.reject(new Error('late')),
      'run gave a promise; what it reports after that would be lost',
    ],
  ])('that %s fails alone', (_, run, reason) => {
    expect(reportOf(run as Run, 200)).toEqual({ found: ['OWN002'], failed: [`OWN001: the check failed: ${reason}`] });
  });

  it.each<[string, unknown, string]>([
    ['no draft', undefined, 'needs an object'],
    ['no object', { ...RIGHT, on: 'cart' }, 'on has to be an object of the cluster, or its kind, namespace and name'],
    ['no data', { ...RIGHT, data: undefined }, 'data has to hold what the placeholders stand for'],
    [
      'a placeholder without a value',
      { ...RIGHT, data: { mapping: on } },
      'data has nothing for {what}, or something that is no value',
    ],
    [
      'a value that is none',
      { ...RIGHT, data: { ...RIGHT.data, what: undefined } },
      'data has nothing for {what}, or something that is no value',
    ],
    [
      'another value that is none',
      { ...RIGHT, data: { ...RIGHT.data, more: { a: 1 } } },
      "more in data is no value: text, number, Date, object, words('…') or a list",
    ],
    [
      'a date that is none',
      { ...RIGHT, data: { ...RIGHT.data, what: new Date('x') } },
      'data has nothing for {what}, or something that is no value',
    ],
    ['no evidence', { ...RIGHT, evidence: undefined }, 'evidence has to be a list of { at, path, value }'],
    [
      'evidence of nothing',
      { ...RIGHT, evidence: [{ path: 'spec' }] },
      'evidence has to be a list of { at, path, value }',
    ],
    ['related names', { ...RIGHT, related: ['cart'] }, 'related has to be a list of objects'],
    ['a severity of its own', { ...RIGHT, severity: 'bad' }, 'severity can be critical, error, warning, info'],
    ['a command that is a list', { ...RIGHT, command: ['kubectl'] }, 'key and command are texts'],
  ])('that reports %s fails alone', (_, draft, reason) => {
    const { failed, found } = reportOf(({ report }) => report(draft as Draft));
    expect(failed).toEqual([`OWN001: the check failed: report: ${reason}`]);
    expect(found).toEqual(['OWN002']);
  });

  it('may use every form of a value', () => {
    const values = ['text', 1, new Date(0), words('a part'), on, [on], ['a', 'b'], []];
    for (const what of values) {
      const draft = { ...RIGHT, data: { ...RIGHT.data, what }, related: [on], key: 'a', severity: 'error' } as Draft;
      expect(reportOf(({ report }) => report(draft)).failed).toEqual([]);
    }
  });
});
