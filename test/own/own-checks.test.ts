import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readInThread } from '../../src/inspect.ts';
import { type ListedChecks, listOwnChecks } from '../../src/own/list.ts';

const root = join(import.meta.dirname, '../..');
const now = new Date('2026-01-01T00:00:00Z');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attache-own-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A folder with these files in it. */
async function folderOf(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  for (const [file, content] of Object.entries(files)) await writeFile(join(path, file), content);
  return path;
}

/** A program's end, and what it wrote. */
async function run(command: string, words: readonly string[], input = '') {
  const child = spawn(command, [...words], { env: {} });
  child.stdin.end(input);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code, out, err };
}

/** Runs checks over some YAML in a thread, as the bot does. */
async function inspect(yaml: string, { checks, folder: own }: ListedChecks, settings = {}) {
  const place = await folderOf('cluster', { 'all.yaml': yaml });
  const reader = readInThread({ kind: 'file', paths: [place] }, 'prod-eu', { settings, own });
  return reader.inspect(checks, { now });
}

const check = (code: string, name: string, run: string) => `
  export const ${name} = defineCheck({
    code: '${code}', name: '${name}', area: 'mappings', title: 'x', severity: 'info', reads: ['Mapping'],
    message: '{mapping} is there.', why: 'x.', fix: 'y.', example: { bad: '', good: '' },
    run({ cluster, report }) { ${run} },
  });`;
const FIND = 'for (const mapping of cluster.all("Mapping")) report({ on: mapping, data: { mapping }, evidence: [] });';
const MAPPING = 'kind: Mapping\nmetadata: { name: cart, namespace: shop }\nspec: { prefix: /cart/, service: cart }\n';

