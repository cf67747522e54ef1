import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Gap } from '../../src/cluster/cluster.ts';
import { SEVERITIES } from '../../src/engine/check.ts';
import type { Finding } from '../../src/engine/finding.ts';
import type { Report } from '../../src/engine/run.ts';
import { acknowledge } from '../../src/state/acknowledgement.ts';
import { isSilent, type Scope, type Tracked, track, withoutExplained } from '../../src/state/tracking.ts';
import { ada, day, finding, hush, report, tracked } from './given.ts';

const kinds = (known: readonly Tracked[], next: Report, scope?: Scope) =>
  track(known, next, scope).changes.map(({ kind, tracked }) => `${kind} ${tracked.finding.fingerprint}`);

describe('a life', () => {
  it('is new, then known', () => {
    const first = track([], report([finding('a')]));
    expect(first.changes).toEqual([{ kind: 'new', tracked: tracked('a') }]);
    const second = track(first.tracked, report([finding('a')], { at: day(2) }));
    expect(second).toEqual({ tracked: [tracked('a', { lastSeen: day(2) })], changes: [] });
  });

  it('is resolved between the last time it was seen and the run that did not see it', () => {
    const { tracked: after, changes } = track([tracked('a')], report([], { at: day(3) }));
    expect(after).toEqual([tracked('a', { resolvedAt: day(3) })]);
    expect(changes).toEqual([{ kind: 'resolved', tracked: after[0] }]);
    expect(kinds(after, report([], { at: day(4) }))).toEqual([]);
  });

  it('returns: what people said has ended, and the change says who had said it', () => {
    const gone = tracked('a', { severity: 'error', resolvedAt: day(2), acknowledgement: ada() });
    const { tracked: after, changes } = track([gone], report([finding('a')], { at: day(3) }));
    expect(after).toEqual([tracked('a', { lastSeen: day(3), returnedAt: day(3) })]);
    expect(changes).toEqual([{ kind: 'returned', tracked: after[0], endedAcknowledgement: ada() }]);
  });

  it('gets worse: the same', () => {
    const known = tracked('a', { acknowledgement: ada() });
    const { tracked: after, changes } = track([known], report([finding('a', { severity: 'error' })], { at: day(2) }));
    expect(after).toEqual([tracked('a', { severity: 'error', lastSeen: day(2) })]);
    expect(changes).toEqual([{ kind: 'worse', tracked: after[0], from: 'warning', endedAcknowledgement: ada() }]);
  });

  it('gets milder: no change, and the acknowledgement stays', () => {
    const known = tracked('a', { severity: 'error', acknowledgement: ada() });
    const { tracked: after, changes } = track([known], report([finding('a')], { at: day(2) }));
    expect(changes).toEqual([]);
    expect(after).toEqual([tracked('a', { lastSeen: day(2), worst: 'error', acknowledgement: ada() })]);
  });

  it('swings: said once, until it is worse than ever or somebody acknowledged the milder state', () => {
    const milder = tracked('a', { worst: 'error' });
    const error = report([finding('a', { severity: 'error' })], { at: day(2) });
    expect(kinds([milder], error)).toEqual([]);
    expect(kinds([milder], report([finding('a', { severity: 'critical' })], { at: day(2) }))).toEqual(['worse a']);
    expect(kinds([acknowledge(milder, ada()).tracked], error)).toEqual(['worse a']);
  });
});

describe('what explains a finding', () => {
  const under = (cause: string): Finding => ({ ...finding('b'), causedBy: cause });
  const cause = tracked('a', { code: 'GWY001' });
  const explained = { ...tracked('b'), finding: under('a') };

  it('is told by each run that looks for the cause', () => {
    expect(
      track([cause, explained], report([finding('b')], { at: day(2), ran: ['GWY001', 'TLS003'] })).tracked[1]?.finding,
    ).not.toHaveProperty('causedBy');
  });

  it('stays known in a run that does not', () => {
    const { tracked: after } = track([cause, explained], report([finding('b')], { at: day(2) }));
    expect(after.map(({ finding }) => finding.causedBy)).toEqual([undefined, 'a']);
  });

  it('hides it as long as the cause is open', () => {
    expect(withoutExplained([cause, explained])).toEqual([cause]);
    const gone = { ...cause, resolvedAt: day(2) };
    expect(withoutExplained([gone, explained])).toEqual([gone, explained]);
  });
});

