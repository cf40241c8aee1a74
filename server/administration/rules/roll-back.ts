import { BUILT_IN_RULES, NO_TESTS } from "@nearside/rules/reading/built-in.ts";
import type { rollBackSchema } from "@nearside/shared/api/console/rules.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import type * as v from "valibot";
import type { Actor } from "../../platform/audit/actor.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Db } from "../../platform/store/database.ts";
import { findVersion } from "../../protocol/rules/version-store.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { consoleTexts } from "../../texts/console.ts";
import { activateRules } from "./activate-rules.ts";
import { type CheckServices, checkAgain } from "./check-draft.ts";
import { demandExistingNames, demandPublishable } from "./demand-publishable.ts";

/**
 * Activates text and tests of an earlier version again, as a new version. It is the way out of a set that does harm, so one
 * author may do it alone and at once: that version was published before. It still has to be valid, and the names in it have to
 * exist.
 *
 * @returns the number of the new version
 * @throws ConsoleError `unknown`, `conflict`, `invalid_request`, `not_permitted`
 */
export async function rollBack(
  services: CheckServices,
  { to, base, reason }: v.InferOutput<typeof rollBackSchema>,
  by: Actor,
): Promise<number> {
  if (to >= base)
    throw new ConsoleError("invalid_request", {
      description: consoleTexts.rules.noEarlier,
      fields: [{ field: "to", problem: consoleTexts.rules.notEarlier }],
    });
  const draft = await draftOf(services.db, to);
  const { set, problems, lint, results } = await checkAgain(services, draft);
  const checked = { set, problems, testsProblem: null, results: [], lint: [] };
  const again = demandPublishable(checked, null);
  const textHash = await sha256Base64url(draft.text);
  return services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    await demandExistingNames(services, trx, again);
    const next = { ...draft, textHash, set: again, reason, author: by, second: null, proposal: null, restores: to };
    return activateRules(services, trx, { ...next, results: { results, lint } }, base);
  });
}

async function draftOf(db: Db, number: number): Promise<{ readonly text: string; readonly tests: string }> {
  if (number === 0) return { text: BUILT_IN_RULES, tests: NO_TESTS };
  const version = await findVersion(db, number);
  if (version === undefined) throw new ConsoleError("unknown");
  return { text: version.text, tests: version.tests };
}
