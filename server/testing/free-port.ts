import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below those that Linux gives to whoever connects or names none (ip(7), ip_local_port_range), above those that browsers refuse. */
const PORTS = [11_000, 32_768] as const;

/** A port of 127.0.0.1 that nobody has, and that nobody is given meanwhile. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(...PORTS);
    if (await isFree(port)) return port;
  }
}

/** @throws Error where something else than another listener keeps it from us */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error) => ("code" in error && error.code === "EADDRINUSE" ? resolve(false) : reject(error)));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
