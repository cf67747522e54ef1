import { installationsOf } from '../../cluster/installations.ts';
import { targetAlsoReads } from '../../cluster/targets.ts';
import { upstreamOf } from '../../cluster/upstream.ts';
import { defineCheck } from '../../engine/check.ts';
import { patch } from '../../engine/kubectl.ts';

export const mappingNamedPort = defineCheck({
  code: 'MAP005',
  name: 'mapping-named-port',
  area: 'mappings',
  title: 'A Mapping names its port instead of numbering it',
  severity: 'error',
  reads: ['Mapping'],
  alsoReads: targetAlsoReads,
  message: '{mapping} names the port in {written}; Emissary understands only numbers and sends traffic to port {port}.',
  why: 'Requests of this Mapping go to a port that was not meant, and usually end in 503.',
  fix: 'Write the number of the port{advice}.',
  example: {
    bad: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: "cart.shop:http" }
`,
    good: `
kind: Mapping
metadata: { name: cart, namespace: shop }
spec: { hostname: "*", prefix: /cart/, service: "cart.shop:8080" }
`,
  },

  run({ cluster, report }) {
    for (const installation of installationsOf(cluster)) {
      for (const mapping of [...cluster.all('Mapping'), ...cluster.all('TCPMapping')]) {
        if (!installation.sees(mapping)) continue;
        const upstream = upstreamOf(cluster, installation, mapping);
        if (upstream?.address.malformed !== 'port-not-a-number') continue;

        const name = upstream.address.written.split(':').at(-1) ?? '';
        const service = cluster.find('Service', upstream.namespace, upstream.name);
        const port = service?.spec.ports?.find((candidate) => candidate.name === name)?.port;
        const right = port && upstream.address.written.replace(/:[^:]*$/, `:${port}`);
        report({
          on: mapping,
          data: {
            mapping,
            written: upstream.address.written,
            port: upstream.port,
            advice: right ? `: ${right}` : ' behind the name of the Service',
          },
          evidence: [{ at: mapping, path: 'spec.service', value: upstream.address.written }],
          command: right ? patch(mapping, { spec: { service: right } }) : undefined,
        });
      }
    }
  },
});
