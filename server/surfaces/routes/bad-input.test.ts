import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../../../test/kit/answer.ts";
import { changesOf, NO_JSON } from "../../../test/kit/hostile-json.ts";
import type { EnrolledMachine } from "../../../test/kit/machine.ts";
import type { Headers } from "../../../test/kit/send.ts";
import { expectInputRefused } from "../../testing/bad-input.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { type Good, type GoodBodies, goodBodies, pathOf } from "../../testing/good-bodies.ts";
import { allRows } from "../../testing/ledger.ts";
import { membersIn, membersOf } from "../../testing/schema-members.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { ISSUER } from "../../testing/test-server.ts";
import { routesOf } from "../wiring/app.ts";

// Whatever is sent, the answer is a closed code and never a bug, and nothing is stored (threat P7).

const server = serverForAll();
let machine: EnrolledMachine;
beforeAll(async () => {
  machine = await enrolledMachine(server, "alice");
});
afterAll(() => expect(server.logged.join("")).not.toContain("a request failed"));

async function post(good: Good, body: string | Uint8Array<ArrayBuffer>, headers: Headers = {}): Promise<Answer> {
  return server.fetch(
    new Request(ISSUER + good.path, {
      method: "POST",
      headers: {
        host: new URL(ISSUER).host,
        "content-type": "application/json",
        ...good.browser?.headers,
        ...(await good.proof?.()),
        ...headers,
      },
      body,
    }),
  );
}

describe("every address that takes JSON", () => {
  let all: GoodBodies;
  beforeAll(async () => {
    all = await goodBodies(server, machine);
  });

  it("is in this table", () => {
    const addresses = routesOf(server.services).filter(({ body }) => body?.contentType === "application/json");
    expect([...new Set(Object.keys(all).map(pathOf))].sort()).toEqual(addresses.map(({ path }) => path).sort());
  });

  it("is there with every member that its schema names", () => {
    const missing = routesOf(server.services).flatMap(({ path, body }) => {
      if (body?.contentType !== "application/json") return [];
      const goods = Object.entries(all).filter(([address]) => pathOf(address) === path);
      const there = goods.flatMap(([, good]) => [...membersIn(good.body)]);
      return membersOf(body.schema)
        .filter((member) => !there.includes(member))
        .map((member) => `${path} ${member}`);
    });
    expect(missing).toEqual([]);
  });

  it.each(NO_JSON)("refuses %s", async (what, body) => {
    const before = await allRows(server);
    for (const [address, good] of Object.entries(all))
      expectInputRefused(`${what}: ${address}`, await post(good, body));
    expect(await allRows(server)).toEqual(before);
  });

  it.each([
    ["no content type", { "content-type": "" }],
    ["a form", { "content-type": "application/x-www-form-urlencoded" }],
    ["plain text, as a form of another origin sends it", { "content-type": "text/plain" }],
    ["another charset", { "content-type": "application/json; charset=utf-16" }],
    ["a compressed body", { "content-encoding": "gzip" }],
    ["an invalid length", { "content-length": "x" }],
  ])("refuses %s", async (what, headers) => {
    const before = await allRows(server);
    for (const [address, good] of Object.entries(all))
      expectInputRefused(`${what}: ${address}`, await post(good, JSON.stringify(good.body), headers));
    expect(await allRows(server)).toEqual(before);
  });

  it("refuses every member that is missing, wrong or too much", async () => {
    const before = await allRows(server);
    let changes = 0;
    for (const [address, good] of Object.entries(all)) {
      for (const [what, changed] of changesOf(good.body)) {
        expectInputRefused(`${what}: ${address}`, await post(good, JSON.stringify(changed)));
        changes += 1;
      }
    }
    expect(changes).toBeGreaterThan(300);
    expect(await allRows(server)).toEqual(before);
  });
});
