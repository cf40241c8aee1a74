import { describe, expect, it } from "vitest";
import { readLsofFields } from "./lsof-fields.ts";

// Texts in the form that lsof(8) documents under OUTPUT FOR OTHER PROGRAMS, as macOS prints it. peer-darwin.test.ts reads
// the real program's output.

const set = (...fields: string[]): string => `${fields.map((field) => `${field}\0`).join("")}\n`;
const CHROME = set("p501", "cGoogle Chrome Helper", "u501");
const LINK = "127.0.0.1:49152->127.0.0.1:40123";
const file = (name: string, state = "TST=ESTABLISHED"): string =>
  set("f23", "tIPv4", `n${name}`, state, "TQR=0", "TQS=0");

describe("readLsofFields", () => {
  it("reads every connection of every process", () => {
    const output =
      CHROME +
      file(LINK) +
      set("p502", "cnearside", "u502") +
      set("f9", "tIPv6", "n[::1]:40123->[::1]:49153", "TST=CLOSE_WAIT");
    expect(readLsofFields(output)).toEqual([
      {
        pid: 501,
        uid: 501,
        command: "Google Chrome Helper",
        local: { address: "127.0.0.1", port: 49_152 },
        remote: { address: "127.0.0.1", port: 40_123 },
      },
      {
        pid: 502,
        uid: 502,
        command: "nearside",
        local: { address: "::1", port: 40_123 },
        remote: { address: "::1", port: 49_153 },
      },
    ]);
  });

  it("finds nothing in nothing", () => expect(readLsofFields("")).toEqual([]));

  it.each([
    ["a listener", file("127.0.0.1:49152", "TST=LISTEN")],
    ["a connection that no process holds any more", file(LINK, "TST=TIME_WAIT")],
    ["one of which no state is said", set("f23", "tIPv4", `n${LINK}`)],
    ["names in place of addresses", file("localhost:49152->localhost:40123")],
    ["a port above the highest", file("127.0.0.1:49152->127.0.0.1:70000")],
    ["a second connection in the name", file(`${LINK}->127.0.0.1:1`)],
  ])("counts %s for none", (_, files) => expect(readLsofFields(CHROME + files)).toEqual([]));

  it.each([
    ["a cut end", CHROME + file(LINK).slice(0, -1)],
    ["newlines in place of NULs", (CHROME + file(LINK)).replaceAll("\0", "\n")],
    ["a table for people", "COMMAND PID USER FD TYPE NAME\nGoogle 501 ada 23u IPv4 127.0.0.1:1->127.0.0.1:2\n"],
    ["a field that was not asked for", set("p501", "cx", "u501", "R1") + file(LINK)],
    ["a file before any process", file(LINK)],
    ["a process without an account", set("p501", "cGoogle Chrome") + file(LINK)],
    ["an account by name", set("p501", "cx", "uada") + file(LINK)],
    ["two accounts", set("p501", "cx", "u501", "u0") + file(LINK)],
    ["a process name that plays fields", set("p501", "cx", "u501\nu0") + file(LINK)],
    ["a number beyond every number", set("p99999999999", "cx", "u501") + file(LINK)],
    ["another kind of file", CHROME + set("f23", "tREG", `n${LINK}`, "TST=ESTABLISHED")],
  ])("believes nothing of an output with %s", (_, output) => expect(readLsofFields(output)).toBeUndefined());
});
