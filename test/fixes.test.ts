import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checks } from '../src/checks/index.ts';
import { exampleCommands } from '../src/docs.ts';
import { placeholdersIn } from '../src/engine/kubectl.ts';
import { definitions, kubeAssets, type RealKube, startKube } from './support/kube.ts';
import { issue } from './support/kube-certificates.ts';
import { manifestsOf, pathOf, pathTo } from './support/manifests.ts';

const assets = kubeAssets();
const crds = definitions();
const missing = 'missing' in assets ? assets.missing : crds ? undefined : 'no ../shared/crds';

/** Examples that an API server does not take, which no command can mend in a cluster. */
const REFUSED: Readonly<Record<string, string>> = {
  'token-projected-short': 'a time that is too short is never stored: what is wrong stands in a file',
};

const TRIED = checks
  .filter(({ name }) => !Object.hasOwn(REFUSED, name))
  .map((check) => [`${check.code} ${check.name}`, check] as const);

/** What people would write for the placeholders. */
const CHOSEN: Readonly<Record<string, string>> = {
  PORT: '8080',
  NUMBER: '100',
  WEIGHT: '50',
  RETRY_ON: '5xx',
  DURATION: '12h',
  POLICY: 'ring_hash',
};

/** Files that commands read stand in the folder they are run in, under the names that they have there. */
function withChoices(command: string): string {
  return placeholdersIn(command)
    .filter((name) => !name.includes('.'))
    .reduce(
      (text, name) => text.replace(new RegExp(`\\b${name}\\b`, 'g'), CHOSEN[name] ?? name.toLowerCase()),
      command,
    );
}

/**
 * In front of every command: what changes something is a dry run on the server, and what only a person can do or see is
 * looked up. `replace --force` knows no dry run, so that it is tried as the creation of another object.
 */
const KUBECTL = `
kubectl() {
  case " $* " in
    *" --dry-run=client "*) real "$@" ;;
    *" replace --force "*) sed 's/^  name: .*/  name: another/' | real create --dry-run=server -f - ;;
    *" edit "*|*" describe "*) real "\${@/#@(edit|describe)/get}" ;;
    *" rollout "*) look "$@" ;;
    *" logs "*/*) real "$1" "$2" get "$4" ;;
    *" logs "*) real "$1" "$2" get pod "$4" ;;
    *" get "*) real "$@" ;;
    *) real "$@" --dry-run=server ;;
  esac
}
look() { real "$1" "$2" get "$5" "$6"; }
`;

const PATCH = /^kubectl(?: -n (\S+))? patch (\S+) (\S+) (?:--type=(\w+) )?-p '(.*)'$/s;
const TYPES: Readonly<Record<string, string>> = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  '': 'application/strategic-merge-patch+json',
};

describe.skipIf(missing)(`an API server takes the commands of findings${missing ? ` (${missing})` : ''}`, () => {
  let kube: RealKube;
  let folder: string;
  let call: Call;

  beforeAll(async () => {
    if ('missing' in assets || !crds) return;
    kube = await startKube(assets.folder);
    await kube.kubectl(['apply', '--server-side', '-f', crds]);
    await kube.kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s']);
    folder = mkdtempSync(join(tmpdir(), 'fixes-'));
    await writeFiles(folder);
    call = callsOf(kube);
  }, 180_000);

  afterAll(async () => {
    await kube?.stop();
    if (folder) rmSync(folder, { recursive: true });
  });

  it.each(TRIED)('%s', async (_, check) => {
    const made: string[] = [];
    try {
      for (const manifest of manifestsOf(check.example.bad)) {
        const { kind, metadata } = manifest;
        const path = pathOf(manifest);
        const { status, text } = await call('POST', path, JSON.stringify(manifest));
        if (status === 409 && kind === 'Namespace') continue;
        expect({ status, text }, `${kind} ${metadata.name} is taken`).toEqual({ status: 201, text: '' });
        if (kind !== 'Namespace') made.push(`${path}/${metadata.name}`);
      }
      for (const command of exampleCommands(check)) {
        expect(await attempt(withChoices(command)), command).toBe('');
      }
    } finally {
      for (const path of made) await call('DELETE', `${path}?gracePeriodSeconds=0`);
    }
  });

  /** What is wrong with a command; nothing: ''. */
  const attempt = async (command: string): Promise<string> => {
    if (/^helm |^kubectl apply -f https:|^kubectl .* create token |^cmctl /.test(command)) return '';
    const [, namespace = '', resource = '', name = '', type = '', change = ''] = PATCH.exec(command) ?? [];
    if (!change) return run(command);
    // Most are patches. Sent as kubectl sends them they take no process of their own, and are held to the schema.
    const path = `${pathTo(resource, namespace)}/${name}?dryRun=All&fieldValidation=Strict`;
    const { status, text } = await call('PATCH', path, change.replaceAll(`'\\''`, `'`), TYPES[type] ?? type);
    return status === 200 ? '' : text;
  };

  const run = (command: string): Promise<string> => {
    const real = `real() { ${join('folder' in assets ? assets.folder : '', 'kubectl')} --kubeconfig ${kube.kubeconfig()} --cache-dir cache "$@"; }`;
    const script = `set -o pipefail; ${real}\n${KUBECTL}\n${command}`;
    return new Promise((done) => {
      execFile('bash', ['-O', 'extglob', '-c', script], { cwd: folder }, (error, _, stderr) =>
        done(error ? stderr : ''),
      );
    });
  };
});

type Call = (
  method: string,
  path: string,
  body?: string,
  type?: string,
) => Promise<{ readonly status: number | undefined; readonly text: string }>;

function callsOf({ url, kubeconfig }: RealKube): Call {
  const config = JSON.parse(readFileSync(kubeconfig(), 'utf8'));
  const ca = Buffer.from(config.clusters[0].cluster['certificate-authority-data'], 'base64');
  const agent = new Agent({ keepAlive: true, ca });
  const authorization = `Bearer ${config.users[0].user.token}`;
  return (method, path, body = '', type = 'application/json') =>
    new Promise((done, fail) => {
      const headers = { authorization, 'content-type': type };
      const sent = request(`${url}${path}`, { method, agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part) => (text += part));
        response.on('end', () => done({ status: response.statusCode, text: messageIn(text) }));
      });
      sent.on('error', fail).end(body);
    });
}

function messageIn(text: string): string {
  const answer = JSON.parse(text);
  return answer.kind === 'Status' ? String(answer.message) : '';
}

/** The files that stand for those of a person. */
async function writeFiles(folder: string): Promise<void> {
  const { certificate, privateKey } = await issue({ names: ['shop.example'] });
  for (const name of ['CERT', 'CA', 'CRL', 'FILE', 'FULLCHAIN'])
    writeFileSync(join(folder, `${name}.pem`), certificate);
  writeFileSync(join(folder, 'KEY.pem'), privateKey);
  writeFileSync(join(folder, 'TOKEN.txt'), 'token\n');
}
