import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReportAnswer, StatusAnswer } from '../../src/commands/answer.ts';
import { AREAS, SEVERITIES } from '../../src/engine/check.ts';
import type { Fact, Finding } from '../../src/engine/finding.ts';
import { LIMITS as SLACK } from '../../src/playground/limits.ts';
import { validateBlocks } from '../../src/playground/validate.ts';
import type { Post } from '../../src/slack/blocks.ts';
import { post, section } from '../../src/slack/blocks.ts';
import { factsOf, standing } from '../../src/slack/facts.ts';
import { clip, code, escapeUpTo } from '../../src/slack/format.ts';
import { renderDigest } from '../../src/slack/render/digest.ts';
import { renderFinding } from '../../src/slack/render/finding.ts';
import { renderReport } from '../../src/slack/render/report.ts';
import { renderRest } from '../../src/slack/render/rest.ts';
import { renderStatus } from '../../src/slack/render/status.ts';
import type { Tracked } from '../../src/state/tracking.ts';
import { missing } from './fixtures.ts';
import { expectNoProblems, onlyMessage, run } from './running.ts';

const NOW = new Date('2026-11-23T08:14:00Z');
const HOSTILE = [
  '`',
  '```',
  '<!channel>',
  '<@U1>',
  '<https://evil.example|x>',
  '&',
  '"',
  '\\',
  '\u202e',
  '\ud83d',
  '😀',
  '*',
  '\n',
  '{x}',
];

/** Text of any characters and any length. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .tuple(fc.constantFrom(...HOSTILE, 'a'), fc.integer({ min: 0, max: 6_000 }))
    .map(([part, times]) => part.repeat(times)),
  fc.array(fc.constantFrom(...HOSTILE, 'a ', 'x'), { maxLength: 400 }).map((parts) => parts.join('')),
);
const name = fc.oneof(text, fc.string({ minLength: 1, maxLength: 20 }));
const ref = fc.record({ kind: fc.constantFrom('Mapping', 'Host', 'Secret'), namespace: name, name });
const fact: fc.Arbitrary<Fact> = fc.oneof(
  text,
  fc.double(),
  ref,
  fc.array(ref, { maxLength: 12 }),
  fc.array(text, { maxLength: 12 }),
  fc
    .date({ noInvalidDate: false })
    .map((date) => ({ date: Number.isNaN(date.getTime()) ? 'nonsense' : date.toISOString() })),
);
const template = fc.oneof(
  text,
  fc.array(fc.constantFrom('{a}', '{b}', ' sends traffic to ', '.'), { maxLength: 400 }).map((parts) => parts.join('')),
);
const finding: fc.Arbitrary<Finding> = fc.record(
  {
    fingerprint: fc.uuid(),
    code: fc.oneof(fc.constantFrom('MAP001', 'TLS003'), name),
    name,
    area: fc.constantFrom(...AREAS),
    title: text,
    severity: fc.constantFrom(...SEVERITIES),
    on: ref,
    message: template,
    why: template,
    fix: template,
    command: text,
    data: fc.record({ a: fact, b: fact }),
    evidence: fc.array(fc.record({ at: ref, path: text, value: fact }, { requiredKeys: ['at', 'path'] }), {
      maxLength: 30,
    }),
    related: fc.array(ref, { maxLength: 30 }),
  },
  {
    requiredKeys: [
      'fingerprint',
      'code',
      'name',
      'area',
      'title',
      'severity',
      'on',
      'message',
      'why',
      'fix',
      'data',
      'evidence',
      'related',
    ],
  },
);
const tracked: fc.Arbitrary<Tracked> = fc
  .record({ finding, acknowledged: fc.boolean(), resolved: fc.boolean(), by: name })
  .map(({ finding: one, acknowledged, resolved, by }) => ({
    finding: one,
    firstSeen: NOW,
    lastSeen: NOW,
    worst: one.severity,
    ...(acknowledged && { acknowledgement: { by, at: NOW } }),
    ...(resolved && { resolvedAt: NOW }),
  }));

/** What Slack would refuse, or show as something it is not. */
function flawsOf({ text: spoken, blocks }: Post): readonly unknown[] {
  const texts = [spoken, ...blocks.flatMap((block) => (block.type === 'rich_text' ? [] : textsOf(block)))];
  return [
    ...validateBlocks(JSON.parse(JSON.stringify(blocks)), 'message'),
    ...(JSON.stringify(blocks).length > SLACK.messageBlocksJson ? [`blocks of ${JSON.stringify(blocks).length}`] : []),
    ...(spoken.length > SLACK.updateText || spoken.trim() === '' ? [`a text of ${spoken.length}`] : []),
    ...texts.flatMap(forgeries),
  ];
}

/** Markup that only the program may write, found where the cluster's words stand. */
function forgeries(mrkdwn: string): readonly string[] {
  const own =
    /<@[UW][A-Z0-9]+>|<#[CGD][A-Z0-9]+>|<!date\^\d+\^[^<>|]+\|[^<>|]+>|<https:\/\/docs\.example\.com\/[^<>|]*\|What is this\?>/g;
  const rest = mrkdwn.replace(own, '');
  return /[<>]/.test(rest) || /&(?!amp;|lt;|gt;)/.test(rest) ? [`markup in ${rest.slice(0, 200)}`] : [];
}

function textsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'text' && typeof inner === 'string' ? [inner] : textsOf(inner),
  );
}

function answerOf(findings: readonly Finding[], changes: ReportAnswer['changes'] = []): ReportAnswer {
  return {
    kind: 'report',
    request: { words: ['tls'] },
    by: 'U0ADA',
    changes,
    tracked: new Map(),
    took: 1_400,
    report: {
      clusterName: 'prod-eu',
      takenAt: NOW,
      evaluatedAt: NOW,
      findings,
      ran: ['TLS003'],
      skipped: [],
      gaps: [],
      problems: [],
      looked: { Host: 1 },
    },
  };
}

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
        const status: StatusAnswer = { kind: 'status', clusterName: 'prod-eu', lastSeen: NOW, open: some, digests: [] };
        expect(flawsOf(renderStatus(status, NOW))).toEqual([]);
        const parts = {
          new: some.slice(0, 100),
          worse: some.slice(100, 200),
          returned: some.slice(200, 300),
          resolved: some.slice(300, 400),
        };
        const head = { kind: 'digest', name: 'morning', clusterName: 'prod-eu', timezone: 'UTC' } as const;
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
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 80 }), (lengths) => {
        const message = post(
          'text',
          lengths.map((length) => section('"'.repeat(length))),
        );
        expect(flawsOf(message)).toEqual([]);
        const isWhole = message.blocks.filter(({ type }) => type === 'section').length === lengths.length;
        expect(JSON.stringify(message.blocks).includes('Shortened')).toBe(!isWhole);
      }),
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
