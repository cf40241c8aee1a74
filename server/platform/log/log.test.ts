import * as v from "valibot";
import { expect, it } from "vitest";
import { createLog } from "./log.ts";

function logging(): { log: ReturnType<typeof createLog>; lines: string[] } {
  const lines: string[] = [];
  return { log: createLog("info", () => 1234, { write: (line) => lines.push(line) }), lines };
}

const thrown = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

it("writes one line of JSON with the time it was given", () => {
  const { log, lines } = logging();
  log.info({ login: "rq_1", code: "nonce_used" }, "refused");
  log.debug("not at this level");
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { level: "info", time: 1234, login: "rq_1", code: "nonce_used", msg: "refused" },
  ]);
});

it("lets no secret through by the names secrets have", () => {
  const { log, lines } = logging();
  log.info({ ticket: "SECRET", request: { cookie: "SECRET", inner: { "set-cookie": "SECRET", kept: 1 } } }, "x");
  log.info({ details: { toJSON: "theirs", token: "SECRET" }, at: new Date(0) }, "z");
  log.info({ sent: [{ token: "SECRET", kept: 2 }], failed: Object.assign(new Error("no"), { jwk: "SECRET" }) }, "y");
  expect(lines.join()).not.toContain("SECRET");
  expect(lines.join()).toContain('"kept":1');
  expect(lines.join()).toContain('"at":"1970-01-01T00:00:00.000Z"');
  expect(lines.join()).toContain('"sent":[{"token":"[redacted]","kept":2}]');
});

it("tells of an error where it came from, but not what it was about", () => {
  const { log, lines } = logging();
  for (const err of [
    thrown(() => JSON.parse("SECRET")),
    thrown(() => v.parse(v.strictObject({ a: v.literal("b") }), { a: "SECRET" })),
    Object.assign(new Error("outer", { cause: thrown(() => JSON.parse('"SECRET')) }), {
      code: "E_OUTER",
      input: "SECRET",
    }),
    "SECRET",
  ])
    log.error({ err }, "failed");
  expect(lines.join("\n")).not.toContain("SECRET");
  expect(JSON.parse(lines[2] ?? "")).toMatchObject({
    err: { name: "Error", code: "E_OUTER", message: "outer", cause: { name: "SyntaxError" } },
  });
  expect(JSON.parse(lines[1] ?? "").err.at.join()).toContain("log.test.ts");
});
