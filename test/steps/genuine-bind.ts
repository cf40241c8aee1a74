// A genuine session with a host, as a host that was visited before could have recorded it: `ssh` tells an agent of the attacker's own.
import { createServer } from "node:net";
import { join } from "node:path";
import type { AtEnd } from "../support/at-end.ts";
import type { SshLab } from "./ssh-lab.ts";

interface GenuineBind {
  readonly hostKey: Buffer;
  readonly sessionId: Buffer;
  readonly signature: Buffer;
}

/** Signs in to that host with an agent that only listens, and gives what `ssh` said to it. */
export async function genuineBind(lab: SshLab, host: string, atEnd: AtEnd): Promise<GenuineBind> {
  const path = join(lab.home, `listening-${host}.sock`);
  const heard = bindHeardAt(path, atEnd);
  const visit = await lab.ssh("-o", `IdentityAgent=${path}`, host, "true");
  const bind = await heard;
  await visit.ended();
  return bind;
}

/** An agent at that path that only listens. @returns what `ssh` says to it first */
export async function bindHeardAt(path: string, atEnd: AtEnd): Promise<GenuineBind> {
  const message = await new Promise<Buffer>((resolve) => {
    const server = createServer((socket) => {
      let held = Buffer.alloc(0);
      socket.on("error", () => undefined);
      socket.on("data", (chunk) => {
        held = Buffer.concat([held, chunk]);
        if (held.length < 4 || held.length < 4 + held.readUInt32BE(0)) return;
        resolve(held.subarray(4, 4 + held.readUInt32BE(0)));
        socket.destroy();
      });
    });
    server.listen(path);
    atEnd(async () => void server.close());
  });
  const parts: Buffer[] = [];
  for (let at = 1; parts.length < 4; ) {
    const length = message.readUInt32BE(at);
    parts.push(message.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  const [, hostKey, sessionId, signature] = parts;
  if (hostKey === undefined || sessionId === undefined || signature === undefined) throw new Error("no bind");
  return { hostKey, sessionId, signature };
}
