import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * Systems give out ports by themselves from 32768 on Linux (ip(7), ip_local_port_range) and 49152 elsewhere, and browsers refuse
 * some below 11000. A port between them is taken by no connection in the seconds until a program listens on it.
 */
const [FIRST, END] = [11_000, 32_000];

/** The ports that were given out: none is given out twice, though no program listens on it yet. */
const given = new Set<number>();

/** Finds a port of loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, END);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

/** @throws Error if something else than another listener keeps the port from being listened on */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error) => {
      if ("code" in error && error.code === "EADDRINUSE") resolve(false);
      else reject(error);
    });
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
