import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's space for young objects at its first size. A check makes many objects that die at once; left to itself V8
 * grows that space to three times 16 MB and more, and a run over 10,000 Mappings peaks at 280 MB instead of 180 MB, for no
 * gain in time (`bench/results/checks.md`).
 */
export function keepYoungSpaceSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
