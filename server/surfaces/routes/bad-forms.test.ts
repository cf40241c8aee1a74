import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../../../test/kit/answer.ts";
import { changesOfForm, expectInputRefused } from "../../testing/bad-input.ts";
import { type ExchangeStage, openExchangeStage } from "../../testing/exchange-stage.ts";
import { type GoodForm, goodForms } from "../../testing/good-forms.ts";
import { allRows } from "../../testing/ledger.ts";
import { DATABASES } from "../../testing/temporary-store.ts";
import { ISSUER } from "../../testing/test-server.ts";
import { OPERATIONS } from "../openapi/operations.ts";
import { routesOf } from "../wiring/app.ts";

// Sends every parameter of every form and query, as their schemas name them, missing, doubled, too long, or as bytes that are no
// text (threat P7). Each gets a closed code and nothing moves, on either database, which differ in the text that they accept.

const FORM = "application/x-www-form-urlencoded";
/** Its one parameter is a state, and any other text counts as another state: see bad-requests.test.ts. */
const QUERY_ELSEWHERE = "GET /api/enrolments/:id";
const withEntries = v.looseObject({ entries: v.record(v.string(), v.looseObject({ type: v.string() })) });

describe.each(DATABASES)("on %s", (database) => {
  let stage: ExchangeStage;
  let forms: readonly GoodForm[];
  /** Every parameter, and if it may be a list, by address. */
  let parametersByAddress: ReadonlyMap<string, Readonly<Record<string, boolean>>>;
  beforeAll(async () => {
    stage = await openExchangeStage({ database });
    forms = await goodForms(stage);
    parametersByAddress = new Map(
      [...formsOf(stage), ...queries()].map(([address, schema]) => [address, parametersOf(schema)]),
    );
  });
  afterAll(() => stage.server.close());

  it("every address that reads a form or a query is in this table", () => {
    const inTable = new Set(forms.map(({ address }) => address));
    expect([...inTable].sort()).toEqual(
      [...parametersByAddress.keys()].filter((address) => address !== QUERY_ELSEWHERE).sort(),
    );
  });

  it("refuses the good ones for their one fault, or owes them nothing", async () => {
    const outcome: string[] = [];
    for (const good of forms) {
      const answer = await ask(good, await textOf(good));
      if (good.mayAnswer?.(answer) !== true) expectInputRefused(good.what, answer);
      outcome.push(`${good.address} | ${good.what} | ${answer.status < 400 ? answer.status : answer.outcome}`);
    }
    expect(outcome.join("\n")).toMatchInlineSnapshot(`
      "GET /oauth/authorize | a program that redirects | 303
      POST /oauth/authorize | a program that redirects | 303
      POST /oauth/device_authorization | a login | 400 invalid_request/device_unknown
      POST /oauth/introspect | an API | 200
      POST /oauth/revoke | another program's token | 200
      POST /oauth/revoke | an API | 200
      POST /oauth/token | a login that was denied | 400 access_denied/denied
      POST /oauth/token | a refresh | 400 invalid_grant/key_mismatch
      POST /oauth/token | an exchange by its program | 400 invalid_target
      POST /oauth/token | an exchange by an API | 400 invalid_target"
    `);
  });

  it("every parameter, in every form, does no harm", async () => {
    const { server } = stage;
    const before = await allRows(server);
    let requests = 0;
    for (const good of forms) {
      server.pass(61); // this restores its budgets
      const parameters = parametersByAddress.get(good.address) ?? {};
      const repeatable = Object.keys(parameters).filter((name) => parameters[name]);
      const text = new URLSearchParams(await textOf(good));
      for (const { what, text: changed, isNoForm } of changesOfForm(text, Object.keys(parameters), repeatable)) {
        const answer = await ask(good, changed);
        const label = `${what}: ${good.address}, ${good.what}`;
        if (isNoForm || good.mayAnswer?.(answer) !== true) expectInputRefused(label, answer);
        expect([label, answer.status]).not.toEqual([label, 429]);
        requests += 1;
      }
    }
    expect(requests).toBeGreaterThan(1000);
    expect(await allRows(server)).toEqual(before);
    expect(server.logged.join("")).not.toContain("a request failed");
  });

  async function ask(good: GoodForm, text: string): Promise<Answer> {
    const [method = "", path = ""] = good.address.split(" ");
    const headers = { host: new URL(ISSUER).host, ...(await good.headers?.()) };
    const request =
      method === "GET"
        ? new Request(`${ISSUER}${path}?${text}`, { headers })
        : new Request(ISSUER + path, { method, headers: { ...headers, "content-type": FORM }, body: text });
    return stage.server.fetch(request);
  }
});

const formsOf = ({ server }: ExchangeStage) =>
  routesOf(server.services).flatMap(({ method, path, body }) =>
    body?.contentType === FORM ? [[`${method} ${path}`, body.schema] as const] : [],
  );

const queries = () =>
  Object.values(OPERATIONS).flatMap((operations) =>
    Object.entries(operations).flatMap(([address, { query }]) =>
      query === undefined ? [] : [[address, query] as const],
    ),
  );

/** Tells for each parameter of the schema if it takes a list. */
function parametersOf(schema: v.GenericSchema): Readonly<Record<string, boolean>> {
  const { entries } = v.parse(withEntries, schema);
  return Object.fromEntries(
    Object.keys(entries).map((name) => [name, v.is(schema, { ...SMALLEST, [name]: ["https://a.example.test"] })]),
  );
}
/** Parameters that some forms require, so that a list is the only fault. */
const SMALLEST = { client_id: "a", redirect_uri: "b" };

async function textOf({ form }: GoodForm): Promise<string> {
  const text = new URLSearchParams();
  for (const [name, value = []] of Object.entries(await form()))
    for (const each of typeof value === "string" ? [value] : value) text.append(name, each);
  return String(text);
}
