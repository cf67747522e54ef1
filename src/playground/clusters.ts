import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A cluster to try things on. */
export interface SampleCluster {
  readonly name: string;
  /** What happened there, in a sentence. */
  readonly story: string;
  readonly files: readonly string[];
}

const STORIES: readonly SampleCluster[] = [
  story('mappings', 'The cart and the checkout answer 503: a typing mistake in one service name, and Pods that crash.'),
  story('tls', 'Browsers warn on the payment pages: the certificate of the staging authority is served.'),
  story('routing', 'A page that never loads, one that takes a detour, one that asks the wrong port.'),
  story('auth', 'Partners are locked out every Monday: a token was issued for a week instead of a year.'),
  story('balance', 'A tenth of the searches fails: three weights that add up to 90.'),
  story('metrics', 'The dashboards show half of the traffic: half of the gateway Pods are not scraped.'),
];

/** The sample clusters: each story by itself, a healthy cluster, and one where everything happens at once. */
export const SAMPLE_CLUSTERS: readonly SampleCluster[] = [
  { name: 'everything', story: 'All six stories on one Monday.', files: ['gateway.yaml', ...STORIES.map(fileOf)] },
  ...STORIES,
  { name: 'healthy', story: 'Nothing is wrong.', files: ['gateway.yaml'] },
];

/**
 * Writes a sample cluster's files to a folder, with times relative to now.
 *
 * @throws Error when there is no sample cluster of this name; the message lists them
 */
export async function writeSampleCluster(name: string, folder: string, now: Date): Promise<SampleCluster> {
  const sample = SAMPLE_CLUSTERS.find((candidate) => candidate.name === name);
  if (!sample) {
    const names = SAMPLE_CLUSTERS.map((candidate) => candidate.name).join(', ');
    throw new Error(`There is no sample cluster called ${name}; there are ${names}.`);
  }
  await mkdir(folder, { recursive: true });
  for (const file of sample.files) {
    const template = await readFile(new URL(`./clusters/${file}`, import.meta.url), 'utf8');
    await writeFile(join(folder, file), withTimes(template, now));
  }
  return sample;
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

// `{{+61d}}` and `{{-52m}}`: so many days, hours or minutes from now.
function withTimes(template: string, now: Date): string {
  return template.replace(/\{\{([+-]\d+)([mhd])\}\}/g, (_, distance: string, unit: string) =>
    new Date(now.getTime() + Number(distance) * (UNITS[unit] ?? 0)).toISOString(),
  );
}

function story(name: string, text: string): SampleCluster {
  return { name, story: text, files: ['gateway.yaml', `${name}.yaml`] };
}

function fileOf({ name }: SampleCluster): string {
  return `${name}.yaml`;
}
