declare module "proxy-from-env" {
  /** Address of the proxy that the environment names for this URL, or the empty text. */
  export function getProxyForUrl(url: string | URL): string;
}
