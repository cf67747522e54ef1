import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StatusAnswer } from '../../src/commands/answer.ts';
import { validateView } from '../../src/playground/validate.ts';
import { post, section } from '../../src/slack/blocks.ts';
import { factsOf, standing } from '../../src/slack/facts.ts';
import { clip, code, escapeUpTo } from '../../src/slack/format.ts';
import { renderAcknowledgeForm } from '../../src/slack/render/acknowledge-form.ts';
import { renderAlreadyAcknowledged, renderEnding, renderNoted } from '../../src/slack/render/acknowledgement.ts';
import { renderDigest } from '../../src/slack/render/digest.ts';
import { renderFinding } from '../../src/slack/render/finding.ts';
import { renderHistory, renderWhich } from '../../src/slack/render/history.ts';
import { renderAcks, renderOpen } from '../../src/slack/render/open.ts';
import { renderReport } from '../../src/slack/render/report.ts';
import { renderRest } from '../../src/slack/render/rest.ts';
import { renderStatus } from '../../src/slack/render/status.ts';
import { END_CAUSES } from '../../src/state/acknowledgement.ts';
import type { FindingEvent } from '../../src/state/events.ts';
import { missing } from './fixtures.ts';
import { answerOf, finding, flawsOf, forgeries, NOW, name, text, tracked } from './hostile.ts';
import { expectNoProblems, onlyMessage, run } from './running.ts';

