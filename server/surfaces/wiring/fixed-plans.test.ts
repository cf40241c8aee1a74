import { expect, it, vi } from "vitest";
import { introspected, newApiKey } from "../../../test/kit/apis.ts";
import { redeemedLogin } from "../../../test/kit/log-in.ts";
import { refresh } from "../../../test/kit/login-steps.ts";
import type { AnswersFixed, FixedText } from "../../platform/store/fixed-query.ts";
import { enrolledMachine } from "../../testing/enrol.ts";
import { resourceServerWith } from "../../testing/resource-server.ts";
import { serverForEach } from "../../testing/server-for-tests.ts";
import { DEPLOY, ISSUER } from "../../testing/test-server.ts";

const key = newApiKey();
const server = serverForEach({
  database: "sqlite",
  clients: [{ ...DEPLOY, id: "nearside-cli" }],
  resourceServers: [{ ...resourceServerWith("api", key), resources: [ISSUER] }],
});

/** Sorted by hand: the bound sets of one machine, and the groups of one person. */
const FEW = /from "bound_sets"|join "groups"/;
/** The newest row, by its number. */
const NEWEST = /order by "number" desc limit 1$/;

/** The steps of a plan that take longer the more rows there are. */
const growingSteps = (sql: string, plan: readonly string[]): readonly string[] =>
  plan.filter((step) =>
    /^SCAN (?!CONSTANT ROW|orphan|lineage)/.test(step)
      ? !NEWEST.test(sql)
      : /USE TEMP B-TREE/.test(step) && !FEW.test(sql),
  );

it("finds by an index whatever a login, a refresh and an introspection ask, however much there is", async () => {
  const { db } = server.services;
  const adapter = db.getExecutor().adapter as unknown as AnswersFixed;
  const texts: FixedText[] = [];
  const answerTo = adapter.answerTo.bind(adapter);
  vi.spyOn(adapter, "answerTo").mockImplementation((text) => {
    texts.push(text);
    return answerTo(text);
  });
  const machine = await enrolledMachine(server, "alice");
  const login = await redeemedLogin(server, machine);
  await refresh(server, machine, login, login.tokens.refresh_token);
  await introspected(server, { id: "api", key }, login.tokens.access_token);

  const growing: string[] = [];
  for (const { sql, names } of texts) {
    const query = { sql: `explain query plan ${sql}`, parameters: names.map(() => null) };
    const { rows } = await db.executeQuery<{ detail: string }>({ ...db.selectNoFrom([]).compile(), ...query });
    const steps = growingSteps(
      sql,
      rows.map(({ detail }) => detail),
    );
    if (steps.length > 0) growing.push(`${sql}\n  ${steps.join("\n  ")}`);
  }
  expect(texts.length).toBeGreaterThan(20);
  expect(growing).toEqual([]);
});
