import { expect } from "vitest";
import { contractLine, type Subject } from "../contract-line.js";
import { patient, shortIdleGrace } from "../plans.js";

/** The record header of a ClientHello of 512 bytes, none of which follow. */
const HALF_HELLO = Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00]);

/** TLS handshakes in progress: line 12. */
export function handshakes(subject: Subject): void {
  contractLine(
    subject,
    12,
    "A pending TLS handshake does not hold the drain; if it completes in time its request is served.",
    (promise) => {
      promise("handshake-silent", "a client that says nothing", async (stage) => {
        await stage.start(shortIdleGrace);
        const client = await stage.connect({ tls: false });
        await stage.roundTrip();
        await stage.drain();
        await client.closed();
        await stage.cleanReport();
      });

      promise("handshake-half", "a client that stops within its first message", async (stage) => {
        await stage.start(shortIdleGrace);
        const client = await stage.connect({ tls: false });
        client.write(HALF_HELLO);
        await stage.roundTrip();
        await stage.drain();
        await client.closed();
        await stage.cleanReport();
      });

      promise("handshake-in-time", "a client that shakes hands during the drain", async (stage) => {
        await stage.start(patient);
        const client = await stage.connect({ tls: "later" });
        await stage.roundTrip();
        await stage.drain();
        expect(stage.lifecycle.phase.name).toBe("draining");
        client.startTls();
        const response = await client.request("GET", "/ok").response();
        expect(response).toMatchObject({ text: "ok", headers: { connection: "close" } });
        await client.ended();
        await stage.cleanReport();
      });
    },
  );
}
