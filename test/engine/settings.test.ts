import { describe, expect, it } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import {
  describeOption,
  optionsInForce,
  optionsOf,
  readSettings,
  turnedOn,
  withTyped,
} from '../../src/engine/settings.ts';

const NONE = { settings: {}, mistakes: [] };
const expiring = checks.find(({ name }) => name === 'tls-cert-expiring');
if (!expiring) throw new Error('there is no tls-cert-expiring');

describe('settings', () => {
  it('name checks by name or code, in any letter case', () => {
    const { settings, mistakes } = readSettings({ tls009: { warnDays: 14 }, 'mapping-service-missing': 'off' }, checks);
    expect(mistakes).toEqual([]);
    expect(settings).toEqual({ 'tls-cert-expiring': { warnDays: 14 }, 'mapping-service-missing': 'off' });
    expect(optionsOf(expiring, settings)).toEqual({ ...expiring.options, warnDays: 14 });
    expect(turnedOn(checks, settings)).toEqual(checks.filter(({ code }) => code !== 'MAP001'));
  });

  it('turn off with off as with false: that is what older YAML makes of off', () => {
    expect(readSettings({ MAP001: false }, checks).settings).toEqual({ 'mapping-service-missing': 'off' });
  });

  it('are shown with the default where it is another, and shares rounded', () => {
    const { settings } = readSettings({ TLS009: { warnDays: 14, errorShareOfLifetime: 0.1 } }, checks);
    const shown = optionsInForce(expiring, settings).map(describeOption);
    expect(shown).toContain('warnDays = 14 (default 30)');
    expect(shown).toContain('errorDays = 7');
    expect(shown).toContain('errorShareOfLifetime = 0.1 (default 0.0833)');
  });

  it.each([
    [[], 'it has to name checks: { tls-cert-expiring: { warnDays: 14 } }'],
    ['off', 'it has to name checks: { tls-cert-expiring: { warnDays: 14 } }'],
    [{ 'tls-cert-expirng': 'off' }, 'there is no check "tls-cert-expirng". Did you mean tls-cert-expiring?'],
    [{ xylophone: 'off' }, 'there is no check "xylophone".'],
    [JSON.parse('{ "__proto__": "off" }'), 'there is no check "__proto__".'],
    [
      { MAP001: 'off', 'mapping-service-missing': 'off' },
      'MAP001 and mapping-service-missing are one check: name it once.',
    ],
    [{ TLS009: 14 }, 'tls-cert-expiring: write off or options such as { warnDays: 30 }.'],
    [{ MAP001: 'of' }, 'mapping-service-missing: write off.'],
    [{ MAP001: { days: 1 } }, 'mapping-service-missing has no option "days": it has none.'],
    [
      { MET012: { settlngMinutes: 1 } },
      'metrics-prometheus-down has no option "settlngMinutes": it has settlingMinutes. Did you mean settlingMinutes?',
    ],
    [{ MET012: { toString: 1 } }, 'metrics-prometheus-down has no option "toString": it has settlingMinutes.'],
    [{ TLS009: { warnDays: 'two weeks' } }, 'tls-cert-expiring.warnDays has to be a number from 0, such as 30.'],
    [{ TLS009: { warnDays: -1 } }, 'tls-cert-expiring.warnDays has to be a number from 0, such as 30.'],
    [{ TLS009: { warnDays: Number.NaN } }, 'tls-cert-expiring.warnDays has to be a number from 0, such as 30.'],
    [{ TLS009: { warnDays: null } }, 'tls-cert-expiring.warnDays has to be a number from 0, such as 30.'],
  ])('%j is a mistake that says what is right', (raw, mistake) => {
    expect(readSettings(raw, checks).mistakes).toEqual([mistake]);
  });

  it('say all mistakes together', () => {
    const { mistakes } = readSettings({ a: 'off', TLS009: { b: 1, warnDays: 'c' } }, checks);
    expect(mistakes).toHaveLength(3);
  });
});

describe('what is typed', () => {
  it('goes over what is set', () => {
    const set = readSettings({ TLS009: { warnDays: 14, errorDays: 3 }, MAP001: {} }, checks);
    const { settings, mistakes } = withTyped(set, { set: ['TLS009.warnDays=20'], off: ['map001'] }, checks);
    expect(mistakes).toEqual([]);
    expect(settings).toEqual({
      'tls-cert-expiring': { warnDays: 20, errorDays: 3 },
      'mapping-service-missing': 'off',
    });
  });

  it('may be several options of one check', () => {
    const typed = withTyped(NONE, { set: ['TLS009.warnDays=20', 'tls-cert-expiring.errorDays=2'], off: [] }, checks);
    expect(typed.settings).toEqual({ 'tls-cert-expiring': { warnDays: 20, errorDays: 2 } });
  });

  it.each([
    ['warnDays=14', 'warnDays=14: write the check, its option and a value, such as tls-cert-expiring.warnDays=14.'],
    [
      'TLS009.warnDays',
      'TLS009.warnDays: write the check, its option and a value, such as tls-cert-expiring.warnDays=14.',
    ],
    ['TLS0099.warnDays=1', 'there is no check "TLS0099". Did you mean tls009?'],
    ['TLS009.warnDays=', 'tls-cert-expiring.warnDays has to be a number from 0, such as 30.'],
    ['TLS009.warnDays=soon', 'tls-cert-expiring.warnDays has to be a number from 0, such as 30.'],
  ])('%s is a mistake that says what is right', (set, mistake) => {
    expect(withTyped(NONE, { set: [set], off: [] }, checks).mistakes).toEqual([mistake]);
  });

  it('keeps the mistakes of what is set', () => {
    expect(withTyped({ settings: {}, mistakes: ['a'] }, { set: [], off: ['b'] }, checks).mistakes).toHaveLength(2);
  });
});
