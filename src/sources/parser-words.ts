/** What a parser says without what it quotes: a broken Secret may hold a password there. */
export function withoutQuote(message: string): string {
  return oneLine(message).replace(/: .*?(?= at line \d|$)/, '');
}

/** The first line of what a parser says; more lines show the place. */
export function oneLine(message: string): string {
  return message.split('\n', 1)[0]?.replace(/:$/, '') ?? message;
}
