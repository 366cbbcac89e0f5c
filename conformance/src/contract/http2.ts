import { contractLine, type Subject } from "../contract-line.js";
import { begun, goaway, staying } from "./http2-sessions.js";
import { answered, cut } from "./http2-streams.js";

/** HTTP/2: line 16. */
export function http2(subject: Subject): void {
  contractLine(
    subject,
    16,
    "HTTP/2: streams in flight complete, and so do those opened meanwhile; " +
      "a session gets GOAWAY when it has no stream, after half of the drain time at the latest; none holds the drain.",
    (promise) => {
      goaway(promise);
      answered(promise);
      begun(promise);
      cut(promise);
      staying(promise);
    },
  );
}