describe('the examples of docs/own-checks.md', () => {
  let path: string;
  beforeAll(async () => {
    const page = await readFile(join(root, 'docs/own-checks.md'), 'utf8');
    const blocks = [...page.matchAll(/`checks\/([\w.-]+)`:\n\n```[jt]s\n([\s\S]*?)```/g)];
    path = await folderOf('page', Object.fromEntries(blocks.map(([, name = '', code = '']) => [name, code])));
  });

  it('find what they say, and leave alone what is right', { timeout: 60_000 }, async () => {
    const listed = await listOwnChecks(path);
    expect(listed.problems).toEqual([]);
    expect(listed.checks.map(({ code, name }) => `${code} ${name}`)).toEqual([
      'OWN001 owner-missing',
      'OWN002 timeout-long',
    ]);
    for (const one of listed.checks) {
      const alone = { ...listed, checks: [one] };
      expect((await inspect(one.example.bad, alone)).findings.map(({ code }) => code)).toEqual([one.code]);
      expect(await inspect(one.example.good, alone)).toMatchObject({ findings: [], ran: [one.code], skipped: [] });
    }
  });

  it('run in a terminal, with thresholds, and end as the page says', { timeout: 60_000 }, async () => {
    const words = [
      join(root, 'src/cli.ts'),
      'check',
      'owner-missing',
      'timeout-long',
      '--own-checks',
      path,
      '--from',
      '-',
    ];
    const given = MAPPING.replace('prefix', 'timeout_ms: 60001, prefix');
    const { code, out } = await run(process.execPath, [...words, '--fail-on', 'warning', '-o', 'json'], given);
    expect(code).toBe(1);
    const { findings } = JSON.parse(out);
    expect(findings).toMatchObject([
      { code: 'OWN001', message: 'Mapping shop/cart has no label team, so that nobody knows whom to ask about it.' },
      { code: 'OWN002', message: 'Mapping shop/cart waits 60001 ms for an answer.' },
    ]);
    expect(findings[0].docs).toBeUndefined();
    const set = ['--set', 'OWN002.maxSeconds=61', '--off', 'OWN001', '-o', 'json'];
    expect(JSON.parse((await run(process.execPath, [...words, ...set], given)).out)).toMatchObject({
      findings: [],
      ran: ['OWN002'],
      off: ['OWN001'],
    });
  });

  it('have types that an editor can check', { timeout: 60_000 }, async () => {
    const compilerOptions = {
      ...{ module: 'nodenext', target: 'es2024', lib: ['es2024', 'esnext.iterator', 'esnext.collection'] },
      ...{ strict: true, noEmit: true, checkJs: true, allowImportingTsExtensions: true, skipLibCheck: true },
      ...{ types: ['node'], typeRoots: [join(root, 'node_modules/@types')] },
      paths: { attache: [join(root, 'src/api.ts')] },
    };
    await writeFile(join(path, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts', '*.js'] }));
    const tsc = (project: string) =>
      run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project]);
    expect(await tsc(path)).toEqual({ code: 0, out: '', err: '' });
    const typed = await readFile(join(path, 'owner-missing.ts'), 'utf8');
    const wrong = await folderOf('wrong', { 'a.ts': typed.replace("reads: ['Mapping']", "reads: ['Maping']") });
    await writeFile(join(wrong, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    expect((await tsc(wrong)).out).toContain('"Maping"');
  });
});

describe('a folder', () => {
  it('of good and bad files gives the good ones, and a line about each bad one', { timeout: 90_000 }, async () => {
    const good = `import { defineCheck } from 'attache';\n${check('OWN001', 'good', FIND)}`;
    const path = await folderOf('mixed', {
      '_shared.ts': 'export const shared: number = 1;',
      '.hidden.ts': 'throw new Error("hidden")',
      'a.ts': 'export const x = {;',
      'b.js': "import { x } from './nowhere.js'; export const b = x;",
      'c.mjs': 'export const helper = 1;',
      'd.ts': `import { shared } from './_shared.ts';\n${good}\nexport default good;\nexport { shared };`,
      'e.js': 'throw new Error("first line\\nsecond line")',
      'f.js': 'process.exit(0)',
      'g.js': 'for (;;);',
      'h.mts': `import { defineCheck } from 'attache';\n${check('OWN001', 'twin', FIND)}`,
      'notes.md': 'no check',
      'x.d.ts': 'throw 1',
      'x.test.ts': 'throw new Error("a test")',
    });

    const { checks, problems, folder: kept } = await listOwnChecks(path, 2_000);

    expect(checks.map(({ code }) => code)).toEqual(['OWN001']);
    expect(problems.map(({ where, message }) => `${basename(where)} ${message}`).toSorted()).toEqual([
      expect.stringMatching(/^a\.ts cannot be used: .+/),
      expect.stringMatching(/^b\.js cannot be used: Cannot find module/),
      'c.mjs cannot be used: it exports no check (the name of a file that others only import starts with _)',
      'e.js cannot be used: first line',
      'f.js ended its thread',
      'g.js was not loaded within 2 seconds',
      "h.mts OWN001: code OWN001 is another check's already",
    ]);
    const report = await inspect(MAPPING, { checks, problems, folder: kept });
    expect(report.findings.map(({ code }) => code)).toEqual(['OWN001']);
    expect(report.problems).toHaveLength(problems.length);
  });

  it('that cannot be read is refused, and never counts as health', { timeout: 60_000 }, async () => {
    const path = join(folder, 'nowhere');
    const message = `Own checks cannot be read from ${path} (ENOENT). Give a folder of .ts or .js files.`;
    await expect(listOwnChecks(path)).rejects.toMatchObject({ name: 'OwnChecksError', message });
    const words = [join(root, 'src/cli.ts'), 'check', '--own-checks', path, '--from', '-'];
    expect(await run(process.execPath, words, MAPPING)).toEqual({ code: 2, out: '', err: `${message}\n` });
  });
});

describe('in the thread that reads the cluster', () => {
  it('own checks are silenced, turned off and fail like ours', { timeout: 60_000 }, async () => {
    const path = await folderOf('thread', {
      'all.ts': [
        "import { defineCheck } from 'attache';",
        check('OWN001', 'finds', FIND),
        check('OWN002', 'throws', 'throw new Error("oops");'),
        check('OWN003', 'is-off'.replace('-', ''), FIND),
      ].join('\n'),
    });
    const listed = await listOwnChecks(path);
    const annotated = MAPPING.replace(
      'namespace: shop',
      'namespace: shop, annotations: { attache.dev/silence.OWN001: ours }',
    );
    const report = await inspect(annotated, listed, { isoff: 'off' });
    expect(report).toMatchObject({
      findings: [],
      silenced: [{ finding: { code: 'OWN001' }, by: { reason: 'ours' } }],
      skipped: [{ code: 'OWN002', reason: 'the check failed: oops' }],
      off: ['OWN003'],
    });
  });

  it('a file that holds it up is named when the time is over', { timeout: 60_000 }, async () => {
    const path = await folderOf('loop', { 'loop.js': 'for (;;);' });
    const place = await folderOf('cluster', { 'all.yaml': MAPPING });
    const reader = readInThread({ kind: 'file', paths: [place] }, 'prod-eu', {
      own: { path, except: [] },
      deadline: 12_000,
    });
    await expect(reader.inspect([], { now })).rejects.toMatchObject({
      name: 'SourceError',
      message: `It did not end within 0.2 minutes; at the end it was at ${join(path, 'loop.js')}.`,
      advice: 'Take that away, or turn it off (ATTACHE_CHECKS).',
    });
  });
});
