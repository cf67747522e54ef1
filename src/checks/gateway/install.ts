import type { Installation } from '../../cluster/installations.ts';
import { isAtLeast } from '../../cluster/versions.ts';

const YAML = 'https://app.getambassador.io/yaml';

/** A command that applies the definitions of a version; since 4 they come as a chart of their own. */
export function installDefinitions({
  flavour,
  version = 'VERSION',
}: Pick<Installation, 'flavour' | 'version'>): string {
  if (flavour === 'edge-stack') return `kubectl apply -f ${YAML}/edge-stack/${version}/aes-crds.yaml`;
  return isAtLeast(version, '4')
    ? `helm upgrade --install -n emissary-system --create-namespace emissary-crds oci://ghcr.io/emissary-ingress/emissary-crds-chart --version=${version}`
    : `kubectl apply -f ${YAML}/emissary/${version}/emissary-crds.yaml`;
}
