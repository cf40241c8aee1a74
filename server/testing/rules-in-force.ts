import { currentNumber } from "../rules/versions/version-store.ts";
import type { TestServer } from "./test-server.ts";

// Sets of rules, for tests of what comes of them.

/** Whoever met the machine may approve, beside other rules. */
export const ANYBODY = '@id("anybody") permit (principal, action, resource);';

/** Puts that set in force, as publishing does at last. @returns how its verdicts call it */
export async function ruleBy({ ground }: TestServer, ...rules: readonly string[]): Promise<string> {
  const number = (await currentNumber(ground.db)) + 1;
  await ground.db
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
      created_at: ground.clock(),
    })
    .execute();
  return `rules/${number}`;
}

/** What was kept of that login, the oldest first. */
export async function verdictsOf({ ground }: TestServer, loginId: string) {
  const rows = await ground.db
    .selectFrom("rule_decisions")
    .selectAll()
    .where("login_id", "=", loginId)
    .orderBy("seq")
    .execute();
  return rows.map(({ given, verdict, ...row }) => ({ ...row, given: JSON.parse(given), verdict: JSON.parse(verdict) }));
}
