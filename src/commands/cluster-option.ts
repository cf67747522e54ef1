/** A line that a person typed, and the cluster that `--cluster` names in it. */
export interface AimedLine {
  /** As it was typed, without the option. */
  readonly line: string;
  /** Empty: the option stands there without a name. Absent: no cluster is named. */
  readonly cluster?: string;
}

// What stands in quotes is a header's value. Phones make a dash of two hyphens.
const OPTION = /"[^"]*"|'[^']*'|(?<!\S)(?:--|[\u2013\u2014])cluster(?:=|\s+|$)(\S*)/g;

/** Takes the cluster out of a line: `check tls --cluster prod-us`. The last one named counts. */
export function takeCluster(typed: string): AimedLine {
  let cluster: string | undefined;
  const line = typed.replace(OPTION, (text: string, name: string | undefined) => {
    if (name === undefined) return text;
    cluster = name;
    return '';
  });
  return cluster === undefined ? { line: typed } : { line: line.replace(/ {2,}/g, ' ').trim(), cluster };
}
