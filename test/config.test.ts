import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../src/config.ts';

const SOCKET = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };

function mistakesOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

describe('settings', () => {
  it('need two tokens and have defaults for the rest', () => {
    expect(readConfig(SOCKET)).toEqual({
      slack: { botToken: 'xoxb-1', mode: 'socket', appToken: 'xapp-1' },
      clusters: [{ name: '', source: { kind: 'live' } }],
      database: 'attache.sqlite',
      digests: [],
      settings: {},
      access: [],
      clear: [],
      auditDays: 90,
      logLevel: 'info',
      healthPort: 8080,
    });
  });

  it('are HTTP with a signing secret', () => {
    const config = readConfig({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's3cret', PORT: '8888' });
    expect(config.slack).toEqual({ botToken: 'xoxb-1', mode: 'http', signingSecret: 's3cret', port: 8888 });
  });

  it('name the cluster and what to read of it', () => {
    const source = (env: Readonly<Record<string, string>>) => readConfig({ ...SOCKET, ...env }).clusters[0].source;
    expect(source({ ATTACHE_CONTEXT: 'prod', ATTACHE_NAMESPACES: ' emissary, shop,, ' })).toEqual({
      ...{ kind: 'live', context: 'prod', namespaces: ['emissary', 'shop'] },
    });
    expect(source({ ATTACHE_OBSERVE: 'off' })).toEqual({ kind: 'live', observe: false });
    expect(source({ ATTACHE_FROM: 'cluster/' })).toEqual({ kind: 'file', paths: ['cluster/'] });
  });

  it('name several clusters, with what they share', () => {
    const env = {
      ...{ ...SOCKET, HTTPS_PROXY: 'http://proxy:3128', ATTACHE_OBSERVE: 'off' },
      ATTACHE_CLUSTERS:
        '[{ name: eu, context: prod-eu }, { name: us, namespaces: [shop], observe: true }, { name: lab, from: lab/ }]',
      ATTACHE_DIGESTS: '[{ name: m, cron: 0 9 * * *, timezone: UTC, channel: C1, cluster: us }]',
    };
    const shared = { kind: 'live', proxyUrl: 'http://proxy:3128', observe: false };
    expect(readConfig(env).clusters).toEqual([
      { name: 'eu', source: { ...shared, context: 'prod-eu' } },
      { name: 'us', source: { ...shared, namespaces: ['shop'], observe: true } },
      { name: 'lab', source: { kind: 'file', paths: ['lab/'] } },
    ]);
    expect(readConfig(env).digests[0]).toMatchObject({ name: 'm', cluster: 'us' });
  });

  it('plan digests, as YAML or JSON', () => {
    const digest = { name: 'morning', cron: '0 9 * * 1-5', timezone: 'Europe/Berlin', channel: 'C1' };
    const expected = [{ ...digest, areas: [] }];
    expect(readConfig({ ...SOCKET, ATTACHE_DIGESTS: JSON.stringify([digest]) }).digests).toEqual(expected);
    const yaml = '- name: morning\n  cron: 0 9 * * 1-5\n  timezone: Europe/Berlin\n  channel: C1\n';
    expect(readConfig({ ...SOCKET, ATTACHE_DIGESTS: yaml }).digests).toEqual(expected);
  });

  it('set thresholds and turn checks off, as YAML or JSON', () => {
    const settings = { 'tls-cert-expiring': { warnDays: 14 }, 'mapping-service-missing': 'off' };
    const yaml = '{ tls-cert-expiring: { warnDays: 14 }, MAP001: off }';
    expect(readConfig({ ...SOCKET, ATTACHE_CHECKS: yaml }).settings).toEqual(settings);
    expect(readConfig({ ...SOCKET, ATTACHE_CHECKS: JSON.stringify(settings) }).settings).toEqual(settings);
    expect(readConfig({ ...SOCKET, ATTACHE_CHECKS: '' }).settings).toEqual({});
  });

  it('say who may do what, and which Secrets may be deleted', () => {
    const access =
      '[{ who: [everyone], may: [read] }, { who: [S0ONCALL], may: [clear, acknowledge], namespaces: [shop-*] }]';
    expect(readConfig({ ...SOCKET, ATTACHE_ACCESS: access }).access).toEqual([
      { who: ['everyone'], may: ['check', 'status', 'routes', 'trace', 'simulate', 'audit'] },
      { who: ['S0ONCALL'], may: ['acknowledge', 'clear'], namespaces: ['shop-*'] },
    ]);
    expect(readConfig({ ...SOCKET, ATTACHE_CLEAR: '- namespace: shop' }).clear).toEqual([{ namespace: 'shop' }]);
    expect(readConfig({ ...SOCKET, ATTACHE_AUDIT_DAYS: '30' }).auditDays).toBe(30);
  });
});

