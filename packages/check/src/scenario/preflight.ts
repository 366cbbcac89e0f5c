import { setTimeout as sleep } from "node:timers/promises";
import type { Address } from "../clients/address.js";
import { openHttp2 } from "../clients/http2-client.js";
import { ask, hasBody, requestTo } from "../clients/request.js";
import { speaksTls } from "../clients/speaks-tls.js";
import { openWebSocket } from "../clients/web-socket.js";
import { openWire, type Wire } from "../clients/wire.js";
import { NotMeasurableError } from "../errors.js";
import { duration } from "../judge/times.js";
import type { Plan, Route } from "../options.js";
import { type Baseline, inCommon } from "./baseline.js";

/** What is known of a server before any signal. */
export interface Preflight {
  readonly startMs: number;
  /** Whether it speaks HTTP/1.1 on its port. */
  readonly http1: boolean;
  readonly ordinary: Baseline;
  readonly paths: readonly Baseline[];
  readonly slow?: Baseline;
  readonly upload?: Baseline;
  readonly download?: Baseline;
  readonly stream?: Baseline;
}

const PATIENT_MS = 4_000;
/** How often an ordinary route is requested: two answers that vary may have the same length by chance. */
const SAMPLES = 4;

export const NO_HTTP1: Baseline = {
  route: { method: "GET", path: "/" },
  status: 0,
  bodyBytes: 0,
  sameBytes: false,
  ending: "",
  durationMs: 0,
  keepsAlive: false,
};

/**
 * Sends every request once.
 *
 * @throws `NotMeasurableError` if a request of the options fails without any signal
 */
export async function preflight(plan: Plan, address: Address, startMs: number): Promise<Preflight> {
  const look = (route: Route) => baseline(plan, address, route);
  const [first] = plan.paths;
  const http1 = plan.http2 === undefined || (await speaksHttp1(plan, address, first as Route));
  if (plan.http2 !== undefined) await mustSpeakHttp2(plan, address);
  if (!http1) return { startMs, http1, ordinary: NO_HTTP1, paths: [] };
  const paths: Baseline[] = [];
  for (const route of plan.paths) paths.push(await look(route));
  const ordinary = paths[0] as Baseline;
  await mustServeSideBySide(address, ordinary);
  const named = async (route: Route | undefined) => (route === undefined ? undefined : await look(route));
  const [slow, upload, download, stream] = [
    await named(plan.slow),
    await named(plan.upload),
    await named(plan.download),
    await named(plan.stream),
  ];
  await mustAnswer(plan, address, plan.live);
  if (plan.subscribe) await mustSubscribe(plan, address, plan.subscribe);
  if (plan.ws !== undefined) await mustOpen(plan, address, plan.ws);
  return {
    startMs,
    http1,
    ordinary,
    paths,
    ...(slow && { slow }),
    ...(upload && { upload }),
    ...(download && { download }),
    ...(stream && { stream }),
  };
}

const ENDS = {
  fin: "the connection is closed",
  left: "the connection is closed",
  reset: "the connection is reset",
  malformed: "what comes is no HTTP/1.1",
};

async function baseline(plan: Plan, address: Address, route: Route): Promise<Baseline> {
  const startedAt = performance.now();
  const askOn = (wire: Wire) => within(plan.startTimeoutMs, ask(wire, route, address.port));
  const wire = await mustConnect(address);
  // A slow route is requested twice at the same time, and only where that changes nothing.
  const beside = route === plan.slow && route.method === "GET" ? await mustConnect(address) : undefined;
  const [first, other] = await Promise.all([askOn(wire), beside && askOn(beside)]);
  const others = [other];
  const times = route === plan.slow ? 1 : plan.paths.includes(route) ? SAMPLES : 2;
  for (let i = 1; i < times && first && !wire.end; i++) others.push(await askOn(wire));
  const samples = others.filter((answer) => answer !== undefined);
  const end = wire.end?.how;
  wire.destroy();
  beside?.destroy();
  const name = `${route.method} ${route.path}`;
  if (
    !plan.tls &&
    (first === undefined || first.status === 400) &&
    (await within(plan.startTimeoutMs, speaksTls(address)))
  )
    throw new NotMeasurableError(
      "The server speaks TLS on its port: give --tls, and --insecure if its certificate is not signed by an authority",
    );
  if (first === undefined)
    throw new NotMeasurableError(
      `${name} gets no whole answer before any signal ${
        end ? `(${ENDS[end]})` : `within ${duration(plan.startTimeoutMs)}`
      }`,
    );
  if (isFailure(plan, route, first.status))
    throw new NotMeasurableError(
      `${name} answers ${first.status} before any signal: name a route that works`,
    );
  return {
    route,
    ...inCommon(first, samples),
    durationMs: first.endedAt - startedAt,
    keepsAlive: samples.length > 0 && route !== plan.slow,
  };
}

