import { once } from "node:events";
import { Agent, type ClientRequest, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";

export interface Answer {
  status: number | undefined;
  body: string;
  /** The last byte came; else the connection ended before it. */
  complete: boolean;
  /** The client was told to send nothing more on this connection. */
  closes: boolean;
}

interface Sent {
  port: number;
  method?: string;
  path: string;
  agent?: Agent;
}

/** A request whose body is still to be written; without an agent on a connection of its own. */
export function begin({ port, method = "GET", path, agent }: Sent, bodyBytes = 0): ClientRequest {
  return request({
    host: "127.0.0.1",
    port,
    method,
    path,
    agent: agent ?? false,
    headers: bodyBytes > 0 ? { "content-type": "application/json", "content-length": bodyBytes } : {},
  });
}

/** Resolves when the headers of the response have come. */
export async function headers(sent: ClientRequest): Promise<IncomingMessage> {
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return response;
}

export async function read(response: IncomingMessage): Promise<Answer> {
  const body = await text(response).catch(() => "");
  const { statusCode: status, complete, headers } = response;
  return { status, body, complete, closes: headers.connection === "close" };
}

export async function answer(sent: ClientRequest): Promise<Answer> {
  return read(await headers(sent));
}

export function send(what: Sent, body = ""): Promise<Answer> {
  const sent = begin(what, Buffer.byteLength(body));
  sent.end(body);
  return answer(sent);
}

/**
 * A client that places an order, reads all orders, and so on over one connection, until it is told to close it: a load
 * balancer would send it to another instance then. `onAnswer` is called with each answer.
 */
export async function shopUntilToldToLeave(port: number, onAnswer: (answer: Answer) => void): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    for (let n = 0; n < 2_000; n++) {
      const order = n % 20 === 0;
      const what = { port, method: order ? "POST" : "GET", path: "/orders", agent };
      const given = await send(what, order ? '{"item":"milk"}' : "");
      onAnswer(given);
      if (given.closes) return;
    }
    throw new Error("The client was never told to leave");
  } finally {
    agent.destroy();
  }
}
