import type { Part } from './compared.ts';

/** Where our answer is not yet Emissary's, and why. A case that gets right has to leave this list. */
export const knownDifferences: Readonly<Record<string, { readonly parts: readonly Part[]; readonly why: string }>> = {};

/** Requests whose answer we do not give, and why. */
export const knownRequests: Readonly<Record<string, string>> = {
  '05-prefix-kinds-in-one-group 05': 'HTTP/1.0 is no matter of configuration',
  '29-redirect-and-hosts 08': "the gateway's own probes are no Mappings",
  '38-no-host-at-all 07': "the gateway's own probes are no Mappings",
  '47-listener-protocols 06': 'what is in front of the gateway is taken to speak its protocol',
  '47-listener-protocols 08': 'what is in front of the gateway is taken to speak its protocol',
  '56-tcpmapping-identity 06': 'two addresses on one port: which is connected to is not in the request',
  '72-module-errors 01': 'who may come is not modelled (ip_allow, ip_deny)',
};
