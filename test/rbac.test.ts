import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { checks } from '../src/checks/index.ts';
import { observeRbacYaml, rbacYaml } from '../src/rbac.ts';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly { readonly resources: readonly string[]; readonly verbs: readonly string[] }[];
}

function documentsIn(yaml: string): readonly Manifest[] {
  return parseAllDocuments(yaml).map((document) => document.toJS());
}

const rightsIn = (yaml: string) =>
  documentsIn(yaml).flatMap(({ rules = [] }) =>
    rules.flatMap(({ resources, verbs }) =>
      resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`)),
    ),
  );

it('reading needs get and list, and nothing of a running Pod', () => {
  const rights = rightsIn(rbacYaml(checks));
  expect(rights.filter((right) => !/^(get|list) \w+$/.test(right))).toEqual([]);
  expect(rights).toContain('list mappings');
});

it('observing needs get of logs and of the proxy, in the namespace of the gateway alone', () => {
  expect(rightsIn(observeRbacYaml())).toEqual(['get pods/log', 'get pods/proxy']);
  const documents = documentsIn(observeRbacYaml());
  expect(documents.map(({ kind, metadata: { name, namespace } }) => `${kind} ${name} ${namespace ?? ''}`)).toEqual([
    'ClusterRole attache-pods-log ',
    'RoleBinding attache-pods-log emissary',
    'ClusterRole attache-pods-proxy ',
    'RoleBinding attache-pods-proxy emissary',
  ]);
});
