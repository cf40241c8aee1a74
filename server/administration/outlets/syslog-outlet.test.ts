import { expect, it } from "vitest";
import type { EventRecord } from "./event-record.ts";
import { frameOf, messageOf } from "./syslog-outlet.ts";

const record = (over: Partial<EventRecord>): EventRecord => ({
  specversion: "1.0",
  id: "7-1",
  source: "https://login.example.com",
  type: "nearside.login_reported",
  time: "2026-11-24T12:00:00.250Z",
  datacontenttype: "application/json",
  sequence: "0000000000000007",
  topic: "login",
  dataversion: 1,
  data: {},
  ...over,
});
const message = (over: Partial<EventRecord>) => messageOf(record(over), "https://login.example.com");

it("writes a message of RFC 5424 whose text is JSON in ASCII on one line, whatever people are called", () => {
  const text = message({ personname: "Zoë\n<34>1 \u{1f600}" });
  expect(text).toMatch(
    /^<86>1 2026-11-24T12:00:00\.250Z login\.example\.com nearside - login_reported \[meta sequenceId="7"\] \{[\x20-\x7e]+\}$/,
  );
  expect(JSON.parse(text.slice(text.indexOf("{"))).personname).toBe("Zoë\n<34>1 \u{1f600}");
});

it.each([
  ["alarm", "<81>1 "],
  ["refusal", "<84>1 "],
  ["setting", "<85>1 "],
  ["token", "<86>1 "],
])("says how much topic %s matters", (topic, begin) => {
  expect(message({ topic }).startsWith(begin)).toBe(true);
});

it("keeps to the bounds of the format: 32 letters of a kind, and numbers that begin again", () => {
  expect(message({ type: `nearside.${"a".repeat(60)}` })).toContain(` ${"a".repeat(32)} [`);
  expect(message({ sequence: "0000002147483648" })).toContain('sequenceId="1"');
});

it("counts bytes in its frame (RFC 5425)", () => {
  expect(frameOf("<1>1 é").toString()).toBe("7 <1>1 é");
});
