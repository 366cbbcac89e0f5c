import { expect } from "vitest";
import { contractLine } from "../contract-line.js";
import { CLEAN, type OutsideSubject, sentenceOf } from "../outside-subject.js";
import { SocketClient } from "../socket-client.js";

/** WebSockets that the plan names: line 17. */
export function outsideWebSockets(subject: OutsideSubject): void {
  contractLine(subject, 17, sentenceOf(17), (promise) => {
    promise("ws-told", "a WebSocket is told to close, and the process then ends", async (stage) => {
      const { app } = await subject.begin(stage);
      const client = stage.adopt(await SocketClient.connect(await app.address(), stage.tls));
      client.send("hello");
      await app.signal();
      expect(await client.ended()).toBe("close 1001");
      expect(await app.ended()).toEqual(CLEAN);
    });
  });
}
