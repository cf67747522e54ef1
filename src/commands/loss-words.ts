import type { HostFault } from '../cluster/hosts.ts';
import type { Difference } from '../cluster/near-miss.ts';
import type { Lost } from '../cluster/tried.ts';
import { plainly, type Sentence, say } from './sentence.ts';
import { shownValue } from './typed-request.ts';

/** Why a route did not take a request, in a few words. */
export function lossWords(loss: Lost): Sentence {
  switch (loss.kind) {
    case 'host':
      return say`is for host ${loss.wanted}`;
    case 'letter-case':
      return say`the letter case differs`;
    case 'trailing-slash':
      return say`the slash at the end differs`;
    case 'exact':
      return say`takes this path alone`;
    case 'unmatchable':
      return say`is written so that nothing matches, not as ${loss.right}`;
    case 'regex':
      return say`the regex does not match`;
    case 'prefix':
      return say`the prefix differs`;
    case 'method':
      return say`is for ${loss.wanted}`;
    case 'header':
    case 'query':
      return valueWords(loss);
    case 'later':
      return loss.by === 'precedence' ? say`would match, has a lower precedence` : say`would match, comes later`;
    case 'weight':
      return say`matches, its weights leave nothing`;
    case 'insecure':
      return say`the Host rejects requests without TLS`;
  }
}

/** The same as a difference that somebody could take away: `The letter case differs: paths are case sensitive.` */
export function differenceWords(difference: Difference): Sentence {
  switch (difference.kind) {
    case 'letter-case':
      return say`The letter case differs: paths are case sensitive.`;
    case 'trailing-slash':
      return say`The slash at the end differs: ${plainly('/a and /a/ are two paths')}.`;
    case 'exact':
      return say`It takes this one path, and nothing that goes on behind it.`;
    case 'unmatchable':
      return say`It would match if its prefix were ${difference.right}: as it is written no request can.`;
    case 'typo':
      return say`${difference.found} is written otherwise than ${difference.wanted}.`;
    case 'method':
      return say`It is for the method ${difference.wanted}.`;
    case 'header':
    case 'query':
      return say`It ${valueWords(difference)}.`;
    case 'host':
      return say`It is for host ${difference.wanted}.`;
    case 'hostname':
      return hostnameWords(difference.wanted, difference.by);
    case 'other-host':
      return say`It hangs on ${difference.host} (${difference.wanted}). A more specific Host takes this name, and what that one does not serve falls back to no other.`;
    case 'insecure':
      return say`It is for requests with TLS: the Host rejects all others.`;
    case 'host-down':
      return difference.reason
        ? say`It would match, but Emissary leaves ${difference.host} out: ${plainly(HOST_FAULTS[difference.reason])}.`
        : say`It would match, but no Listener serves ${difference.host}.`;
    case 'unattached':
      return say`It would match, but no Host takes the Mapping, so it is on no Listener.`;
    case 'dropped':
      return difference.by
        ? say`It would match, but Emissary leaves the Mapping out because of ${difference.by}.`
        : say`It would match, but Emissary leaves the Mapping out${difference.field ? say` because of ${difference.field}` : say``}.`;
    case 'regex':
      return say`Its regex does not match.`;
    case 'prefix':
      return say`Its prefix differs.`;
  }
}

const HOST_FAULTS: Readonly<Record<HostFault, string>> = {
  'secret-unusable': 'the Secret with its certificate is missing, or is none',
  'context-unknown': 'there is no such TLSContext',
  'secret-mismatch': 'it and its TLSContext name different Secrets',
  'context-and-tls': 'it has a TLSContext and TLS settings of its own',
  'tls-version': 'its TLS version is not valid',
  'tls-invalid': 'its TLS settings are not valid',
};

function valueWords({ kind, name, wanted, isRegex, found }: Extract<Lost, { kind: 'header' | 'query' }>): Sentence {
  const what = plainly(kind === 'header' ? 'header' : 'query parameter');
  const shown = shownValue(name, wanted);
  const value = wanted === '' ? say`` : isRegex ? say` like ${shown}` : say` = ${shown}`;
  const instead =
    found === undefined ? say`` : found === '' ? say` (it is empty)` : say` (it is ${shownValue(name, found)})`;
  return say`needs the ${what} ${name}${value}${instead}`;
}

function hostnameWords(wanted: string, by: Extract<Difference, { kind: 'hostname' }>['by']): Sentence {
  switch (by) {
    case 'letter-case':
      return say`The letter case of the hostname differs: the Mapping says ${wanted}.`;
    case 'port':
      return say`A port in the Host header is part of the name: the route is for ${wanted}.`;
    case 'typo':
      return say`The hostname differs: the route is for ${wanted}.`;
    case 'name':
      return say`It is for another hostname: ${wanted}.`;
  }
}
