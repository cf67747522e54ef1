/** The registry and repository of an image: `docker.io` and `library/nginx` of `nginx:1.27`. */
export function registryOf(image: string): { readonly registry: string; readonly repository: string } {
  const [path = ''] = image.replace(/@.*$/, '').split(/:(?=[^/]*$)/);
  const [first = '', ...rest] = path.split('/');
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  if (!hasRegistry) return { registry: HUB, repository: rest.length > 0 ? path : `library/${path}` };
  return { registry: hostOf(first), repository: rest.join('/') };
}

/** Whether a login is for an image, as the kubelet decides: same host, where `*` stands for one label, and path. */
export function isLoginFor(login: string, image: string): boolean {
  const { registry, repository } = registryOf(image);
  const [host = '', ...path] = login.split('/');
  const wanted = hostOf(host).split('.');
  const labels = registry.split('.');
  const isHost =
    wanted.length === labels.length && wanted.every((label, index) => label === '*' || label === labels[index]);
  return isHost && `${repository}/`.startsWith(path.length > 0 ? `${path.join('/')}/` : '');
}

const HUB = 'docker.io';

/** Docker Hub goes by three names. */
function hostOf(host: string): string {
  return host === 'index.docker.io' || host === 'registry-1.docker.io' ? HUB : host;
}
