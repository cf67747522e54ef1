import { describe, expect, it } from 'vitest';
import {
  ACTIONS,
  type AccessAction,
  type AccessRule,
  type Asking,
  allowed,
  type Deed,
  groupsNamed,
  mayBeSeen,
  onlyNamespace,
  permissionFor,
  READING,
} from '../../src/commands/access.ts';
import { readAccess } from '../../src/config/access.ts';

const rules = (text: string): readonly AccessRule[] => {
  const { value, mistakes } = readAccess(text);
  expect(mistakes).toEqual([]);
  return value;
};
const ada = (groups: Readonly<Record<string, boolean>> = {}): Asking => ({
  user: 'U1ADA',
  channel: 'C1PLATFORM',
  isIn: (group) => groups[group],
});
const deed = (action: AccessAction, more: Partial<Deed> = {}): Deed => ({ action, cluster: 'prod-eu', ...more });

describe('without rules', () => {
  it('reading and acknowledging are open, deleting is closed', () => {
    const open = Object.keys(ACTIONS).filter(
      (action) => allowed([], ada(), deed(action as AccessAction, { channel: 'C2OTHER' })).kind === 'allowed',
    );
    expect(open).toEqual([...READING, 'acknowledge']);
    expect(allowed([], ada(), deed('clear', { namespaces: ['shop'] }))).toEqual({
      ...{ kind: 'denied', deed: deed('clear', { namespaces: ['shop'] }), reason: 'closed', who: [], namespaces: [] },
    });
  });

  it('a schedule may be made where it posts, and nowhere else', () => {
    expect(allowed([], ada(), deed('schedule', { channel: 'C1PLATFORM' })).kind).toBe('allowed');
    expect(allowed([], ada(), deed('schedule'))).toEqual({ kind: 'allowed' });
    expect(allowed([], ada(), deed('schedule', { channel: 'C2OTHER' }))).toMatchObject({ reason: 'elsewhere' });
  });
});

describe('with rules', () => {
  it.each([
    ['a person', '[{ who: [U1ADA], may: [clear] }]', {}, 'allowed'],
    ['another person', '[{ who: [U2BOB], may: [clear] }]', {}, 'others'],
    ['a channel', '[{ who: [C1PLATFORM], may: [clear] }]', {}, 'allowed'],
    ['another channel', '[{ who: [C2OTHER], may: [clear] }]', {}, 'others'],
    ['everyone', '[{ who: [everyone], may: [clear] }]', {}, 'allowed'],
    ['a group with the person', '[{ who: [S1ONCALL], may: [clear] }]', { S1ONCALL: true }, 'allowed'],
    ['a group without the person', '[{ who: [S1ONCALL], may: [clear] }]', { S1ONCALL: false }, 'others'],
    ['a group that is not known', '[{ who: [S1ONCALL], may: [clear] }]', {}, 'unknown'],
    ['a group that is not known, and the person', '[{ who: [S1ONCALL, U1ADA], may: [clear] }]', {}, 'allowed'],
    ['another action', '[{ who: [U1ADA], may: [schedule] }]', {}, 'closed'],
    ['this cluster', '[{ who: [U1ADA], may: [clear], clusters: [prod-*] }]', {}, 'allowed'],
    ['another cluster', '[{ who: [U1ADA], may: [clear], clusters: [staging] }]', {}, 'others'],
    ['this namespace', '[{ who: [U1ADA], may: [clear], namespaces: [shop] }]', {}, 'allowed'],
    ['a pattern of it', '[{ who: [U1ADA], may: [clear], namespaces: [bank, sh*] }]', {}, 'allowed'],
    ['another namespace', '[{ who: [U1ADA], may: [clear], namespaces: [shop-eu] }]', {}, 'namespaces'],
  ])('for %s', (_, text, groups, expected) => {
    const verdict = allowed(rules(text), ada(groups), deed('clear', { namespaces: ['shop'] }));
    expect('reason' in verdict ? verdict.reason : verdict.kind).toBe(expected);
  });

  it('an action that one rule names is closed to all others, and other actions stay as they were', () => {
    const some = rules('[{ who: [U2BOB], may: [check, acknowledge] }]');
    expect(allowed(some, ada(), deed('check')).kind).toBe('denied');
    expect(allowed(some, ada(), deed('acknowledge')).kind).toBe('denied');
    expect(allowed(some, ada(), deed('trace')).kind).toBe('allowed');
  });

  it('the namespaces of several rules add up, and one without any is the whole cluster', () => {
    const some = rules(
      '[{ who: [U1ADA], may: [read], namespaces: [shop] }, { who: [S1ONCALL], may: [read], namespaces: [pay-*] }]',
    );
    const permission = permissionFor(some, ada({ S1ONCALL: true }), deed('check'));
    expect(permission).toEqual({ kind: 'allowed', namespaces: ['shop', 'pay-*'] });
    expect(allowed(some, ada({ S1ONCALL: true }), deed('check'))).toMatchObject({
      ...{ reason: 'namespaces', namespaces: ['shop', 'pay-*'] },
    });
    const all = [...some, ...rules('[{ who: [everyone], may: [check] }]')];
    expect(permissionFor(all, ada(), deed('check'))).toEqual({ kind: 'allowed' });
  });

  it('says who may', () => {
    const some = rules(
      '[{ who: [S1ONCALL, U2BOB], may: [clear], namespaces: [shop] }, { who: [S1ONCALL], may: [clear] }, { who: [U3EVE], may: [clear], clusters: [staging] }]',
    );
    const verdict = allowed(some, ada({ S1ONCALL: false }), deed('clear', { namespaces: ['shop'] }));
    expect(verdict).toMatchObject({ reason: 'others', who: ['S1ONCALL', 'U2BOB'] });
    const elsewhere = allowed(some, ada({ S1ONCALL: false }), deed('clear', { namespaces: ['bank'] }));
    expect(elsewhere).toMatchObject({ reason: 'others', who: ['S1ONCALL'] });
  });

  it('only the groups that decide have to be looked up', () => {
    const some = rules('[{ who: [S1ONCALL, U2BOB], may: [clear] }, { who: [S2OPS], may: [read] }]');
    expect(groupsNamed(some, 'clear')).toEqual(['S1ONCALL']);
    expect(groupsNamed(some, 'schedule')).toEqual([]);
  });
});

describe('what may be seen', () => {
  const only = { kind: 'allowed', namespaces: ['shop', 'pay-*'] } as const;
  it('is what the patterns name, and nothing without a namespace', () => {
    expect(['shop', 'pay-eu', 'shop-eu', ''].map((one) => mayBeSeen(one, only))).toEqual([true, true, false, false]);
    expect(mayBeSeen('', { kind: 'allowed' })).toBe(true);
  });
  it('is one namespace, or not', () => {
    expect(onlyNamespace({ kind: 'allowed', namespaces: ['shop'] })).toBe('shop');
    expect(onlyNamespace({ kind: 'allowed', namespaces: ['shop-*'] })).toBeUndefined();
    expect(onlyNamespace(only)).toBeUndefined();
    expect(onlyNamespace({ kind: 'allowed' })).toBeUndefined();
  });
});
