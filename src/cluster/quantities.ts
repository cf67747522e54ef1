/**
 * The bytes that a Kubernetes quantity stands for: `400Mi`, `0.5G`, `1e9`. Undefined for no text and for nonsense.
 */
export function bytesOf(quantity: string | undefined): number | undefined {
  const [, number, unit = ''] = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([A-Za-z]*)$/.exec(quantity ?? '') ?? [];
  const factor = UNITS[unit];
  const bytes = Number(number) * (factor ?? Number.NaN);
  return Number.isFinite(bytes) ? bytes : undefined;
}

const UNITS: Readonly<Record<string, number>> = {
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
};
