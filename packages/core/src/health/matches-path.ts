/**
 * Whether a request's target, without its query, is exactly `path`. `/livez/` is not `/livez`: a probe that is
 * configured with another path than the plan should fail from the first day. Also accepts absolute targets as proxies
 * send them: `GET http://host/livez`.
 */
export function matchesPath(url: string, path: string): boolean {
  return url === path || url.replace(BEFORE_PATH, "").replace(QUERY, "") === path;
}

const BEFORE_PATH = /^https?:\/\/[^/?]*/i;
const QUERY = /\?.*$/;
