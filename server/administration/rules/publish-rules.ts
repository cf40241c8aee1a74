import type { Publish } from "@nearside/shared/api/console/rules.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { newRuleProposalId } from "@nearside/shared/ids.ts";
import { type Actor, byOf, type PersonActor } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { rulesProposalEnded, rulesProposed } from "../../platform/audit/events/rules.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Trx } from "../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import { currentNumber } from "../../protocol/rules/version-store.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { consoleTexts } from "../../texts/console.ts";
import { activateRules } from "./activate-rules.ts";
import { type CheckServices, checkDraft } from "./check-draft.ts";
import { demandExistingNames, demandPublishable } from "./demand-publishable.ts";
import { insertProposal, settleProposal, waitingProposals } from "./proposal-store.ts";

/** A draft with its reason. `acknowledged` is null if every warning of lint was seen. */
type NewRules = Omit<Publish, "acknowledged"> & { readonly acknowledged: readonly string[] | null };

type Publication =
  | { readonly state: "published"; readonly version: number }
  /** The draft waits for a second author. */
  | { readonly state: "proposed"; readonly proposal: string };

/** At most this many proposals wait at a time, of all authors together, because each may be as long as a set. */
const MOST_WAITING = 5;

/**
 * Activates a draft, or lets it wait if a second author is needed. The server's own shell needs none.
 *
 * @throws ConsoleError `invalid_request` with each wrong place, `conflict` if another set was published meanwhile,
 *   `not_permitted`; the published set stays active
 */
export async function publishRules(
  services: CheckServices & WithRandom,
  draft: NewRules,
  by: Actor,
): Promise<Publication> {
  const checked = await checkDraft(services, draft);
  const set = demandPublishable(checked, draft.acknowledged);
  const textHash = await sha256Base64url(draft.text);
  return services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    // names are changed by administrators, who wait for their turn
    await demandExistingNames(services, trx, set);
    if (services.config.rules.secondAuthor && by.kind === "person")
      return propose(services, trx, { ...draft, textHash }, by);
    const { text, tests, reason } = draft;
    const { results, lint } = checked;
    const next = { text, tests, reason, author: by, second: null, restores: null, set, results: { results, lint } };
    return {
      state: "published",
      version: await activateRules(services, trx, { ...next, textHash, proposal: null }, draft.base),
    };
  });
}

async function propose(
  { clock, random }: WithClock & WithRandom,
  trx: Trx,
  { text, tests, reason, base, acknowledged, textHash }: NewRules & { readonly textHash: string },
  by: PersonActor,
): Promise<Publication> {
  if ((await currentNumber(trx)) !== base) throw new ConsoleError("conflict");
  const waiting = await waitingProposals(trx);
  const now = clock();
  const own = waiting.find(({ author }) => author === by.userId);
  if (own !== undefined) await takePlaceOf(trx, own.id, { by, at: now });
  else if (waiting.length >= MOST_WAITING)
    throw new ConsoleError("conflict", {
      description: consoleTexts.rules.tooManyProposals({ most: MOST_WAITING }),
    });
  const id = newRuleProposalId(random);
  const about = { actor: JSON.stringify(by), author: by.userId, created_at: now };
  await insertProposal(trx, {
    id,
    text,
    tests,
    reason,
    base,
    acknowledged: JSON.stringify(acknowledged ?? []),
    ...about,
  });
  await append(trx, rulesProposed(now, id, { reason, text_hash: textHash, base, by: byOf(by) }), { by });
  return { state: "proposed", proposal: id };
}

/** An author's new proposal takes the place of the earlier one. */
async function takePlaceOf(trx: Trx, id: string, { by, at }: { readonly by: PersonActor; readonly at: number }) {
  await settleProposal(trx, id, "withdrawn", { by: by.userId, at });
  await append(trx, rulesProposalEnded(at, id, { state: "withdrawn", by: byOf(by) }), { by });
}
