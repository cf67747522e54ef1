import type { GatewayMetrics } from '../../cluster/observed.ts';
import type { Place, Understood } from './answer.ts';

/** `name{labels} value`, perhaps with a time behind it. */
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{.*\})?\s+([-+]?(?:[\d.]+(?:[eE][-+]?\d+)?|Inf|NaN))(?:\s|$)/;
const ERRORS = 'ambassador_diagnostics_errors';

/** What `/metrics` answers: counts, and nothing of the text. Never throws. */
export function metricsOf(text: string, { namespace, name }: Place): Understood<GatewayMetrics> {
  let samples = 0;
  let envoyLines = 0;
  let diagnosticsErrors: number | undefined;
  for (const line of text.split('\n')) {
    const [, metric = '', value = ''] = SAMPLE.exec(line) ?? [];
    if (metric === '') continue;
    samples++;
    if (metric.startsWith('envoy_')) envoyLines++;
    if (metric === ERRORS && Number.isFinite(Number(value))) diagnosticsErrors = Number(value);
  }
  if (samples === 0) return { problem: text.trim() === '' ? 'is empty' : 'is no text of metrics' };
  return {
    object: {
      kind: 'GatewayMetrics',
      metadata: { namespace, name },
      envoyLines,
      ...(diagnosticsErrors !== undefined && { diagnosticsErrors }),
    },
  };
}
