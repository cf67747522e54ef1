import type { AuditRequest } from '../../commands/answer.ts';
import { audit } from '../../commands/audit.ts';
import { auditButton } from '../actions.ts';
import { withLimit } from '../render/access.ts';
import { renderAudit } from '../render/audit.ts';
import type { Asker, Surface } from '../surface.ts';

/** Shows what people did, as far as this person may see it, and the way to what is older. */
export async function showAudit(request: AuditRequest, { gate, tell }: Asker, { tools }: Surface): Promise<void> {
  const permission = await gate.permitSome({ action: 'audit', cluster: tools.clusterName });
  const answer = await audit(request, permission, tools);
  const older = answer.older && (await auditButton(answer.older, tools));
  const post = renderAudit(answer, older);
  await tell(permission.namespaces ? withLimit(post, permission.namespaces) : post);
}
