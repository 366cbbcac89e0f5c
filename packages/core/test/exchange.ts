import { RawClient } from "../../../test-kit/raw-client.mjs";

/** Sends `bytes` on a connection of their own, and resolves with all that came back once the server has closed it. */
export async function exchange(port: number, bytes: string, host = "127.0.0.1"): Promise<string> {
  const client = new RawClient({ port, host }).write(bytes);
  const { received } = await client.closed();
  if (client.error) throw client.error;
  return received;
}