describe('what a run cannot know', () => {
  const known = [tracked('a')];
  const gone = (given: Parameters<typeof report>[1]) => report([], { at: day(2), ...given });

  it('is what a check would have said that did not run', () => {
    expect(kinds(known, gone({ ran: ['UPS001'] }))).toEqual([]);
    expect(kinds(known, gone({ ran: ['TLS003'] }))).toEqual(['resolved a']);
  });

  it('is what lies outside of its namespace', () => {
    expect(kinds(known, gone({}), { namespace: 'billing' })).toEqual([]);
    expect(kinds(known, gone({}), { namespace: 'shop' })).toEqual(['resolved a']);
    expect(kinds([tracked('a', { namespace: '' })], gone({}), { namespace: 'shop' })).toEqual([]);
  });

  it('is what lies outside of the namespaces that were read', () => {
    expect(kinds(known, gone({ namespaces: ['billing'] }))).toEqual([]);
    expect(kinds(known, gone({ namespaces: ['billing', 'shop'] }))).toEqual(['resolved a']);
    expect(kinds([tracked('a', { namespace: '' })], gone({ namespaces: ['billing'] }))).toEqual(['resolved a']);
  });

  it('is what a gap hides: the object itself, its evidence, or what it touches', () => {
    const at = { kind: 'Pod', namespace: 'emissary', name: 'emissary-1' };
    const everywhere: Gap = { kind: 'Pod', reason: 'forbidden' };
    const elsewhere: Gap = { kind: 'Pod', namespace: 'billing', reason: 'forbidden' };
    for (const one of [tracked('a', { evidence: [{ at, path: 'spec' }] }), tracked('a', { related: [at] })]) {
      expect(kinds([one], gone({ gaps: [everywhere] }))).toEqual([]);
      expect(kinds([one], gone({ gaps: [{ ...elsewhere, namespace: 'emissary' }] }))).toEqual([]);
      expect(kinds([one], gone({ gaps: [elsewhere] }))).toEqual(['resolved a']);
    }
    expect(kinds(known, gone({ gaps: [{ kind: 'Secret', namespace: 'shop', reason: 'forbidden' }] }))).toEqual([]);
  });

  it('is what a newer run saw: a slow one that ends late undoes nothing', () => {
    const old = { at: day(2) };
    expect(kinds([tracked('a', { lastSeen: day(3) })], report([], old))).toEqual([]);
    expect(kinds([tracked('a', { resolvedAt: day(3) })], report([finding('a')], old))).toEqual([]);
    const { tracked: after } = track(
      [tracked('a', { lastSeen: day(3) })],
      report([finding('a', { severity: 'error' })], old),
    );
    expect(after).toEqual([tracked('a', { lastSeen: day(3) })]);
  });
});

describe('for any history', () => {
  const codes = ['TLS003', 'UPS001', 'BAL002'];
  // The code belongs to the fingerprint, as in real findings.
  const codeOf = (fingerprint: string) => codes[fingerprint.charCodeAt(0) % 3] ?? 'TLS003';
  const someFinding = fc
    .record({
      fingerprint: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      severity: fc.constantFrom(...SEVERITIES),
    })
    .map(({ fingerprint, severity }): Finding => finding(fingerprint, { code: codeOf(fingerprint), severity }));
  const someReport = (at: Date, ran: fc.Arbitrary<readonly string[]> = fc.subarray(codes)) =>
    fc.tuple(fc.uniqueArray(someFinding, { selector: ({ fingerprint }) => fingerprint }), ran).map(([findings, ran]) =>
      report(
        findings.filter(({ code }) => ran.includes(code)),
        { at, ran },
      ),
    );
  const history = fc.tuple(
    someReport(day(1)),
    someReport(day(2)),
    someReport(day(3)),
    fc.subarray(['a', 'b', 'c', 'd']),
  );
  const remember = ([one, two, three, people]: readonly [Report, Report, Report, readonly string[]]) => {
    const { tracked: known } = track(track([], one).tracked, two);
    const said = known.map((t) => (people.includes(t.finding.fingerprint) ? acknowledge(t, ada(day(2))).tracked : t));
    return track(said, three).tracked;
  };

  it('the same report again changes nothing', () => {
    fc.assert(
      fc.property(history, someReport(day(4)), (past, next) => {
        const once = track(remember(past), next);
        expect(track(once.tracked, next)).toEqual({ tracked: once.tracked, changes: [] });
      }),
    );
  });

  it('the order of what is known and of what is found does not matter', () => {
    fc.assert(
      fc.property(history, someReport(day(4)), (past, next) => {
        const known = remember(past);
        const turned = { ...next, findings: next.findings.toReversed(), ran: next.ran.toReversed() };
        expect(track(known.toReversed(), turned)).toEqual(track(known, next));
      }),
    );
  });

  it('a check that did not run resolves nothing and touches nothing', () => {
    fc.assert(
      fc.property(history, someReport(day(4)), (past, next) => {
        const before = remember(past).filter(({ finding }) => !next.ran.includes(finding.code));
        const after = track(remember(past), next);
        for (const one of before) expect(after.tracked).toContainEqual(one);
        for (const { tracked } of after.changes) expect(next.ran).toContain(tracked.finding.code);
      }),
    );
  });

  it('reports of different checks can be applied in any order', () => {
    const left = someReport(day(4), fc.constant(['TLS003']));
    const right = someReport(day(5), fc.constant(['UPS001', 'BAL002']));
    fc.assert(
      fc.property(history, left, right, (past, one, two) => {
        const known = remember(past);
        expect(track(track(known, one).tracked, two).tracked).toEqual(track(track(known, two).tracked, one).tracked);
      }),
    );
  });

  it('nothing is forgotten, and changes say what is remembered', () => {
    fc.assert(
      fc.property(history, someReport(day(4)), (past, next) => {
        const known = remember(past);
        const { tracked: after, changes } = track(known, next);
        const names = (list: readonly Tracked[]) => new Set(list.map((t) => t.finding.fingerprint));
        expect(names(after).isSupersetOf(names(known))).toBe(true);
        expect(names(after).size).toBe(after.length);
        for (const change of changes) {
          expect(after).toContain(change.tracked);
          expect(change.kind === 'resolved').toBe(change.tracked.resolvedAt !== undefined);
          if (change.endedAcknowledgement) expect(change.tracked.acknowledgement).toBeUndefined();
        }
      }),
    );
  });
});