/**
 * A route of the options must work. The default, GET /, may answer 404. An application may refuse the body that this
 * tool sends.
 */
function isFailure(plan: Plan, route: Route, status: number): boolean {
  if (!(status >= 200 && status < 500)) return true;
  if (hasBody(route)) return status === 404 || status === 405 || status === 501;
  const isDefault =
    route === plan.paths[0] && plan.paths.length === 1 && route.path === "/" && route.method === "GET";
  return !isDefault && status >= 400;
}

/**
 * Refuses a server with a single thread that serves one client after another: the first held request would block it.
 */
async function mustServeSideBySide(address: Address, { route, durationMs }: Baseline): Promise<void> {
  const request = requestTo(route, address.port);
  const first = await mustConnect(address);
  await first.send(request.bytes.subarray(0, 10));
  await sleep(PATIENT_MS / 40);
  const second = await mustConnect(address);
  const answer = await within(Math.max(PATIENT_MS, 20 * durationMs), ask(second, route, address.port));
  first.destroy();
  second.destroy();
  if (answer === undefined)
    throw new NotMeasurableError(
      "The server serves one connection at a time: while one client has sent half of a request, " +
        "no other one is answered. Run it with threads or workers",
    );
}

async function mustAnswer(plan: Plan, address: Address, path: string | undefined): Promise<void> {
  if (path === undefined) return;
  const { status } = await baseline(plan, address, { method: "GET", path });
  if (status !== 200)
    throw new NotMeasurableError(`GET ${path} answers ${status} before any signal: expected 200`);
}

async function mustSubscribe(plan: Plan, address: Address, route: Route): Promise<void> {
  const wire = await mustConnect(address);
  await wire.send(requestTo(route, address.port, { headers: { Accept: "text/event-stream" } }).bytes);
  await within(plan.startTimeoutMs, untilHead(wire));
  const status = wire.partial?.status ?? wire.answers[0]?.status;
  const isOver = wire.answers.length > 0;
  wire.destroy();
  if (status === undefined || status >= 300)
    throw new NotMeasurableError(
      `${route.method} ${route.path} ${status === undefined ? "begins no answer" : `answers ${status}`} ` +
        "before any signal: name an event stream that works",
    );
  if (isOver)
    throw new NotMeasurableError(
      `${route.method} ${route.path} ends by itself before any signal: ` +
        "it is no subscription; an answer that has an end is for --stream",
    );
}

/** Resolves when the headers of an answer have arrived, or the connection has ended. */
export async function untilHead(wire: Wire): Promise<void> {
  while (wire.partial?.status === undefined && wire.answers.length === 0 && !wire.end) await wire.changed();
}

async function mustOpen(plan: Plan, address: Address, path: string): Promise<void> {
  const socket = openWebSocket(address, path);
  const opened = await within(plan.startTimeoutMs, socket.opened);
  socket.destroy();
  if (opened !== "open")
    throw new NotMeasurableError(
      `The WebSocket ${path} does not open before any signal: ${opened ?? "no answer"}`,
    );
}

async function speaksHttp1(plan: Plan, address: Address, route: Route): Promise<boolean> {
  const wire = await openWire(address, "preflight");
  if (typeof wire === "string") return false;
  const answer = await within(plan.startTimeoutMs, ask(wire, route, address.port));
  wire.destroy();
  // What is no HTTP/1 is no answer. With these a server refuses it.
  return answer !== undefined && answer.status !== 403 && answer.status !== 505;
}

async function mustSpeakHttp2(plan: Plan, address: Address): Promise<void> {
  const session = openHttp2(address);
  const seen = await within(plan.startTimeoutMs, session.connected);
  session.destroy();
  if (seen !== undefined && UNTRUSTED.test(seen)) throw noConnection(seen);
  if (seen !== "connected")
    throw new NotMeasurableError(`The server speaks no HTTP/2 on its port: ${seen ?? "no answer"}`);
}

async function mustConnect(address: Address): Promise<Wire> {
  const wire = await openWire(address, "preflight");
  if (typeof wire === "string") throw noConnection(wire);
  return wire;
}

const UNTRUSTED = /CERT|SELF_SIGNED|ALTNAME|ISSUER/;

function noConnection(code: string): NotMeasurableError {
  const hint = UNTRUSTED.test(code)
    ? ": give --insecure to take any certificate"
    : code === "ERR_SSL_WRONG_VERSION_NUMBER"
      ? ": it speaks no TLS, so leave --tls out"
      : "";
  return new NotMeasurableError(`No connection to the server before any signal (${code})${hint}`);
}

/** Resolves to `undefined` if it takes longer. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  return Promise.race([work, sleep(ms, undefined, { ref: false })]);
}
