import type { Cluster } from './cluster.ts';
import { isProbing, type ScrapeConfig } from './collectors.ts';
import type { Service, ServicePort } from './objects.ts';
import { matchesWhole } from './regex.ts';

/** A port of a Service that Prometheus asks at the Service's own address. */
export interface DiscoveredPort {
  readonly service: Service;
  readonly port: ServicePort;
}

/**
 * What a job with `role: service` asks: each port of each Service that its relabeling keeps. Empty for jobs without a
 * rule to keep something, and for those whose rules ask for what is not known.
 */
export function discoveredPorts(cluster: Cluster<'Service'>, config: ScrapeConfig): readonly DiscoveredPort[] {
  const { text } = config;
  const roles = [...text.matchAll(/\brole:\s*["']?(\w+)/g)].map(([, role]) => role);
  if (roles.length === 0 || roles.some((role) => role !== 'service') || isProbing(config)) return [];
  const rules = rulesOf(text);
  if (!rules.some(({ action }) => action === 'keep') || rules.some(({ target }) => target === '__address__')) return [];

  const keeps = (found: DiscoveredPort) =>
    rules.every(({ action, sources, separator, regex }) => {
      if (action !== 'keep' && action !== 'drop') return true;
      const values = sources.map((source) => valueOfLabel(found, source));
      if (values.includes(undefined)) return false;
      return matchesWhole(regex, values.join(separator)) === (action === 'keep');
    });
  return cluster
    .all('Service')
    .flatMap((service) => (service.spec.ports ?? []).map((port) => ({ service, port })))
    .filter(keeps);
}

interface Rule {
  readonly action: string;
  readonly sources: readonly string[];
  readonly separator: string;
  readonly regex: string;
  readonly target?: string;
}

/** The `relabel_configs` of a job, in whichever of YAML's ways they are usually written. */
function rulesOf(text: string): readonly Rule[] {
  const [, section = ''] = /^[ \t-]*relabel_configs:(.*?)(?=^[ \t-]*\w+_configs:|$(?![\s\S]))/ms.exec(text) ?? [];
  // A list of sources over several lines becomes one in brackets, so that a dash begins a rule.
  const inOneLine = section.replace(
    /source_labels:[ \t]*\n((?:[ \t]*-[ \t]*\w+[ \t]*(?:\n|$))+)/g,
    (_, lines: string) => {
      return `source_labels: [${[...lines.matchAll(/\w+/g)].join(', ')}]\n`;
    },
  );
  return inOneLine
    .split(/^[ \t]*-[ \t]+/m)
    .slice(1)
    .map((rule) => {
      const field = (name: string) =>
        new RegExp(`(?:^|[\\s{,])${name}:[ \\t]*(?:"([^"\\n]*)"|'([^'\\n]*)'|([^\\n,}]+))`)
          .exec(rule)
          ?.slice(1)
          .find((one) => one !== undefined)
          ?.trim();
      const target = field('target_label');
      return {
        action: field('action')?.toLowerCase() ?? 'replace',
        sources: (/source_labels:[ \t]*\[([^\]]*)\]/.exec(rule)?.[1] ?? '')
          .split(',')
          .map((one) => one.replace(/["'\s]/g, '')),
        separator: field('separator') ?? ';',
        regex: field('regex') ?? '.*',
        ...(target !== undefined && { target }),
      };
    });
}

/** The value of a label that Prometheus gives a Service's port; undefined when it is not known. */
function valueOfLabel({ service: { metadata }, port }: DiscoveredPort, name: string): string | undefined {
  const { labels = {}, annotations = {} } = metadata;
  const [, kind, key = ''] =
    /^__meta_kubernetes_service_(label|labelpresent|annotation|annotationpresent)_(\w+)$/.exec(name) ?? [];
  if (kind) {
    const values = kind.startsWith('label') ? labels : annotations;
    const found = Object.entries(values).find(([one]) => one.replace(/\W/g, '_') === key)?.[1];
    return kind.endsWith('present') ? (found === undefined ? '' : 'true') : (found ?? '');
  }
  switch (name) {
    case '__meta_kubernetes_namespace':
      return metadata.namespace;
    case '__meta_kubernetes_service_name':
      return metadata.name;
    case '__meta_kubernetes_service_port_name':
      return port.name ?? '';
    case '__meta_kubernetes_service_port_number':
      return String(port.port);
    default:
      return undefined;
  }
}
