import fc from 'fast-check';
import type { ReportAnswer } from '../../src/commands/answer.ts';
import { AREAS, SEVERITIES } from '../../src/engine/check.ts';
import type { Fact, Finding } from '../../src/engine/finding.ts';
import { LIMITS as SLACK } from '../../src/playground/limits.ts';
import { validateBlocks } from '../../src/playground/validate.ts';
import type { Post } from '../../src/slack/blocks.ts';
import type { Tracked } from '../../src/state/tracking.ts';

export const NOW = new Date('2026-11-23T08:14:00Z');
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
export const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .tuple(fc.constantFrom(...HOSTILE, 'a'), fc.integer({ min: 0, max: 6_000 }))
    .map(([part, times]) => part.repeat(times)),
  fc.array(fc.constantFrom(...HOSTILE, 'a ', 'x'), { maxLength: 400 }).map((parts) => parts.join('')),
);
export const name = fc.oneof(text, fc.string({ minLength: 1, maxLength: 20 }));
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
export const finding: fc.Arbitrary<Finding> = fc.record(
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
export const tracked: fc.Arbitrary<Tracked> = fc
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
export function flawsOf({ text: spoken, blocks }: Post): readonly unknown[] {
  const texts = [spoken, ...blocks.flatMap((block) => (block.type === 'rich_text' ? [] : textsOf(block)))];
  return [
    ...validateBlocks(JSON.parse(JSON.stringify(blocks)), 'message'),
    ...(JSON.stringify(blocks).length > SLACK.messageBlocksJson ? [`blocks of ${JSON.stringify(blocks).length}`] : []),
    ...(spoken.length > SLACK.updateText || spoken.trim() === '' ? [`a text of ${spoken.length}`] : []),
    ...texts.flatMap(forgeries),
  ];
}

/** Markup that only the program may write, found where the cluster's words stand. */
export function forgeries(mrkdwn: string): readonly string[] {
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

export function answerOf(findings: readonly Finding[], changes: ReportAnswer['changes'] = []): ReportAnswer {
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
      silenced: [],
      ran: ['TLS003'],
      skipped: [],
      unobserved: [],
      off: [],
      gaps: [],
      problems: [],
      looked: { Host: 1 },
    },
  };
}