describe('a silenced finding', () => {
  const silenced = (at = day(2), given: Parameters<typeof finding>[1] = {}) =>
    report([], { at, silenced: [{ finding: finding('a', given), by: hush('a') }] });

  it('is remembered, and nobody is told', () => {
    const { tracked: after, changes } = track([], silenced());
    expect(after).toEqual([tracked('a', { firstSeen: day(2), silenced: hush('a') })]);
    expect(changes).toEqual([]);
  });

  it('was open before: its messages are told, it is not resolved, and who was on it still is', () => {
    const known = tracked('a', { acknowledgement: ada() });
    const { tracked: after, changes } = track([known], silenced());
    expect(after).toEqual([tracked('a', { acknowledgement: ada(), lastSeen: day(2), silenced: hush('a') })]);
    expect(changes).toEqual([{ kind: 'silenced', tracked: after[0] }]);
    expect(track(after, silenced(day(3))).changes).toEqual([]);
  });

  it('is open again when its silence ends, and not new', () => {
    const known = tracked('a', { silenced: hush('a') });
    const { tracked: after, changes } = track([known], report([finding('a')], { at: day(3) }));
    expect(after).toEqual([tracked('a', { lastSeen: day(3) })]);
    expect(changes).toEqual([{ kind: 'unsilenced', tracked: after[0] }]);
  });

  it('got worse meanwhile: that is told when its silence ends', () => {
    const { tracked: worse, changes: none } = track([tracked('a')], silenced(day(2), { severity: 'error' }));
    expect(none.map(({ kind }) => kind)).toEqual(['silenced']);
    const { changes } = track(worse, report([finding('a', { severity: 'error' })], { at: day(3) }));
    expect(changes.map(({ kind }) => kind)).toEqual(['worse']);
  });

  it('is resolved when it is gone, and keeps that it was silenced', () => {
    const known = tracked('a', { silenced: hush('a') });
    const { tracked: after, changes } = track([known], report([], { at: day(3) }));
    expect(after).toEqual([tracked('a', { silenced: hush('a'), resolvedAt: day(3) })]);
    expect(changes.map(({ kind }) => kind)).toEqual(['resolved']);
  });

  it('comes back silenced without a word, and whoever was on it is no more', () => {
    const gone = tracked('a', { resolvedAt: day(1), acknowledgement: ada() });
    const { tracked: after, changes } = track([gone], silenced(day(3)));
    expect(after).toEqual([tracked('a', { lastSeen: day(3), returnedAt: day(3), silenced: hush('a') })]);
    expect(changes).toEqual([]);
  });

  it('with its cause stays so in a run that does not know of the cause', () => {
    const [cause, symptom] = [finding('a'), { ...finding('b', { code: 'BAL002' }), causedBy: 'a' }];
    const both = [cause, symptom].map((one) => ({ finding: one, by: hush('a') }));
    const { tracked: known } = track([], report([], { silenced: both, ran: ['TLS003', 'BAL002'] }));
    const alone = report([finding('b', { code: 'BAL002' })], { at: day(2), ran: ['BAL002'] });
    const { tracked: after, changes } = track(known, alone);
    expect(changes).toEqual([]);
    expect(after.map(({ silenced }) => silenced)).toEqual([hush('a'), hush('a')]);
  });

  it('is silent until its last day has passed, or it is resolved', () => {
    const one = tracked('a', { silenced: hush('a', '2026-01-05') });
    expect(isSilent(one, day(5, 23))).toBe(true);
    expect(isSilent(one, day(6, 0))).toBe(false);
    expect(isSilent({ ...one, resolvedAt: day(4) }, day(5))).toBe(false);
    expect(isSilent(tracked('a'), day(5))).toBe(false);
  });
});
