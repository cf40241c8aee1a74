import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../../../test/kit/answer.ts";
import { getFrom, postJson, proofOf } from "../../../test/kit/send.ts";
import { expectInputRefused } from "../../testing/bad-input.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { type GoodBodies, goodBodies, pathOf } from "../../testing/good-bodies.ts";
import { allRows } from "../../testing/ledger.ts";
import { serverForAll } from "../../testing/server-for-tests.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { routesOf } from "../wiring/app.ts";

// Asks every address with an id in its path about an id that does not exist. Nothing is found, nothing moves, and no bug
// shows, on either database, which differ in the text that they accept.

const TAIL = "A".repeat(22);
const STRANGE = [
  ["NUL", "%00"],
  ["one with NUL behind it", `rq_${TAIL}%00`],
  ["half a character", "%ED%A0%80"],
  ["no UTF-8", "%ff"],
  ["no percent-encoding", "%"],
  ["letters of other alphabets", "%E2%80%AE%F0%9F%9C%81"],
  ["another folder", "..%2f..%2fetc%2fpasswd"],
  ["SQL", "'%20or%201=1--"],
  ["a prototype", "__proto__"],
  ["a member", "toString"],
  ["a very long one", "x".repeat(6000)],
  ["one of another kind", `us_${TAIL}`],
  ["a login that there is not", `rq_${TAIL}`],
  ["an enrolment that there is not", `en_${TAIL}`],
  ["a status list that there is not", `sl_${TAIL}`],
] as const;

describe.each(DATABASES)("on %s", (database) => {
  const server = serverForAll({ database });
  let all: GoodBodies;
  beforeAll(async () => {
    all = await goodBodies(server, await enrolledMachine(server, "alice"));
  });
  afterAll(() => {
    expect(server.logged.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  it.each(STRANGE)("knows nothing by %s", async (_what, id) => {
    const before = await allRows(server);
    const routes = routesOf(server.services).filter(({ path }) => path.includes(":id"));
    expect(routes.length).toBeGreaterThan(15);
    for (const { method, path } of routes) {
      const answers = await ask(method, path, id);
      expect([path, answers.length > 0]).toEqual([path, true]);
      for (const answer of answers) {
        expectInputRefused(`${method} ${path}`, answer);
        // a proof binds an address in its one spelling, and not one of any length
        expect([path, answer.outcome]).toEqual([
          path,
          expect.stringMatching(/^404 |^400 (other_session|invalid_dpop_proof)$/),
        ]);
      }
    }
    expect(await allRows(server)).toEqual(before);
  });

  /** Asks with everything that the address demands. */
  async function ask(method: string, path: string, id: string): Promise<readonly Answer[]> {
    const at = path.replace(":id", id);
    const { signer } = server.services.keys;
    if (method === "GET") return [await getFrom(server, at, await proofOf(server, signer, "GET", at))];
    const goods = Object.entries(all).filter(([address]) => pathOf(address) === path);
    return Promise.all(
      goods.map(async ([, { body, browser, proof }]) => {
        const headers = proof === undefined ? {} : await proofOf(server, signer, method, at);
        return postJson(server, at, body, { browser, headers });
      }),
    );
  }
});
