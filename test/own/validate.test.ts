import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { defineCheck } from '../../src/engine/check.ts';
import { mistakesIn } from '../../src/own/validate.ts';

const RIGHT = defineCheck({
  code: 'OWN001',
  name: 'owner-missing',
  area: 'mappings',
  title: 'No owner',
  severity: 'warning',
  reads: ['Mapping'],
  message: '{mapping} has no owner.',
  why: 'Nobody knows.',
  fix: 'Write it.',
  example: { bad: '', good: '' },
  run: () => {},
});

describe('an own check', () => {
  it('is right as the page says it', () => {
    expect(mistakesIn(RIGHT, checks)).toEqual([]);
    const more = {
      alsoReads: ['Service'],
      options: { a: 1, b: 'x', c: true },
      silent: ['x'],
      inGeneral: { why: 'x.' },
    };
    expect(mistakesIn({ ...RIGHT, ...more }, checks)).toEqual([]);
    expect(mistakesIn({ ...RIGHT, message: '{mapping} has {n} of {all_2}.' }, checks)).toEqual([]);
  });

  it.each([
    [{ code: 'own1' }, 'code is "own1"; it has to be letters and digits such as OWN001'],
    [{ code: undefined }, 'code is missing; it has to be letters and digits such as OWN001'],
    [{ code: 'MAP001' }, "code MAP001 is another check's already"],
    [{ code: 'MAP999' }, "code MAP999 has the letters of Attaché's own checks; take others, such as OWN001"],
    [{ name: 'ownerMissing' }, 'name is "ownerMissing"; it has to be words with hyphens such as owner-missing'],
    [{ name: 'mapping-service-missing' }, 'name mapping-service-missing is taken already'],
    [{ name: 'tls' }, 'name tls is taken already'],
    [{ area: 'owners' }, 'area is "owners"; it can be mappings, tls, routing, auth, balance, metrics, gateway'],
    [{ severity: 1 }, 'severity is 1; it can be critical, error, warning, info'],
    [{ reads: ['Maping'] }, 'reads names "Maping", which is no kind that Attaché reads; the nearest is Mapping'],
    [{ reads: 'Mapping' }, "reads has to be a list of kinds, such as ['Mapping']"],
    [{ alsoReads: ['Xylophone'] }, 'alsoReads names "Xylophone", which is no kind that Attaché reads'],
    [{ title: ' ' }, 'title has to be a text'],
    [{ fix: undefined }, 'fix has to be a text'],
    [{ why: '{a.b} fails.' }, 'why has a brace that is no placeholder: those are one word, as in {mapping}'],
    [{ message: 'x {' }, 'message has a brace that is no placeholder: those are one word, as in {mapping}'],
    [{ options: { a: [1] } }, 'options has to name numbers, texts or true and false'],
    [{ silent: 'x' }, 'silent and explains are lists of texts'],
    [{ inGeneral: { why: 1 } }, 'inGeneral holds the texts why and fix'],
    [{ example: { bad: '' } }, 'example needs the texts bad and good'],
    [{ judgesSilences: true }, 'judgesSilences is not for own checks'],
    [{ run: undefined }, 'run has to be a function that is done when it returns, so not async'],
    [{ run: async () => {} }, 'run has to be a function that is done when it returns, so not async'],
  ])('%j is a mistake that says what is right', (wrong, mistake) => {
    expect(mistakesIn({ ...RIGHT, ...wrong }, checks)).toEqual([mistake]);
  });

  it('may have the letters of another own check, and not its code', () => {
    const other = { ...RIGHT, isOwn: true, name: 'other' } as const;
    expect(mistakesIn({ ...RIGHT, code: 'OWN002' }, [...checks, other])).toEqual([]);
    expect(mistakesIn(RIGHT, [...checks, other])).toEqual(["code OWN001 is another check's already"]);
  });
});
