import type { Cluster } from './cluster.ts';
import { type FromIngresses, fromIngresses, type IngressKind } from './ingresses.ts';
import type { Installation } from './installations.ts';
import type { Host, Listener, Mapping, Module, TCPMapping, TLSContext } from './objects.ts';
import { perInstallation } from './per-installation.ts';
import { type Named, storedNames } from './stored-names.ts';

export type GatewayObjectKind = 'Mapping' | 'TCPMapping' | 'Host' | 'Listener' | 'TLSContext' | 'Module';

/** The objects that one installation sees, by the names it stores them under; what it makes of Ingresses included. */
export interface GatewayObjects {
  readonly mappings: Named<Mapping>;
  readonly tcpMappings: Named<TCPMapping>;
  readonly hosts: Named<Host>;
  readonly listeners: Named<Listener>;
  readonly contexts: Named<TLSContext>;
  readonly modules: Named<Module>;
  /** The Ingresses it takes. */
  readonly ingresses: FromIngresses['ingresses'];
}

/** What an installation has to work with. */
export const gatewayObjectsOf = perInstallation(
  (cluster: Cluster<GatewayObjectKind | IngressKind>, installation: Installation): GatewayObjects => {
    const seen = <K extends GatewayObjectKind>(kind: K) =>
      cluster.all(kind).filter((object) => installation.sees(object));
    const { ingresses, hosts, mappings } = fromIngresses(cluster, installation);
    return {
      mappings: storedNames([...seen('Mapping'), ...mappings]),
      tcpMappings: storedNames(seen('TCPMapping')),
      hosts: storedNames([...seen('Host'), ...hosts]),
      listeners: storedNames(seen('Listener')),
      contexts: storedNames(seen('TLSContext')),
      modules: storedNames(seen('Module')),
      ingresses,
    };
  },
);
