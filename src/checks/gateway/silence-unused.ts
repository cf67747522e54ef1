import { defineCheck, words } from '../../engine/check.ts';
import { edit, kubectl, quote } from '../../engine/kubectl.ts';
import type { JudgedSilence } from '../../engine/silence.ts';

export const silenceUnused = defineCheck({
  code: 'GWY038',
  name: 'silence-unused',
  area: 'gateway',
  title: 'A silence does nothing',
  severity: 'info',
  reads: [],
  judgesSilences: true,
  message: '{object} silences {check}, {problem}.',
  why: '{consequence}',
  fix: '{advice}',
  inGeneral: {
    why: 'A silence that nobody needs any more hides the next finding of its kind. One that has ended or cannot be understood hides nothing: what it is meant for is reported all the same.',
    fix: 'Take the annotation away. If it is still needed, write a reason, and behind it perhaps the last day: moves next week, until 2026-12-01.',
  },
  silent: [
    'a silence whose check did not run, could not run everywhere, or is turned off',
    'codes of own checks that are not loaded',
    'silences of this check itself',
  ],
  example: {
    bad: `
kind: Mapping
metadata:
  name: cart
  namespace: shop
  annotations: { attache.dev/silence.MAP001: "moves next week, until 2025-12-01" }
spec: { hostname: "*", prefix: /cart/, service: cart.shop }
`,
    good: `
kind: Mapping
metadata:
  name: cart
  namespace: shop
  annotations: { attache.dev/silence.MAP001: "moves next week, until 2026-01-09" }
spec: { hostname: "*", prefix: /cart/, service: cart.shop }
`,
  },

  run({ silences, report }) {
    for (const silence of silences) {
      const flaw = flawOf(silence);
      if (!flaw) continue;
      const { on, name, check, text } = silence;
      const isWritten = !('annotationOf' in on && on.annotationOf);

      report({
        on,
        key: check,
        data: {
          object: on,
          check,
          problem: words(flaw.problem),
          consequence: words(flaw.consequence ?? HIDES_NOTHING),
          advice: words(flaw.advice),
        },
        evidence: [{ at: on, path: `metadata.annotations[${name}]`, value: text }],
        command: isWritten ? kubectl('annotate', on, quote(`${name}-`)) : edit(on),
      });
    }
  },
});

const HIDES_NOTHING = 'What it is meant for is reported all the same.';

interface Flaw {
  readonly problem: string;
  readonly consequence?: string;
  readonly advice: string;
}

function flawOf({ outcome, until, unreadable, nearest }: JudgedSilence): Flaw | undefined {
  switch (outcome) {
    case 'unused':
      return {
        problem: 'and there is nothing to report any more',
        consequence: 'It would hide the next finding of its kind.',
        advice: 'Take the annotation away.',
      };
    case 'ended':
      return { problem: `and its last day was ${until}`, advice: 'Take the annotation away, or write a later day.' };
    case 'without-reason':
      return {
        problem: 'and says no reason',
        advice: 'Write the reason as its value, or take the annotation away.',
      };
    case 'unreadable-day':
      return {
        problem: `until ${unreadable}, which is no day`,
        advice: 'Write the last day as in: moves next week, until 2026-12-01. Or take the annotation away.',
      };
    case 'no-check':
      return {
        problem: `and there is no such check${nearest ? `: the nearest is ${nearest}` : ''}`,
        advice: 'Write the code or name of a check behind the last dot, or take the annotation away.',
      };
    case 'used':
    case 'unknown':
      return undefined;
  }
}
