import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import type { Lint } from "@nearside/shared/api/console/rules.ts";
import type { RuleTestResult } from "@nearside/shared/rules/rule-tests.ts";
import { type Actor, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { rulesProposalEnded, rulesPublished } from "../../platform/audit/events/rules.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Trx } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { versionName } from "../../protocol/rules/active-rules.ts";
import { insertVersion } from "../../protocol/rules/version-store.ts";
import { overtakeProposals } from "./proposal-store.ts";
import { reportSinceFrom } from "./report-since.ts";

interface NextRules {
  readonly text: string;
  readonly tests: string;
  readonly textHash: string;
  readonly set: CompiledRules;
  readonly reason: string;
  readonly author: Actor;
  /** The author who agreed, and the id of the proposal; null if the set needed no second author. */
  readonly second: Actor | null;
  readonly proposal: string | null;
  /** Number of the earlier version that is activated again. */
  readonly restores: number | null;
  readonly results: { readonly results: readonly RuleTestResult[]; readonly lint: readonly Lint[] };
}

/**
 * Activates a set, from the commit on, on every server of this database. The caller has the turn of administrators.
 *
 * @param base number of the version that the author edited
 * @returns the number of the new version
 * @throws ConsoleError `conflict` if `base` is no longer active
 */
export async function activateRules({ clock }: WithClock, trx: Trx, next: NextRules, base: number): Promise<number> {
  const now = clock();
  const { text, tests, reason, author, second, restores, set, results } = next;
  const reportSince = await reportSinceFrom(trx, set, now);
  const number = await insertVersion(
    trx,
    {
      ...{ text, tests, reason, author, second, restores, reportSince },
      results: { tests: [...results.results], lint: [...results.lint] },
      ruleCount: set.rules.length,
      createdAt: now,
    },
    base,
  );
  if (number === undefined) throw new ConsoleError("conflict");
  const by = second ?? author;
  const data = {
    reason,
    text_hash: next.textHash,
    rules: set.rules.length,
    tests: results.results.length,
    restores,
    proposal: next.proposal,
    author: author.kind === "person" ? author.userId : null,
    by: byOf(by),
  };
  await append(trx, rulesPublished(now, versionName(number), data), { by });
  for (const id of await overtakeProposals(trx, now))
    await append(trx, rulesProposalEnded(now, id, { state: "overtaken", by: byOf(by) }), { by });
  return number;
}
