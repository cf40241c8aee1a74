import { expect } from "vitest";
import { readGiven } from "../protocol/rules/stored-given.ts";
import { currentNumber } from "../protocol/rules/version-store.ts";
import type { TestServer } from "./test-server.ts";

// These functions activate sets of rules, for tests of their effects.

/** Activates that set, as publishing does at last. @returns the name that the set has in its verdicts */
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

/** Reads the stored decisions on that login, the oldest first. */
export async function verdictsOf({ services }: TestServer, loginId: string) {
  const rows = await services.db
    .selectFrom("rule_decisions")
    .selectAll()
    .where("login_id", "=", loginId)
    .orderBy("seq")
    .execute();
  return rows.map((row) => ({ ...row, given: readGiven(row) ?? expect.fail(`this is no input: ${row.given}`) }));
}
