/** What a check says to people, and its example. A test that held every word of it would be a second copy of it. */
const SAID = ['code', 'name', 'area', 'title', 'message', 'why', 'fix', 'silent', 'inGeneral', 'example'];

/** As much of Babel's path as is looked at: Stryker's own types leave it open. */
interface Path {
  readonly node: Node;
  readonly parentPath?: Path;
}

interface Node {
  readonly type: string;
  readonly name?: string;
  readonly key?: Node;
  readonly callee?: Node;
}

/** Why a place is not worth changing; undefined for code. */
function shouldIgnore({ node, parentPath: parent }: Path): string | undefined {
  if (isCall(node, 'words')) return 'words for people';
  const isOfCheck = isCall(parent?.parentPath?.node, 'defineCheck');
  return isOfCheck && SAID.includes(node.key?.name ?? '') ? 'words for people' : undefined;
}

function isCall(node: Node | undefined, name: string): boolean {
  return node?.type === 'CallExpression' && node.callee?.name === name;
}

export const strykerPlugins = [{ kind: 'Ignore', name: 'words-for-people', value: { shouldIgnore } }];
