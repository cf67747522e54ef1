import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEVERITIES } from '../../src/engine/check.ts';
import type { Fact, Finding } from '../../src/engine/finding.ts';
import { acknowledge, asOf, hasEnded } from '../../src/state/acknowledgement.ts';
import { substanceOf } from '../../src/state/substance.ts';
import { track } from '../../src/state/tracking.ts';
import { ada, bob, day, finding, hush, report, tracked } from './given.ts';

describe('acknowledge', () => {
  it('keeps the first one, and tells the second who it was', () => {
    const first = acknowledge(tracked('a'), ada(day(2)));
    expect(first).toEqual({ tracked: tracked('a', { acknowledgement: ada(day(2)) }), first: true });
    expect(acknowledge(first.tracked, bob(day(3)))).toEqual({ tracked: first.tracked, first: false });
    expect(acknowledge(first.tracked, ada(day(2))).first).toBe(true);
    expect(acknowledge(first.tracked, ada(day(3))).first).toBe(false);
  });

  it('takes the place of just the one that is named', () => {
    const taken = tracked('a', { acknowledgement: ada() });
    expect(acknowledge(taken, bob(day(2)), ada())).toEqual({
      tracked: tracked('a', { acknowledgement: bob(day(2)) }),
      first: true,
      taken: ada(),
    });
    expect(acknowledge(taken, bob(day(3)), ada(day(2)))).toEqual({ tracked: taken, first: false });
    expect(acknowledge(tracked('a'), bob(day(3)), ada())).toEqual({
      tracked: tracked('a', { acknowledgement: bob(day(3)) }),
      first: true,
    });
  });

  it('leaves a resolved finding alone', () => {
    const gone = tracked('a', { resolvedAt: day(2) });
    expect(acknowledge(gone, ada(day(3)))).toEqual({ tracked: gone, first: false });
  });

  it('until it changes remembers what the finding says now', () => {
    const { tracked: after } = acknowledge(tracked('a'), { ...ada(), untilChange: true });
    expect(after.acknowledgement).toEqual({ ...ada(), untilChange: substanceOf(finding('a')) });
  });
});

describe('the end by time', () => {
  const time = fc.date({ min: day(1), max: day(31), noInvalidDate: true });

  it('comes at its time: never earlier, and it stays ended', () => {
    fc.assert(
      fc.property(time, time, (until, now) => {
        const acknowledgement = ada(day(1), { until });
        expect(hasEnded(acknowledgement, now)).toBe(now.getTime() >= until.getTime());
        const one = tracked('a', { acknowledgement });
        expect(asOf(one, now)).toEqual(now < until ? one : tracked('a'));
      }),
    );
  });

  it('never comes without a time', () => {
    fc.assert(fc.property(time, (now) => !hasEnded(ada(), now)));
  });
});

