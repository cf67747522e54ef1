import pc from 'picocolors';

/** What text is written on. */
export interface Screen {
  /** Columns. */
  readonly width: number;
  readonly colors: ReturnType<typeof pc.createColors>;
}

const WIDEST = 120;
const NARROWEST = 40;
const DEFAULT_WIDTH = 100;

/** The screen behind a stream: colours only on a terminal, and as wide as it is, within reason. */
export function screenOf(stream: { readonly isTTY?: boolean; readonly columns?: number }): Screen {
  const isTerminal = stream.isTTY === true;
  return {
    // A terminal that does not know its size says 0.
    width: Math.max(NARROWEST, Math.min(stream.columns || DEFAULT_WIDTH, WIDEST)),
    colors: pc.createColors(isTerminal && pc.isColorSupported),
  };
}
