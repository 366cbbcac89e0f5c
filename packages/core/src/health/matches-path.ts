/**
 * Whether a request's target is `path`: exactly, as far as its query. `/livez/` is not `/livez`: a plan names one path,
 * and a probe set up for another is better found out on the first day. Also takes `GET http://host/livez`, as proxies
 * send it.
 */
export function matchesPath(url: string, path: string): boolean {
  return url === path || url.replace(BEFORE_PATH, "").replace(QUERY, "") === path;
}

const BEFORE_PATH = /^https?:\/\/[^/?]*/i;
const QUERY = /\?.*$/s;
