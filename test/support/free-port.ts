import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * Below those that systems give out by themselves (from 32768 on Linux, 49152 elsewhere): so no connection and no listener that was
 * given any port takes it in the seconds until whoever asked for it listens there.
 */
const [FIRST, END] = [20_000, 32_000];

/** None is given out twice, though nobody listens on it yet. */
const given = new Set<number>();

/** A port of loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, END);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

/** @throws Error where it is another thing that keeps it from being listened on than that somebody else does */
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
