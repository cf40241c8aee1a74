import assert from "node:assert/strict";
import { REFUSALS } from "@nearside/shared/chain/refusal.ts";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../../../../test/kit/answer.ts";
import type { ConsolePage } from "../../../../test/kit/console.ts";
import { changesOf, isMembers, type Json, type Members, NO_JSON } from "../../../../test/kit/hostile-json.ts";
import type { EnrolledMachine } from "../../../../test/kit/machine.ts";
import { proofOf } from "../../../../test/kit/send.ts";
import { CONSOLE_ERRORS } from "../../../platform/http/console-error.ts";
import { EDGE_ERRORS } from "../../../platform/wire-error.ts";
import { changesOfForm } from "../../../testing/bad-input.ts";
import { consoleOf } from "../../../testing/console.ts";
import { enrolledMachine } from "../../../testing/enrol.ts";
import { exampleOf } from "../../../testing/example-of.ts";
import { allRows } from "../../../testing/ledger.ts";
import { membersOf } from "../../../testing/schema-members.ts";
import { serverForAll } from "../../../testing/server-for-tests.ts";
import { NO_IDS, strangeOf } from "../../../testing/strange-values.ts";
import { ISSUER } from "../../../testing/test-server.ts";
import { consoleRoutesOf } from "../../wiring/console-routes.ts";
import type { ConsoleRoute } from "../console-rows.ts";

// The owner of all roles sends anything to any address of the console. The answer is good or has a closed code, it is never a bug
// of ours, and it touches no other person (threat P7).

const server = serverForAll();
let page: ConsolePage;
/** No request names this person. */
let bystander: EnrolledMachine;
/** Real ids, by the part of the path before them. */
let ids: Readonly<Record<string, string>>;
let texts: readonly string[];
const CODES = new Set([...Object.keys(CONSOLE_ERRORS), ...Object.keys(EDGE_ERRORS), ...Object.keys(REFUSALS)]);
const errorSchema = v.strictObject({
  error: v.pipe(
    v.string(),
    v.check((code) => CODES.has(code)),
  ),
  error_description: v.string(),
  refusal: v.optional(v.string()),
  fields: v.optional(v.array(v.strictObject({ field: v.string(), problem: v.string() }))),
});

beforeAll(async () => {
  page = await consoleOf(server, "owner");
  bystander = await enrolledMachine(server, "bystander");
  const target = await enrolledMachine(server, "target");
  const made = await page.change("/api/console/groups", { name: "Night shift", description: "" });
  const { id: group } = made.as(v.object({ id: v.string() }));
  const enrolments = server.services.db.selectFrom("enrolments").select("id").where("user_id", "=", target.user.id);
  const enrolment = (await enrolments.executeTakeFirstOrThrow()).id;
  const { id: change } = await server.services.db.selectFrom("console_changes").select("id").executeTakeFirstOrThrow();
  ids = {
    people: target.user.id,
    machines: target.boundSetId,
    groups: group,
    enrolments: enrolment,
    changes: change,
    events: "1",
    clients: "deploy",
    versions: "0",
  };
  texts = [target.user.id, target.boundSetId, group, enrolment, target.device.thumbprint, target.authenticator.id];
});
afterAll(() => expect(server.logged.join("")).not.toContain("a request failed"));

const rows = () => consoleRoutesOf(server.services).filter(({ path }) => path !== "/api/console/sign-out");
const withId = (path: string, id: string) => path.replaceAll(/:[a-z]+/g, id);
const realPath = ({ path }: ConsoleRoute) =>
  withId(path, ids[/([a-z-]+)\/:/.exec(path)?.[1] ?? ""] ?? "us_AAAAAAAAAAAAAAAAAAAAAA");

/** The touch is well-formed, but no key signed it. */
const TOUCH = {
  nonce: "A".repeat(22),
  assertion: {
    id: "A".repeat(22),
    rawId: "A".repeat(22),
    type: "public-key",
    clientExtensionResults: {},
    response: { clientDataJSON: "AAAA", authenticatorData: "AAAA", signature: "AAAA" },
  },
} as const;

const isChange = ({ entry }: Pick<ConsoleRoute, "entry">) => entry.kind === "change";

/** Makes an object that the row takes. */
function goodOf({ body, path, entry }: ConsoleRoute): Members {
  const good = exampleOf(body?.schema ?? v.strictObject({}), texts);
  if (!isMembers(good)) throw new Error(`${path} asks for no object`);
  return isChange({ entry }) ? { change: good["change"] ?? {}, touch: TOUCH } : good;
}

/** Expects a good answer or a closed code, for a person who is signed in. */
function expectAnswered(what: string, { status, text }: Answer): void {
  if (status < 300) return;
  const said = `${what}: ${status} ${text}`;
  assert.ok(status < 500, said);
  if (!what.includes("%")) assert.notEqual(status, 401, said);
  assert.ok(v.is(errorSchema, JSON.parse(text)), said);
}

/** Sends requests to one path with one proof, which is good for a while, and for this path alone. */
async function sendTo(path: string, method: "GET" | "POST") {
  const proof = await proofOf(server, page.key, method, path);
  const headers = { host: new URL(ISSUER).host, ...page.browser.headers, ...proof };
  return (query: string, body?: string | Uint8Array<ArrayBuffer>) =>
    server.fetch(
      new Request(`${ISSUER}${path}${query}`, {
        method,
        headers: body === undefined ? headers : { ...headers, "content-type": "application/json" },
        ...(body === undefined ? {} : { body }),
      }),
    );
}

