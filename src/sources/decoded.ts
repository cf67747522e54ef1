/**
 * Text in UTF-8, or in UTF-16 with a mark at its start, as PowerShell's `>` writes it; without the mark.
 *
 * @param start the first bytes of the file, when `bytes` are of its end
 */
export function decoded(bytes: Buffer, start = bytes): string {
  const [first, second] = start;
  const isLittle = first === 0xff && second === 0xfe;
  const isBig = first === 0xfe && second === 0xff;
  return new TextDecoder(isLittle ? 'utf-16le' : isBig ? 'utf-16be' : 'utf-8').decode(bytes);
}
