import type { ServedCertificate } from '../../cluster/observed.ts';
import { pemFacts } from '../certificates.ts';
import type { Place, Understood } from './answer.ts';

/**
 * The certificate that a gateway presents: the first one of a PEM text, such as `openssl s_client -showcerts` prints. Never
 * throws; no byte of a key goes further.
 *
 * @param place the namespace of the gateway, and the server name that was asked for
 */
export function servedCertificateOf(
  pem: string,
  address: string,
  { namespace, name }: Place,
): Understood<ServedCertificate> {
  const bytes = Buffer.from(pem, 'latin1');
  const { certificates, problem } = pemFacts(bytes, 'certificate');
  const [certificate] = certificates;
  if (!certificate) return { problem: problem === 'empty' ? 'is empty' : `holds no certificate: ${problem}` };
  return { object: { kind: 'ServedCertificate', metadata: { namespace, name }, address, certificate } };
}
