/** One block of PEM text. */
export interface PemBlock {
  /** The word between BEGIN and the dashes: `CERTIFICATE`, `EC PRIVATE KEY`. */
  readonly label: string;
  /** From the BEGIN line to the END line. */
  readonly text: string;
}

/** More blocks than any bundle of authorities has; the rest of a longer text is not looked at. */
const MOST_BLOCKS = 1000;

/** The PEM blocks of a text, with whether the last one has no END line. Text between blocks is fine. */
export function pemBlocks(text: string): { readonly blocks: readonly PemBlock[]; readonly isCut: boolean } {
  const blocks: PemBlock[] = [];
  const begin = /-----BEGIN ([A-Z0-9 ]{1,64})-----/g;
  while (blocks.length < MOST_BLOCKS) {
    const match = begin.exec(text);
    if (!match) break;
    const label = match[1] ?? '';
    const end = `-----END ${label}-----`;
    const at = text.indexOf(end, begin.lastIndex);
    if (at < 0) return { blocks, isCut: true };
    blocks.push({ label, text: `${text.slice(match.index, at + end.length)}\n` });
    begin.lastIndex = at + end.length;
  }
  return { blocks, isCut: false };
}
