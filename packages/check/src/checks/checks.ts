import type { Check } from "./check-definition.js";
import { download } from "./download.js";
import { endsInBudget } from "./ends-in-budget.js";
import { endsSoon } from "./ends-soon.js";
import { exitCode } from "./exit-code.js";
import { headHalf } from "./head-half.js";
import { http2Goaway } from "./http2-goaway.js";
import { http2Streams } from "./http2-streams.js";
import { idleClosed } from "./idle-closed.js";
import { idleLastRequest } from "./idle-last-request.js";
import { inFlight } from "./in-flight.js";
import { keepAliveLoad } from "./keep-alive-load.js";
import { livenessHolds } from "./liveness-holds.js";
import { newConnections } from "./new-connections.js";
import { noOrphans } from "./no-orphans.js";
import { outputWhole } from "./output-whole.js";
import { pipelined } from "./pipelined.js";
import { readinessFirst } from "./readiness-first.js";
import { restart } from "./restart.js";
import { secondSignal } from "./second-signal.js";
import { signalAtStart } from "./signal-at-start.js";
import { slow } from "./slow.js";
import { slowReader } from "./slow-reader.js";
import { streamWhole } from "./stream-whole.js";
import { subscriptionEnded } from "./subscription-ended.js";
import { tlsHandshake } from "./tls-handshake.js";
import { toldToClose } from "./told-to-close.js";
import { unusedConnection } from "./unused-connection.js";
import { upload } from "./upload.js";
import { websocket1001 } from "./websocket-1001.js";

/** Every check, in the order in which they are listed and reported. */
export const CHECKS: readonly Check[] = [
  inFlight,
  upload,
  headHalf,
  pipelined,
  slowReader,
  idleLastRequest,
  idleClosed,
  unusedConnection,
  toldToClose,
  newConnections,
  keepAliveLoad,
  endsInBudget,
  endsSoon,
  exitCode,
  noOrphans,
  outputWhole,
  secondSignal,
  signalAtStart,
  slow,
  download,
  subscriptionEnded,
  streamWhole,
  websocket1001,
  http2Streams,
  http2Goaway,
  tlsHandshake,
  readinessFirst,
  livenessHolds,
  restart,
];
