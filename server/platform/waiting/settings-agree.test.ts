import { expect, it } from "vitest";
import { readConfig } from "../config/config.ts";
import { createLog } from "../log/log.ts";
import { aboutOf, compareSettings } from "./settings-agree.ts";

const configOf = (env: Readonly<Record<string, string>>) =>
  readConfig({
    env: { NEARSIDE_ISSUER: "https://login.example.test", ...env },
    workingFolder: "/",
    defaultDataFolder: "/nowhere",
  });

function warned(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): readonly unknown[] {
  const lines: string[] = [];
  const log = createLog("info", () => 7, { write: (line) => void lines.push(line) });
  compareSettings(log, aboutOf(configOf(one)))(aboutOf(configOf(other)));
  return lines.map((line) => JSON.parse(line).settings);
}

it("names the settings that differ between two processes, and none that may", () => {
  expect(warned({}, {})).toEqual([]);
  expect(warned({}, { NEARSIDE_PORT: "4791", NEARSIDE_DATA_DIR: "/elsewhere", NEARSIDE_LOG_LEVEL: "debug" })).toEqual(
    [],
  );
  expect(warned({}, { NEARSIDE_RULES_TIME_ZONE: "Europe/Berlin", NEARSIDE_REQUIRE_PEER: "same" })).toEqual([
    ["policy.requirePeer", "rules.timeZone"],
  ]);
  expect(warned({}, { NEARSIDE_EVENTS_FILE: "/var/log/events", NEARSIDE_EVENTS_SYSLOG: "logs.example.com" })).toEqual([
    ["events.syslog"],
  ]);
  const key = { NEARSIDE_WRAPPING_KEY: "a" };
  expect(warned(key, {})).toEqual([["wrappingKey"]]);
});

it("tells nobody a value", () => {
  const about = aboutOf(configOf({ NEARSIDE_ADMIN: "somebody-secret", NEARSIDE_WRAPPING_KEY: "a-wrapping-key" }));
  expect(JSON.stringify(about)).not.toMatch(/somebody-secret|a-wrapping-key/);
  expect(Buffer.byteLength(JSON.stringify(about))).toBeLessThan(3950); // so that it fits into one message
});