describe('whatever a cluster holds, Slack takes the message and shows no more than we say', () => {
  test('a finding', () => {
    const buttons = { rerun: 'a'.repeat(12), acknowledge: 'b'.repeat(12) };
    fc.assert(
      fc.property(tracked, fc.boolean(), text, (one, hasDocs, note) => {
        const docs = hasDocs ? { docsUrl: 'https://docs.example.com/' } : {};
        expect(flawsOf(renderFinding(one, { buttons, ...docs, note: code(note) }))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('who is on what, what is open, what happened, and why it counts no more', () => {
    const said = fc.record(
      { by: name, at: fc.constant(NOW), until: fc.date(), untilChange: fc.constant('x'), reason: text },
      { requiredKeys: ['by', 'at'] },
    );
    const taken = fc.tuple(tracked, said).map(([one, acknowledgement]) => ({ ...one, acknowledgement }));
    const causes = fc.constantFrom(...END_CAUSES);
    fc.assert(
      fc.property(fc.array(taken, { minLength: 1, maxLength: 30 }), causes, name, text, (some, cause, by, words) => {
        const [first] = some;
        if (!first) return;
        const { acknowledgement, finding: one } = first;
        const ended = { kind: 'ended', cause, at: NOW, acknowledgement, by } as const;
        const events: FindingEvent[] = [
          { kind: 'acknowledged', at: NOW, acknowledgement },
          { kind: 'silenced', at: NOW, by: { reason: words, on: one.on, annotation: words } },
          ...Array.from({ length: 40 }, () => ended),
        ];
        const on = { clusterName: words, findings: some };
        const second = { kind: 'acknowledged', tracked: first, outcome: 'second' } as const;
        const posts = [
          renderFinding(first, { buttons: { undo: 'a', rerun: 'b' } }),
          renderEnding({ ...ended, id: 'x', fingerprint: one.fingerprint }, first),
          renderAlreadyAcknowledged(second, by, NOW, 'a'),
          renderNoted(first),
          renderOpen({ kind: 'open', ...on, taken: some, isWhole: by.length % 2 === 0, lastSeen: NOW }, NOW),
          renderAcks({ kind: 'acks', ...on, by }),
          renderHistory({ kind: 'history', clusterName: words, tracked: first, events }),
          renderWhich({ kind: 'which', words, findings: some }),
        ];
        for (const one of posts) expect(flawsOf(one)).toEqual([]);
        const form = renderAcknowledgeForm(first, { metadata: '{}', by, now: NOW });
        expect(validateView(JSON.parse(JSON.stringify(form)), 'modal')).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('a report of any findings', () => {
    const gaps = fc.array(fc.record({ kind: fc.constant('Secret' as const), namespace: name, reason: text }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(fc.array(tracked, { maxLength: 12 }), gaps, name, (some, unread, cluster) => {
        const answer = answerOf(
          some.map((one) => one.finding),
          some.map((one) => ({ kind: 'resolved', tracked: one })),
        );
        const known = standing(answer);
        const facts = factsOf({ ...answer, report: { ...answer.report, gaps: unread } });
        const request = { words: [cluster, 'tls'], namespace: cluster };
        const view = { id: 'REF1', cluster, request, by: cluster, facts, find: (id: string) => known.get(id) };
        expect(flawsOf(renderReport(view, { again: 'a' }))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test('500 findings: the report, the list of the rest, the status, the digest', () => {
    const many = fc.array(tracked, { minLength: 500, maxLength: 500, size: 'max' });
    fc.assert(
      fc.property(many, (some) => {
        const findings = some.map((one) => one.finding);
        const answer = answerOf(findings);
        const known = standing(answer);
        const view = {
          id: 'REF1',
          cluster: 'prod-eu',
          request: answer.request,
          by: '',
          facts: factsOf(answer),
          find: (id: string) => known.get(id),
        };
        expect(flawsOf(renderReport(view, {}))).toEqual([]);
        expect(flawsOf(renderRest(findings))).toEqual([]);
        const status: StatusAnswer = {
          kind: 'status',
          clusterName: 'prod-eu',
          lastSeen: NOW,
          open: some,
          silenced: 0,
          off: 0,
          digests: [],
        };
        expect(flawsOf(renderStatus(status, NOW))).toEqual([]);
        const parts = {
          new: some.slice(0, 100),
          worse: some.slice(100, 200),
          returned: some.slice(200, 300),
          resolved: some.slice(300, 400),
        };
        const head = { kind: 'digest', slot: NOW, name: 'morning', clusterName: 'prod-eu', timezone: 'UTC' } as const;
        const { parent, rest } = renderDigest(
          { ...head, ...parts, open: some, since: NOW, report: answer.report },
          NOW,
        );
        expect(flawsOf(parent)).toEqual([]);
        expect(
          flawsOf(
            renderRest(
              rest.map((one) => one.finding),
              'Still open:',
            ),
          ),
        ).toEqual([]);
      }),
      { numRuns: 4, endOnFailure: true },
    );
  });

  test('any text cut to any length keeps its code closed and its characters whole', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 10, max: 400 }), (some, max) => {
        expect(code(some, max).length).toBeLessThanOrEqual(max + 2);
        expect(code(some, max).slice(1, -1)).not.toContain('`');
        expect(escapeUpTo(some, max).length).toBeLessThanOrEqual(max);
        const cut = clip(`${code(some)} and ${code(some)} on <!date^1^{date}|x>`, max);
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(cut.split('`').length % 2).toBe(1);
        expect(forgeries(cut)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('a message of any paragraphs fits, and says when something was left out', () => {
    const length = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 3_000 }));
    const many = fc.oneof(
      fc.array(length, { minLength: 1, maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 40, maxLength: 60 }),
    );
    fc.assert(
      fc.property(many, (lengths) => {
        const message = post(
          'text',
          lengths.map((one) => section('"'.repeat(one))),
        );
        expect(flawsOf(message)).toEqual([]);
        const isShortened = JSON.stringify(message.blocks).includes('Shortened');
        expect(message.blocks.length - (isShortened ? 1 : 0) === lengths.length).toBe(!isShortened);
      }),
      { numRuns: 300 },
    );
  });
});

test('500 hostile findings through the front door', async () => {
  const running = await run();
  const { slack, world } = running;
  const codes = ['MAP001', 'TLS003', 'TLS014', 'GWY001'];
  // Hostile, and not whole megabytes: the store shares this thread with the test.
  const samples = fc.sample(finding, { numRuns: 200, seed: 7 }).filter((one) => JSON.stringify(one).length < 20_000);
  world.findings = Array.from({ length: 500 }, (_, index) => ({
    ...(samples[index % samples.length] ?? missing()),
    fingerprint: index.toString(16).padStart(12, '0'),
    code: codes[index % codes.length] ?? '',
  }));

  await running.user('ada').command('/ambassador check');
  await running.user('ada').click(onlyMessage(running), 'Run again');

  expect(slack.thread(onlyMessage(running))).toHaveLength(31);
  expectNoProblems(running);
}, 60_000);
