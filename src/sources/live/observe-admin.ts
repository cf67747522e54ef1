import type { AnyObject } from '../../cluster/objects.ts';
import { MOST_BYTES, type Place } from '../observed/answer.ts';
import { diagnosticsOf, diagnosticsOfParts } from '../observed/diagnostics.ts';
import { metricsOf } from '../observed/metrics.ts';
import type { Connection } from './connection.ts';
import { RequestFailure } from './failure.ts';
import {
  type Ask,
  askPods,
  type GatewayPod,
  type Measure,
  type Observation,
  type Observer,
  pathOfPod,
  understood,
} from './observe-pods.ts';
import { transportTo } from './transport.ts';

/**
 * The diagnostics of each gateway Pod, one after the other: diagd computes them in one thread, and its gateway needs the
 * processor.
 */
export function observeDiagnostics(observer: Observer): Promise<Observation> {
  return askPods(observer, {
    kind: 'Diagnostics',
    atOnce: 1,
    needsRunning: true,
    ask: (pod, ask) => askDiagnostics(pod, adminPortOf(observer, pod, ask), observer.reader.limits.diagnosis),
    reason: (failure) => (failure.status === 404 ? SWITCHED_OFF : adminReason(failure)),
  });
}

/** The metrics of each gateway Pod, in the same way. */
export function observeMetrics(observer: Observer): Promise<Observation> {
  const measure = { most: MOST_BYTES.GatewayMetrics, within: observer.reader.limits.question };
  return askPods(observer, {
    kind: 'GatewayMetrics',
    atOnce: 1,
    needsRunning: true,
    async ask(pod, ask) {
      const { text } = await adminPortOf(observer, pod, ask)('/metrics', measure);
      return understood(metricsOf(text, placeOf(pod)));
    },
    reason: adminReason,
  });
}

/** Emissary: python/ambassador_diag/diagd.py, _allow_diag_ui. */
const SWITCHED_OFF = 'switched off: set diagnostics.allow_non_local to true in the Module ambassador';

// No `loglevel` ever: it would change the log level of Envoy.
async function askDiagnostics(pod: GatewayPod, ask: Ask, within: number): Promise<AnyObject> {
  const measure: Measure = { most: MOST_BYTES.Diagnostics, within };
  const path = '/ambassador/v0/diag/?json=true';
  const { text, isWhole } = await ask(path, measure);
  if (isWhole) return understood(diagnosticsOf(text, placeOf(pod)));

  const errors = await ask(`${path}&filter=errors`, measure);
  if (!errors.isWhole) throw new RequestFailure('its errors alone are larger than 5 MB');
  // Who has no time left for this still told the errors.
  const system = await ask(`${path}&filter=system`, measure).catch((error: unknown) => {
    if (!(error instanceof RequestFailure)) throw error;
    return undefined;
  });
  return understood(diagnosticsOfParts(errors.text, system?.text, placeOf(pod)));
}

/**
 * Asks the admin port of a Pod through the API server's proxy. Who has no right to that and runs in the cluster asks the
 * Pod itself, as Prometheus does.
 */
function adminPortOf({ isInside, reader: { limits } }: Observer, target: GatewayPod, ask: Ask): Ask {
  const { pod, adminPort } = target;
  return async (path, measure) => {
    try {
      return await ask(`${pathOfPod(pod, adminPort)}/proxy${path}`, measure);
    } catch (error) {
      const { podIP } = pod.status ?? {};
      if (!(error instanceof RequestFailure) || error.status !== 403 || !isInside || !podIP) throw error;
      const direct = transportTo(connectionTo(podIP, adminPort), limits);
      try {
        return await ask(path, measure, direct);
      } catch (second) {
        // Where no way leads to the Pod, the missing right is what can be mended.
        throw second instanceof RequestFailure && second.status === undefined ? error : second;
      } finally {
        await direct.close();
      }
    }
  };
}

function connectionTo(address: string, port: number): Connection {
  const host = address.includes(':') ? `[${address}]` : address;
  return {
    name: address,
    server: `http://${host}:${port}`,
    isInside: true,
    authorize: async () => ({ headers: {}, tls: {} }),
  };
}

function placeOf({ pod: { metadata } }: GatewayPod): Place {
  return { namespace: metadata.namespace, name: metadata.name };
}

/** What the API server says when it cannot reach the Pod, and what diagd says before it is ready. */
function adminReason({ status = 0, said }: RequestFailure): string | undefined {
  if (said.includes('before configuration')) return 'it has no configuration yet';
  if (said.includes('connection refused')) return 'nothing listens on its admin port';
  if (/i\/o timeout|deadline exceeded|no route to host/.test(said)) {
    return 'the API server cannot reach its admin port';
  }
  return status === 404 || status >= 500 ? `it answered ${status}` : undefined;
}
