import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checks } from '../src/checks/index.ts';
import { NOT_OBSERVED } from '../src/cluster/observed.ts';
import { runChecks } from '../src/engine/run.ts';
import { objectName, plain, sentences } from '../src/engine/text.ts';
import { SAMPLE_CLUSTERS, writeSampleCluster } from '../src/playground/clusters.ts';
import { fileSource } from '../src/sources/file.ts';

const now = new Date('2026-11-24T09:00:00Z');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attache-scenarios-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What people did by hand for hours, by sample cluster: the finding on the object to change. Nothing else may be said. */
const STORIES: Readonly<Record<string, readonly string[]>> = {
  mappings: [
    'error mapping-service-missing Mapping orders/cart',
    'error mapping-backend-crashing Deployment orders/checkout',
  ],
  tls: ['error tls-staging-cert Secret payments/pay-tls', 'warning tls-cert-expiring Secret payments/invoices-tls'],
  routing: [
    'critical route-gateway-loop Mapping content/blog',
    'error mapping-port-missing Mapping content/search',
    'warning route-detour Mapping content/status',
  ],
  auth: [
    'error token-jwt-expired Secret identity/identity-provider-token',
    'warning token-lifetime-wrong Secret identity/partner-token',
  ],
  balance: ['error weight-under-100 Mapping catalog/products-next'],
  metrics: ['error metrics-admin-selector Service emissary/emissary-ingress-admin'],
  healthy: [],
};

async function reportOf(name: string) {
  const path = join(folder, name);
  await writeSampleCluster(name, path, now);
  const snapshot = await fileSource({ paths: [path], now: () => now }).snapshot(new Set());
  expect(snapshot.problems).toEqual([]);
  expect(snapshot.gaps.filter(({ reason }) => reason !== NOT_OBSERVED)).toEqual([]);
  return runChecks(snapshot, checks, { now });
}

describe.each(Object.entries(STORIES))('the story of %s', (name, expected) => {
  it('is found by the right check on the right object, and nothing else is', async () => {
    const { findings, skipped } = await reportOf(name);
    expect(skipped).toEqual([]);
    const serious = findings.filter(({ severity }) => severity !== 'info');
    expect(serious.map((finding) => `${finding.severity} ${finding.name} ${objectName(finding.on)}`)).toEqual(expected);
  });
});

it('all stories at once are the sum of them', async () => {
  const { findings } = await reportOf('everything');
  const serious = findings.filter(({ severity }) => severity !== 'info');
  const lines = serious.map((finding) => `${finding.severity} ${finding.name} ${objectName(finding.on)}`);
  expect(lines.toSorted()).toEqual(Object.values(STORIES).flat().toSorted());
  const words = findings.map((finding) => {
    const { message, why, fix } = sentences(finding, plain);
    return [`${finding.severity} ${finding.code} ${finding.name}`, message, why, fix, finding.command ?? ''].join('\n');
  });
  await expect(`${words.join('\n\n')}\n`).toMatchFileSnapshot('golden/everything.txt');
});

it('there is a sample cluster for each story', () => {
  expect(SAMPLE_CLUSTERS.map(({ name }) => name).toSorted()).toEqual(
    ['everything', ...Object.keys(STORIES)].toSorted(),
  );
});
