import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checks } from '../src/checks/index.ts';
import { parseRequest } from '../src/commands/typed-request.ts';
import { openSource, readHere, readInThread, type SourceSettings } from '../src/inspect.ts';
import type { Source } from '../src/sources/source.ts';
import { GATEWAY, mapping } from './cluster/gateway.ts';

const now = new Date('2026-01-01T00:00:00Z');
const SERVICE = '---\nkind: Service\nmetadata: { name: other, namespace: shop }\nspec: { ports: [{ port: 80 }] }\n';
let folder: string;
let place: SourceSettings;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attache-inspect-'));
  place = { kind: 'file', paths: [folder] };
  await writeFile(join(folder, 'all.yaml'), `${GATEWAY}${mapping('a', 'prefix: /a/, service: nowhere')}${SERVICE}`);
});
afterAll(() => rm(folder, { recursive: true }));

describe('a thread answers what this thread would', () => {
  const chosen = checks.filter(({ area }) => area === 'mappings');
  const inThread = () => readInThread(place, 'prod-eu');
  const here = () => readHere(openSource(place, () => now));
  /** What does not depend on when it was read. */
  const rest = <T extends { readonly clusterName: string; readonly takenAt: Date }>(seen: T) => {
    const { clusterName: _, takenAt: __, ...others } = seen;
    return others;
  };

  it('a report', async () => {
    const report = await inThread().inspect(chosen, { now });
    expect(report.clusterName).toBe('prod-eu');
    expect(rest(report)).toEqual(rest(await here().inspect(chosen, { now })));
  });

  it('the route tables', async () => {
    const kinds: string[] = [];
    const seen = await inThread().routes({ now, onProgress: ({ kind }) => kinds.push(kind) });
    expect(seen).toMatchObject({ clusterName: 'prod-eu', tables: [{ groups: [{ matches: { path: '/a/' } }] }] });
    expect(rest(seen)).toEqual(rest(await here().routes({ now })));
  });

  it('a trace, with what is wrong on its way', async () => {
    const request = parseRequest(['http://shop.test/a/x']);
    if ('reason' in request) throw new Error(request.reason);
    const seen = await inThread().trace(request, chosen, { now });
    expect(seen.trace?.hops[0]?.takers).toMatchObject([{ mapping: { name: 'a' }, path: '/x' }]);
    expect(seen.findings.map(({ name }) => name)).toContain('mapping-service-missing');
    expect(rest(seen)).toEqual(rest(await here().trace(request, chosen, { now })));
  });

  it('a report that goes by settings', async () => {
    const settings = { 'mapping-service-missing': 'off' } as const;
    const report = await readInThread(place, 'prod-eu', { settings }).inspect(chosen, { now });
    expect(report.off).toEqual(['MAP001']);
    expect(report.findings.map(({ code }) => code)).not.toContain('MAP001');
  });

  it('and says why it cannot', async () => {
    const away = readInThread({ kind: 'file', paths: [join(folder, 'nowhere')] }, 'prod-eu');
    await expect(away.routes({ now })).rejects.toMatchObject({ name: 'SourceError' });
  });
});

it('only a check of what is there asks the running gateway', async () => {
  const asked: unknown[] = [];
  const snapshot: Source['snapshot'] = async (_, options) => {
    asked.push(options?.observe);
    return openSource(place, () => now).snapshot(new Set(), options);
  };
  const reader = readHere({ clusterName: 'prod-eu', snapshot, close: async () => {} });
  const request = parseRequest(['http://shop.test/a/x']);
  if ('reason' in request) throw new Error(request.reason);
  await reader.inspect(checks, { now });
  await reader.routes({ now });
  await reader.trace(request, checks, { now });
  await reader.simulate({ text: SERVICE, where: 'change' }, checks, { now });
  expect(asked).toEqual([true, false, false, false]);
});