const aboutBystander = async () => {
  const { db } = server.services;
  const of = bystander.user.id;
  return Promise.all([
    db.selectFrom("users").selectAll().where("id", "=", of).execute(),
    db.selectFrom("bound_sets").selectAll().where("user_id", "=", of).execute(),
    db.selectFrom("passkeys").selectAll().where("bound_set_id", "=", bystander.boundSetId).execute(),
    db.selectFrom("group_members").selectAll().where("user_id", "=", of).execute(),
  ]);
};

describe("a list or a thing", () => {
  it("is asked for by any query", async () => {
    const before = await allRows(server);
    let requests = 0;
    for (const row of rows().filter(({ method }) => method === "GET")) {
      const path = realPath(row);
      const ask = await sendTo(path, "GET");
      const names = [...new Set([...membersOf(row.entry.input), "after", "__proto__"])];
      for (const { what, text } of changesOfForm(new URLSearchParams(), names, [])) {
        expectAnswered(`${path}: ${what}`, await ask(`?${text}`));
        requests += 1;
      }
    }
    expect(requests).toBeGreaterThan(1000);
    expect(await allRows(server)).toEqual(before);
  });

  it("is asked for by any id", async () => {
    const before = await allRows(server);
    for (const row of rows().filter(({ method, path }) => method === "GET" && path.includes(":")))
      for (const id of NO_IDS) {
        const path = withId(row.path, id);
        const answer = await (await sendTo(path, "GET"))("");
        expectAnswered(path, answer);
        // if the path is not written as in its proof, the request has no session
        expect(answer.status, path).toSatisfy((status) => status === 404 || (status === 401 && path.includes("%")));
      }
    expect(await allRows(server)).toEqual(before);
  });
});

describe("a preview or a change", () => {
  const posts = () => rows().filter(({ method }) => method === "POST");

  it("has an example here, so that each of its members is changed alone", () => {
    const unlike = posts().filter((row) => !v.is(row.body?.schema ?? v.any(), goodOf(row)));
    expect(unlike.map((row) => `${row.path} ${JSON.stringify(goodOf(row)["change"] ?? goodOf(row))}`)).toEqual([]);
  });

  it("is refused unless it is JSON of a known form", async () => {
    const before = await allRows(server);
    for (const row of posts()) {
      const send = await sendTo(realPath(row), "POST");
      for (const [what, body] of NO_JSON) {
        const answer = await send("", body);
        expectAnswered(`${row.path}: ${what}`, answer);
        assert.ok(answer.status >= 400, `${row.path}: ${what}`);
      }
    }
    expect(await allRows(server)).toEqual(before);
  });

  it("is refused with any member missing, wrong or too much", async () => {
    const before = await allRows(server);
    let changes = 0;
    for (const row of posts().filter(isChange)) {
      const send = await sendTo(realPath(row), "POST");
      const good = goodOf(row);
      // all routes read a touch alike, so one route tests it for all
      const all = row.path.endsWith("/suspend") ? changesOf(good) : changesOfChange(good);
      for (const [what, changed] of all) {
        const answer = await send("", JSON.stringify(changed));
        expectAnswered(`${row.path}: ${what}`, answer);
        assert.match(
          answer.outcome,
          /^4\d\d (invalid_request|touch_invalid|payload_too_large)/,
          `${row.path}: ${what}`,
        );
        changes += 1;
      }
    }
    expect(changes).toBeGreaterThan(1000);
    expect(await allRows(server)).toEqual(before);
  });

  it("is refused where its id is invalid, though the touch is good", async () => {
    const before = await aboutBystander();
    for (const row of posts().filter((row) => isChange(row) && row.path.includes(":")))
      for (const id of NO_IDS) {
        const path = withId(row.path, id);
        const answer = await page.change(path, goodOf(row)["change"] ?? {});
        expectAnswered(path, answer);
        expect(answer.status, `${path}: ${answer.outcome}`).toBeGreaterThanOrEqual(400);
      }
    expect(await aboutBystander()).toEqual(before);
  });

  it("takes strange texts and numbers or says what is wrong with them, though the touch is good, and touches nobody else", async () => {
    const before = await aboutBystander();
    for (const row of posts()) {
      const path = realPath(row);
      const good = goodOf(row);
      const form: Json = isChange(row) ? (good["change"] ?? {}) : good;
      for (const strange of strangeOf(form)) {
        const answer = await (isChange(row) ? page.change(path, strange) : page.post(path, strange));
        expectAnswered(`${path}: ${JSON.stringify(strange).slice(0, 300)}`, answer);
      }
    }
    expect(await aboutBystander()).toEqual(before);
    expect((await page.get("/api/console/people/export")).status).toBe(200);
    expect((await page.get("/api/console/log/export")).status).toBe(200);
  });
});

/** Changes only the members of the change. */
function* changesOfChange(good: Members): Generator<readonly [what: string, changed: Json]> {
  const { change } = good;
  if (isMembers(change)) for (const [what, changed] of changesOf(change)) yield [what, { ...good, change: changed }];
}
