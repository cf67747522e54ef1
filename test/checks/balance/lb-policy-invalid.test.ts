import { lbPolicyInvalid } from '../../../src/checks/balance/lb-policy-invalid.ts';
import { testCheck } from '../../support/check-tester.ts';
import { mapping } from './yaml.ts';

const balanced = (balancer: string) => mapping('web', `resolver: endpoint, load_balancer: { ${balancer} }`);
const says = (reason: string) =>
  [{ on: 'Mapping shop/web', severity: 'error', mentions: [`drops the Mapping: ${reason}.`] }] as const;

testCheck(lbPolicyInvalid, {
  clean: {
    'round_robin alone': { given: balanced('policy: round_robin') },
    'least_request alone': { given: balanced('policy: least_request') },
    'ring_hash with a header': { given: balanced('policy: ring_hash, header: x-user') },
    'maglev with a source address': { given: balanced('policy: maglev, source_ip: true') },
    'maglev with a cookie that has no ttl': { given: balanced('policy: maglev, cookie: { name: session }') },
    'a policy under a service resolver is another finding': {
      given: mapping('web', 'load_balancer: { policy: ring_hash }'),
    },
  },
  found: {
    'a hashing policy without a key': {
      given: balanced('policy: ring_hash'),
      expect: says('ring_hash needs one of cookie, header and source_ip'),
    },
    'a hashing policy with two keys': {
      given: balanced('policy: maglev, header: x-user, source_ip: true'),
      expect: says('maglev takes one of header, source_ip, not several'),
    },
    'a plain policy with a key': {
      given: balanced('policy: round_robin, header: x-user'),
      expect: says('round_robin takes no header'),
    },
    'another plain policy with two keys': {
      given: balanced('policy: least_request, header: x-user, source_ip: true'),
      expect: says('least_request takes no header, source_ip'),
    },
    'a policy that does not exist': { given: balanced('policy: random'), expect: says('there is no policy random') },
    'no policy': { given: balanced('header: x-user'), expect: says('it names no policy') },
    'a cookie without name': {
      given: balanced('policy: ring_hash, cookie: { ttl: 10s }'),
      expect: says('its cookie has no name'),
    },
  },
});
