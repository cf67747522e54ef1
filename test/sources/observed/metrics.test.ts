import fc from 'fast-check';
import { expect, it } from 'vitest';
import { metricsOf } from '../../../src/sources/observed/metrics.ts';

const POD = { namespace: 'emissary', name: 'emissary-1' };
const metrics = (facts: object) => ({ object: { kind: 'GatewayMetrics', metadata: POD, ...facts } });

const TEXT = `# TYPE envoy_cluster_upstream_rq counter
envoy_cluster_upstream_rq{envoy_response_code="200",envoy_cluster_name="cart_shop"} 17
envoy_cluster_upstream_rq{envoy_response_code="503",envoy_cluster_name="a } b"} 2
envoy_server_uptime 4711 1700000000000
# HELP ambassador_diagnostics_errors Number of configuration errors
# TYPE ambassador_diagnostics_errors gauge
ambassador_diagnostics_errors 3.0
ambassador_process_cpu_seconds_total 1.5e+02
`;

it.each([
  ['of both, without comments', TEXT, { envoyLines: 3, diagnosticsErrors: 3 }],
  ['with Windows line ends', TEXT.replaceAll('\n', '\r\n'), { envoyLines: 3, diagnosticsErrors: 3 }],
  [
    'of diagd alone, when Envoy did not answer',
    'ambassador_diagnostics_errors 0.0\n',
    { envoyLines: 0, diagnosticsErrors: 0 },
  ],
  ['of Envoy alone, as of Ambassador 1', 'envoy_server_live 1\n', { envoyLines: 1 }],
  ['cut off in the middle of a line', 'envoy_server_live 1\nenvoy_server_ho', { envoyLines: 1 }],
  ['whose number of errors is none', 'envoy_server_live 1\nambassador_diagnostics_errors NaN\n', { envoyLines: 1 }],
])('lines %s are counted', (_, text, facts) => {
  expect(metricsOf(text, POD)).toEqual(metrics(facts));
});

it.each([
  ['', 'is empty'],
  ['\n\n', 'is empty'],
  ['<html><body>Not found</body></html>', 'is no text of metrics'],
  ['# only a comment\n', 'is no text of metrics'],
  ['{"kind":"Status"}', 'is no text of metrics'],
])('%j is none, and the problem says why', (text, problem) => {
  expect(metricsOf(text, POD)).toEqual({ problem });
});

it('no byte of a label is kept', () => {
  expect(JSON.stringify(metricsOf('envoy_x{token="c4n4ry"} 1', POD))).not.toContain('c4n4ry');
});

it('no text makes it throw, nor think twice', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const result = metricsOf(text, POD);
      return 'object' in result ? result.object.envoyLines >= 0 : result.problem !== '';
    }),
  );
  for (const piece of ['envoy_x{', '}', 'a{b="}" ', '1 ', 'e+']) metricsOf(piece.repeat(200_000), POD);
});
