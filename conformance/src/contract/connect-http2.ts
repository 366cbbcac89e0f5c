import { Http2Client } from "../http2-client.js";
import type { Stage } from "../stage.js";

export async function connectHttp2(stage: Stage): Promise<Http2Client> {
  return stage.adopt(await Http2Client.connect(stage.address(), stage.tls));
}
