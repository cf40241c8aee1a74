import { expect, it } from "vitest";
import { readConfig } from "./config.ts";

const metrics = (env: Record<string, string>) =>
  readConfig({ env, workingFolder: "/etc/nearside", defaultDataFolder: "/nowhere" }).metrics;

it("are off, and by a setting at an address of their own", () => {
  expect(metrics({})).toBeUndefined();
  expect(metrics({ NEARSIDE_METRICS_LISTEN: "127.0.0.1:9464" })).toEqual({ host: "127.0.0.1", port: 9464 });
  const far = { NEARSIDE_METRICS_LISTEN: "[fd00::7]:9464", NEARSIDE_METRICS_TOKEN_FILE: "token" };
  expect(metrics(far)).toEqual({ host: "fd00::7", port: 9464, tokenFile: "/etc/nearside/token" });
});

it.each<[Record<string, string>, string]>([
  [{ NEARSIDE_METRICS_LISTEN: "9464" }, "NEARSIDE_METRICS_LISTEN must be an address and a port"],
  [{ NEARSIDE_METRICS_LISTEN: "127.0.0.1:0" }, "NEARSIDE_METRICS_LISTEN must be an address and a port"],
  [{ NEARSIDE_METRICS_LISTEN: "http://127.0.0.1:9464" }, "NEARSIDE_METRICS_LISTEN must be an address and a port"],
  [{ NEARSIDE_METRICS_LISTEN: "127.0.0.1:4790" }, "NEARSIDE_METRICS_LISTEN must not be the address on which"],
  [{ NEARSIDE_METRICS_LISTEN: "0.0.0.0:9464" }, '"metrics.tokenFile"'],
  [{ NEARSIDE_METRICS_TOKEN_FILE: "/f" }, "metrics.listen is missing"],
])("%j is refused (threat I20)", (env, message) => {
  expect(() => metrics(env)).toThrow(message);
});