describe('the end by a change', () => {
  const known = (one: Finding) =>
    acknowledge({ ...tracked('a'), finding: one, worst: 'critical' }, { ...ada(), untilChange: true }).tracked;
  const next = (one: Finding, found: Finding) =>
    track([{ ...known(one), worst: 'critical' }], report([found], { at: day(2) }));
  const at = { kind: 'Host', namespace: 'shop', name: 'shop' };
  const pod = (name: string) => ({ kind: 'Pod', namespace: 'shop', name });
  const base = finding('a', { evidence: [{ at, path: 'spec.tlsSecret.name', value: 'shop-tls' }] });

  it.each<[string, Partial<Finding>]>([
    ['another severity', { severity: 'info' }],
    ['another object in its message', { data: { ...base.data, secret: { ...at, kind: 'Secret', name: 'other' } } }],
    ['another text in its message', { data: { ...base.data, hint: 'cart-v2' } }],
    ['another day', { data: { ...base.data, ends: { date: '2026-03-01T00:00:00.000Z' } } }],
    ['another configured value', { evidence: [{ at, path: 'spec.tlsSecret.name', value: 'new-tls' }] }],
    ['a configured number', { evidence: [{ at, path: 'spec.weight', value: 10 }] }],
    ['a value that is not set any more', { evidence: [{ at, path: 'spec.tlsSecret.name' }] }],
    ['no evidence any more', { evidence: [] }],
  ])('%s is one', (_, change) => {
    const { changes, tracked: now } = next(base, { ...base, ...change });
    expect(changes).toEqual([{ kind: 'changed', tracked: now[0], endedAcknowledgement: known(base).acknowledgement }]);
    expect(now[0]).not.toHaveProperty('acknowledgement');
  });

  it.each<[string, Partial<Finding>]>([
    ['nine days that become eight', { data: { ...base.data, days: 8 } }],
    ['a part of its sentence', { data: { ...base.data, ready: { words: '1 of 3 Pods is' } } }],
    ['another Pod', { data: { ...base.data, pod: pod('cart-2') } }],
    ['another hour of the same day', { data: { ...base.data, ends: { date: '2026-02-01T17:00:00.000Z' } } }],
    ['other objects that are also affected', { related: [pod('cart-2')] }],
    ['the words of a newer version', { message: 'It ends.', why: 'So.', fix: 'Renew.', command: 'kubectl get' }],
    ['what a status says', { evidence: [...base.evidence, { at, path: 'status.state', value: 'Ready' }] }],
    ['what a Pod shows', { evidence: [...base.evidence, { at: pod('cart-1'), path: 'log of cart', value: 'panic' }] }],
    [
      'what a gateway presents',
      { evidence: [...base.evidence, { at: { ...at, kind: 'ServedCertificate' }, path: 'notAfter', value: 'x' }] },
    ],
  ])('%s is none', (_, change) => {
    const { changes, tracked: now } = next(base, { ...base, ...change });
    expect(changes).toEqual([]);
    expect(now[0]?.acknowledgement).toEqual(known(base).acknowledgement);
  });

  it('samples of a log are none, however they read', () => {
    const sampled = (text: string, count: number): Finding => ({
      ...base,
      data: { request: text, failed: count, gateway: { kind: 'Deployment', namespace: 'emissary', name: 'emissary' } },
      evidence: [{ at: pod('emissary-1'), path: 'log of ambassador', value: text }],
    });
    expect(substanceOf(sampled('GET /a', 3))).toBe(substanceOf(sampled('POST /b', 700)));
    expect(substanceOf({ ...sampled('GET /a', 3), data: {} })).not.toBe(substanceOf(sampled('GET /a', 3)));
  });

  it('while it is silenced is told when that ends', () => {
    const changed = { ...base, data: {} };
    const silent = track([known(base)], report([], { at: day(2), silenced: [{ finding: changed, by: hush('a') }] }));
    expect(silent.changes.map(({ kind }) => kind)).toEqual(['silenced']);
    const { changes } = track(silent.tracked, report([changed], { at: day(3) }));
    expect(changes.map(({ kind, endedAcknowledgement }) => [kind, endedAcknowledgement?.by])).toEqual([
      ['changed', 'U1ADA'],
    ]);
  });

  it('that makes it worse is told as that', () => {
    const { changes } = track([known(base)], report([{ ...base, severity: 'error' }], { at: day(2) }));
    expect(changes.map(({ kind }) => kind)).toEqual(['worse']);
  });

  const fact: fc.Arbitrary<Fact> = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.record({ words: fc.string() }),
    fc.constantFrom(at, pod('a'), pod('b')),
    fc.array(fc.string()),
  );
  const some = fc
    .record({
      severity: fc.constantFrom(...SEVERITIES),
      data: fc.dictionary(fc.string({ minLength: 1 }), fact),
      evidence: fc.array(
        fc.record({
          at: fc.constantFrom(at, pod('a')),
          path: fc.constantFrom('spec', 'status.x', 'log of a'),
          value: fact,
        }),
      ),
    })
    .map((given): Finding => ({ ...finding('a'), ...given }));

  it('never ends while the same is found, whatever order its facts come in', () => {
    fc.assert(
      fc.property(some, (one) => {
        const again = { ...one, data: Object.fromEntries(Object.entries(one.data).toReversed()) };
        const { changes, tracked: now } = next(one, again);
        expect(changes).toEqual([]);
        expect(now[0]?.acknowledgement).toBeDefined();
      }),
    );
  });

  it('ends exactly when two findings differ in substance', () => {
    fc.assert(
      fc.property(some, some, (one, other) => {
        const { changes } = next(one, other);
        expect(changes.length > 0).toBe(substanceOf(one) !== substanceOf(other));
      }),
    );
  });
});
