import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { may } from "@nearside/shared/roles.ts";
import * as v from "valibot";
import { actorSchema, byOf, type PersonActor } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { rulesProposalEnded } from "../../platform/audit/events/rules.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Db, Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { consoleTexts } from "../../texts/console.ts";
import { activateRules } from "./activate-rules.ts";
import { type CheckServices, checkDraft } from "./check-draft.ts";
import { demandExistingNames, demandPublishable } from "./demand-publishable.ts";
import { findProposal, type RuleProposal, settleProposal } from "./proposal-store.ts";

const SETTLED = consoleTexts.rules.proposalGone;

/**
 * A second author agrees, which activates the proposal. It is checked again now. The agreeing author has seen the warnings of
 * lint.
 *
 * @returns the number of its version
 * @throws ConsoleError `unknown`, `conflict`, `invalid_request`; `not_permitted` if the author of the proposal agrees
 */
export async function agreeToProposal(services: CheckServices, id: string, by: PersonActor): Promise<number> {
  const proposal = await demandWaiting(services.db, id);
  const checked = await checkDraft(services, proposal);
  const set = demandPublishable(checked, null);
  const textHash = await sha256Base64url(proposal.text);
  return services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const { author: userId, text, tests, reason, base, actor } = await demandWaiting(trx, id);
    if (userId === by.userId)
      throw new ConsoleError("not_permitted", {
        description: consoleTexts.rules.ownProposal,
      });
    await demandStillMayWrite(trx, userId);
    await demandExistingNames(services, trx, set);
    if (!(await settleProposal(trx, id, "agreed", { by: by.userId, at: services.clock() })))
      throw new ConsoleError("conflict", { description: SETTLED });
    const author = v.parse(actorSchema, JSON.parse(actor));
    const { results, lint } = checked;
    const next = { text, tests, textHash, set, reason, author, second: by, restores: null, results: { results, lint } };
    return activateRules(services, trx, { ...next, proposal: id }, base);
  });
}

/**
 * Ends a proposal: its author withdraws it, or another author turns it down.
 *
 * @throws ConsoleError `unknown`, `conflict`, `not_permitted`
 */
export const withdrawProposal = (services: WithClock & WithDb, id: string, by: PersonActor): Promise<void> =>
  services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    await demandWaiting(trx, id);
    const at = services.clock();
    if (!(await settleProposal(trx, id, "withdrawn", { by: by.userId, at })))
      throw new ConsoleError("conflict", { description: SETTLED });
    await append(trx, rulesProposalEnded(at, id, { state: "withdrawn", by: byOf(by) }), { by });
  });

async function demandWaiting(db: Db | Trx, id: string): Promise<RuleProposal> {
  const proposal = await findProposal(db, id);
  if (proposal === undefined) throw new ConsoleError("unknown");
  if (proposal.state !== "waiting") throw new ConsoleError("conflict", { description: SETTLED });
  return proposal;
}

/** Two rule authors are needed, so the first one must still be a rule author. */
async function demandStillMayWrite(trx: Trx, userId: string): Promise<void> {
  const author = await trx.selectFrom("users").select(["role", "state"]).where("id", "=", userId).executeTakeFirst();
  if (author?.state !== "active" || !may(author.role, "rules.write"))
    throw new ConsoleError("conflict", {
      description: consoleTexts.rules.proposerLost,
    });
}
