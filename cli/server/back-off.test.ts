import { expect, it } from "vitest";
import { Problem } from "../problems/problem.ts";
import { withBackOff } from "./back-off.ts";
import { Unreachable } from "./http.ts";
import { refusalOf } from "./server-refusal.ts";

const refused = (status: number, headers: Record<string, string> = {}) => refusalOf({ status, headers, text: "" });

/** The pauses of a command that meets these refusals, in milliseconds. */
async function pausesOf(
  refusals: readonly unknown[],
  until = 60_000,
  away: boolean[] = [],
): Promise<{ slept: number[]; end: unknown }> {
  let now = 0;
  const slept: number[] = [];
  const left = [...refusals];
  const waiting = {
    now: () => now,
    serverAway: (isAway: boolean) => void away.push(isAway),
    sleep: async (duration: number) => {
      slept.push(duration);
      now += duration;
    },
  };
  const attempt = async () => {
    const refusal = left.shift();
    if (refusal !== undefined) throw refusal;
    return "done";
  };
  const end = await withBackOff(attempt, until, waiting).catch((error: unknown) => error);
  return { slept, end };
}

it("waits a little longer each time", async () => {
  const busy = Array.from({ length: 7 }, () => refused(503));
  expect(await pausesOf(busy)).toEqual({ slept: [250, 500, 1000, 2000, 4000, 4000, 4000], end: "done" });
});

it("waits as long as the server asks, and no shorter than it would", async () => {
  const busy = [refused(429, { "retry-after": "12" }), refused(429, { "retry-after": "0" }), refused(429)];
  expect(await pausesOf(busy)).toEqual({ slept: [12_000, 500, 1000], end: "done" });
});

it("says so at once where it may not wait so long", async () => {
  const busy = refused(429, { "retry-after": "61" });
  expect(await pausesOf([busy])).toEqual({ slept: [], end: busy });
});

it.each(["-1", "1e9", "99999999", "soon", "Wed, 21 Oct 2026 07:28:00 GMT", ""])(
  "takes %j for nothing said",
  async (text) => {
    expect(await pausesOf([refused(429, { "retry-after": text })])).toEqual({ slept: [250], end: "done" });
  },
);

it("does not wait for what will not pass", async () => {
  const refusal = refused(400, { "retry-after": "1" });
  expect(await pausesOf([refusal])).toEqual({ slept: [], end: refusal });
  expect(refusal).toBeInstanceOf(Problem);
});

it.each([
  ["each once", [new Unreachable(""), new Unreachable(""), refused(503), refused(502)], [true, false]],
  ["not for one try in vain", [new Unreachable("")], []],
  ["not where it answers that it has too much to do", [refused(429), refused(429), refused(429)], []],
])("tells that the server is away and that it is back: %s", async (_when, refusals, told) => {
  const away: boolean[] = [];
  expect((await pausesOf(refusals, 60_000, away)).end).toBe("done");
  expect(away).toEqual(told);
});
