import type { RawClient } from "../../../test-kit/raw-client.mjs";
import type { Stage } from "../stage.js";

export const FIRST = "data: first\n\n";
export const WHOLE = "data: first\n\ndata: last\n\n";
/** What every `EventSource` sends. */
export const EVENT_SOURCE = { Accept: "text/event-stream", "Cache-Control": "no-cache" };

/** A client of an event stream that has had its first event. */
export async function listen(
  stage: Stage,
  path: string,
  { method = "GET", headers = EVENT_SOURCE }: { method?: string; headers?: Record<string, string> } = {},
): Promise<RawClient> {
  const client = await stage.connect();
  client.request(method, path, { headers });
  await client.receives(FIRST);
  return client;
}
