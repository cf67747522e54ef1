import type { Check } from '../../engine/check.ts';
import { metricsAdminSelector } from './metrics-admin-selector.ts';
import { metricsAdminServiceMissing } from './metrics-admin-service-missing.ts';
import { metricsAnnotationWrong } from './metrics-annotation-wrong.ts';
import { metricsClusterIpTarget } from './metrics-clusterip-target.ts';
import { metricsEnvoyAbsent } from './metrics-envoy-absent.ts';
import { metricsExporterUnscraped } from './metrics-exporter-unscraped.ts';
import { metricsNetworkPolicy } from './metrics-networkpolicy.ts';
import { metricsNoSource } from './metrics-no-source.ts';
import { metricsPathWrong } from './metrics-path-wrong.ts';
import { metricsPodsNotLinked } from './metrics-pods-not-linked.ts';
import { metricsPrometheusDown } from './metrics-prometheus-down.ts';
import { metricsServiceMonitorNamespace } from './metrics-servicemonitor-namespace.ts';
import { metricsServiceMonitorPort } from './metrics-servicemonitor-port.ts';
import { metricsServiceMonitorSelector } from './metrics-servicemonitor-selector.ts';
import { metricsServiceMonitorUnselected } from './metrics-servicemonitor-unselected.ts';
import { metricsSidecarInconsistent } from './metrics-sidecar-inconsistent.ts';
import { metricsSidecarMissing } from './metrics-sidecar-missing.ts';
import { metricsSidecarNotReady } from './metrics-sidecar-not-ready.ts';
import { metricsStatsdHostMissing } from './metrics-statsd-host-missing.ts';
import { metricsStatsdNotEnabled } from './metrics-statsd-not-enabled.ts';
import { metricsStatsdPortIgnored } from './metrics-statsd-port-ignored.ts';
import { metricsStatsdStaleIp } from './metrics-statsd-stale-ip.ts';
import { metricsStatsdUdpMismatch } from './metrics-statsd-udp-mismatch.ts';
import { metricsTargetErrors } from './metrics-target-errors.ts';

/** The checks of metrics, in the order of their codes. */
export const metricsChecks: readonly Check[] = [
  metricsNoSource,
  metricsPodsNotLinked,
  metricsAdminServiceMissing,
  metricsAdminSelector,
  metricsServiceMonitorPort,
  metricsServiceMonitorSelector,
  metricsServiceMonitorNamespace,
  metricsServiceMonitorUnselected,
  metricsPathWrong,
  metricsAnnotationWrong,
  metricsClusterIpTarget,
  metricsPrometheusDown,
  metricsNetworkPolicy,
  metricsStatsdNotEnabled,
  metricsStatsdHostMissing,
  metricsStatsdStaleIp,
  metricsStatsdPortIgnored,
  metricsStatsdUdpMismatch,
  metricsSidecarMissing,
  metricsSidecarInconsistent,
  metricsSidecarNotReady,
  metricsExporterUnscraped,
  metricsEnvoyAbsent,
  metricsTargetErrors,
];
