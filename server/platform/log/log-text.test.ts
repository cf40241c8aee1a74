import { expect, it } from "vitest";
import { createLog } from "./log.ts";
import { asText } from "./log-text.ts";

function logging() {
  const lines: string[] = [];
  const noon = new Date(2026, 1, 3, 12, 0, 7).getTime();
  return { log: createLog("info", () => noon, asText({ write: (line) => lines.push(line) })), lines };
}

it("writes a line that a person reads, with the time of the day, and without what is not there", () => {
  const { log, lines } = logging();
  log.info({ person: "ada", machine: null, address: undefined, status: 400 }, "Login approved");
  log.warn("no codes are left");
  expect(lines).toEqual([
    "12:00:07  Login approved  person=ada  status=400\n",
    "12:00:07  WARNING: no codes are left\n",
  ]);
});

it("lets no value move the terminal, pass for another one, or take the screen", () => {
  const { log, lines } = logging();
  const machine = `\u001b[2Jbuild\n12:00:08  Login approved person="ada"`;
  log.info({ machine, ticket: "SECRET", long: "x".repeat(5000) }, "refused");
  const [line = ""] = lines;
  expect(line).toMatch(
    /^12:00:07 {2}refused {2}machine="\\u\{1b\}\[2Jbuild\\u\{a\}12:00:08 {2}Login approved person='ada'"/,
  );
  for (const moving of ["\u001b", "\n"]) expect(line.trimEnd()).not.toContain(moving);
  expect(line.length).toBeLessThan(500);
  expect(line).not.toContain("SECRET");
});

it("says of a mistake of the server's own where it happened", () => {
  const { log, lines } = logging();
  log.error({ err: new Error("outer", { cause: new TypeError("inner") }) }, "a request failed");
  expect(lines.join("")).toMatch(/^12:00:07 {2}ERROR: a request failed\n {4}Error: outer\n {8}at .*log-text\.test\.ts/);
  expect(lines.join("")).toContain("    TypeError: inner\n");
});