describe('mistakes', () => {
  it.each([
    ['{', 'ATTACHE_CLUSTERS is neither YAML nor JSON'],
    ['[]', 'ATTACHE_CLUSTERS: Too small'],
    ['[{ name: eu }, { name: EU }]', 'ATTACHE_CLUSTERS names eu twice'],
    ['[{ name: "prod eu" }]', 'ATTACHE_CLUSTERS, 0, name: a name is one word'],
    ['[{ name: eu, contxt: x }]', 'contxt'],
  ])('of several clusters are said with an example: %s', (text, said) => {
    const mistakes = mistakesOf({ ...SOCKET, ATTACHE_CLUSTERS: text });
    expect(mistakes).toEqual([expect.stringContaining(said)]);
    expect(mistakes[0]).toContain('{ name: prod-eu, context: eu }');
  });

  it('of one cluster beside several, and of a digest of none, are said', () => {
    const env = { ...SOCKET, ATTACHE_CLUSTERS: '[{ name: eu }]', ATTACHE_CONTEXT: 'eu' };
    expect(mistakesOf(env)).toEqual([
      'ATTACHE_CONTEXT is set beside ATTACHE_CLUSTERS: write it there, at its cluster.',
    ]);
    const digests = '[{ name: m, cron: 0 9 * * *, timezone: UTC, channel: C1, cluster: us }]';
    expect(mistakesOf({ ...SOCKET, ATTACHE_CLUSTERS: '[{ name: eu }]', ATTACHE_DIGESTS: digests })).toEqual([
      'ATTACHE_DIGESTS, m: there is no cluster us (mine: eu).',
    ]);
  });

  it('are said all together, and no secret is in what is said', () => {
    const env = {
      SLACK_BOT_TOKEN: 'xapp-wrong-kind',
      SLACK_APP_TOKEN: 'hunter2',
      LOG_LEVEL: 'loud',
      ATTACHE_HEALTH_PORT: 'x',
    };
    const mistakes = mistakesOf(env);
    expect(mistakes).toHaveLength(4);
    const message = new ConfigError(mistakes).message;
    expect(message).toContain('4 settings need attention');
    expect(message).not.toContain('hunter2');
    expect(message).not.toContain('xapp-wrong-kind');
  });

  it.each([
    [{}, /SLACK_BOT_TOKEN is not set/],
    [{ SLACK_BOT_TOKEN: 'xoxb-1' }, /SLACK_APP_TOKEN is not set/],
    [{ ...SOCKET, SLACK_SIGNING_SECRET: 's' }, /are both set/],
    [{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's', PORT: '99999' }, /PORT is "99999"/],
    [{ ...SOCKET, ATTACHE_OBSERVE: 'maybe' }, /ATTACHE_OBSERVE is "maybe"; it can be on, off/],
    [{ ...SOCKET, ATTACHE_DOCS_URL: 'wiki' }, /ATTACHE_DOCS_URL is no web address/],
    [{ ...SOCKET, ATTACHE_CHECKS: '{ a' }, /ATTACHE_CHECKS is neither YAML nor JSON; it looks like/],
    [{ ...SOCKET, ATTACHE_CHECKS: 'off' }, /ATTACHE_CHECKS: it has to name checks/],
    [
      { ...SOCKET, ATTACHE_CHECKS: '{ MAP0001: off }' },
      /ATTACHE_CHECKS: there is no check "MAP0001". Did you mean map001\?/,
    ],
    [
      { ...SOCKET, ATTACHE_CHECKS: '{ TLS009: { warnDays: x } }' },
      /ATTACHE_CHECKS: tls-cert-expiring.warnDays has to be/,
    ],
    [{ ...SOCKET, ATTACHE_DIGESTS: '[{' }, /ATTACHE_DIGESTS is neither YAML nor JSON/],
    [{ ...SOCKET, ATTACHE_DIGESTS: 'morning' }, /ATTACHE_DIGESTS: .*expected array/],
    [
      { ...SOCKET, ATTACHE_DIGESTS: '[{ name: a, cron: "0 9 * * *", timezone: UTC, channel: C, area: [tls] }]' },
      /area/,
    ],
    [
      { ...SOCKET, ATTACHE_DIGESTS: '[{ name: a, cron: "0 9 * * *", timezone: UTC, channel: C, areas: [tsl] }]' },
      /areas/,
    ],
    [
      { ...SOCKET, ATTACHE_DIGESTS: '[{ name: a, cron: "61 9 * * *", timezone: UTC, channel: C }]' },
      /digest "a": the times/,
    ],
    [
      { ...SOCKET, ATTACHE_DIGESTS: '[{ name: a, cron: "0 9 * * *", timezone: Berlin, channel: C }]' },
      /time zone "Berlin" is unknown/,
    ],
    [{ ...SOCKET, ATTACHE_ACCESS: '[{' }, /ATTACHE_ACCESS is neither YAML nor JSON; it looks like/],
    [{ ...SOCKET, ATTACHE_ACCESS: 'everyone' }, /ATTACHE_ACCESS: has to be a list of rules. It looks like/],
    [
      { ...SOCKET, ATTACHE_ACCESS: '[everyone]' },
      /ATTACHE_ACCESS, rule 1: has to have fields: who, may, namespaces, clusters. It looks like/,
    ],
    [
      { ...SOCKET, ATTACHE_ACCESS: '[{ who: [everyone] }]' },
      /^ATTACHE_ACCESS, rule 1, may: has to be a list of actions.$/,
    ],
    [
      { ...SOCKET, ATTACHE_ACCESS: '[{ who: [everyone], may: [read] }, { who: [ada], may: [read] }]' },
      /^ATTACHE_ACCESS, rule 2, who: "ada" is no id: people start with U or W, .* or it is everyone.$/,
    ],
    [
      { ...SOCKET, ATTACHE_ACCESS: '[{ who: [everyone], may: [claer] }]' },
      /^ATTACHE_ACCESS, rule 1, may: there is no action "claer"; did you mean clear\? It can be read, check, .*$/,
    ],
    [{ ...SOCKET, ATTACHE_ACCESS: '[{ who: [], may: [read] }]' }, /rule 1, who: names no ids/],
    [
      { ...SOCKET, ATTACHE_ACCESS: '[{ who: [U01], may: [read], namespace: [a] }]' },
      /rule 1: has a field namespace, which I don't know; it can have who, may/,
    ],
    [
      { ...SOCKET, ATTACHE_ACCESS: '[{ who: [U01], may: [read], namespaces: [a/b] }]' },
      /namespaces: "a\/b" is no name of/,
    ],
    [{ ...SOCKET, ATTACHE_CLEAR: 'on' }, /^ATTACHE_CLEAR: has to be a list. It looks like/],
    [
      { ...SOCKET, ATTACHE_CLEAR: '[{ namespace: "*" }]' },
      /entry 1, namespace: has to be the name of one namespace, without/,
    ],
    [
      { ...SOCKET, ATTACHE_CLEAR: '[{ namespace: a, secrets: [] }]' },
      /entry 1, secrets: names no Secrets; left out, it/,
    ],
    [{ ...SOCKET, ATTACHE_AUDIT_DAYS: 'ever' }, /ATTACHE_AUDIT_DAYS is "ever"; it has to be a number of days/],
  ])('%j', (env, mistake) => {
    expect(mistakesOf(env).join('\n')).toMatch(mistake);
  });
});
