import { currentNumber } from "../protocol/rules/version-store.ts";
import type { TestServer } from "./test-server.ts";

// Sets of rules, for tests of what comes of them.

/** Puts that set in force, as publishing does at last. @returns how its verdicts call it */
export async function ruleBy({ services }: TestServer, ...rules: readonly string[]): Promise<string> {
  const number = (await currentNumber(services.db)) + 1;
  await services.db
    .insertInto("rule_versions")
    .values({
      number,
      text: rules.join("\n"),
      tests: "[]",
      reason: "a test",
      actor: '{"kind":"server_shell"}',
      second: null,
      origin: "published",
      restores: null,
      results: '{"tests":[],"lint":[]}',
      rule_count: rules.length,
      report_since: "{}",
      created_at: services.clock(),
    })
    .execute();
  return `rules/${number}`;
}

/** The stored decisions on that login, the oldest first. */
export async function verdictsOf({ services }: TestServer, loginId: string) {
  const rows = await services.db
    .selectFrom("rule_decisions")
    .selectAll()
    .where("login_id", "=", loginId)
    .orderBy("seq")
    .execute();
  return rows.map(({ given, verdict, ...row }) => ({ ...row, given: JSON.parse(given), verdict: JSON.parse(verdict) }));
}
