import { describe, expect, it } from 'vitest';
import { proxyTo } from '../../../src/sources/live/proxy.ts';

const proxyUrl = 'http://proxy.corp:3128';

describe('the proxy on the way to a server', () => {
  it.each([
    ['https://api.prod.example.com:6443', undefined, true],
    ['https://api.prod.example.com:6443', 'example.org', true],
    ['https://api.prod.example.com:6443', 'example.com', false],
    ['https://api.prod.example.com:6443', '.example.com', false],
    ['https://api.prod.example.com:6443', '*.example.com', false],
    ['https://api.prod.example.com:6443', 'other, API.prod.example.com:6443', false],
    ['https://badexample.com', 'example.com', true],
    ['https://kubernetes.default.svc', '.svc,.cluster.local', false],
    ['https://10.0.0.1:6443', '10.0.0.0/8', false],
    ['https://11.0.0.1:6443', '10.0.0.0/8', true],
    ['https://10.0.0.1:6443', '10.0.0.0/99,nonsense/8,::/0', true],
    ['https://[fd00::1]:6443', 'fd00::/8', false],
    ['https://10.0.0.1', '*', false],
    ['https://127.0.0.1:6443', undefined, false],
    ['https://localhost:6443', undefined, false],
  ])('%s with NO_PROXY %s', (server, noProxy, isUsed) => {
    const found = proxyTo(server, { proxyUrl, ...(noProxy !== undefined && { noProxy }) });
    expect(found).toBe(isUsed ? proxyUrl : undefined);
  });

  it('is none when none is set', () => {
    expect(proxyTo('https://10.0.0.1', {})).toBeUndefined();
  });
});
