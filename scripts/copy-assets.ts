import { cp } from 'node:fs/promises';
import { join } from 'node:path';

// The compiler leaves out what is no TypeScript: the playground's page and its sample clusters.
const root = join(import.meta.dirname, '..');
for (const folder of ['playground/page', 'playground/clusters']) {
  await cp(join(root, 'src', folder), join(root, 'dist', folder), { recursive: true });
}
