import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Demands } from "@nearside/shared/rules/demands.ts";
import type { Decision } from "@nearside/shared/statements/decision.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { RefusedByRules } from "../../../platform/http/refused-by-rules.ts";
import { together } from "../../../platform/store/together.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import type { Party } from "../../../register/machines/party.ts";
import { currentRules } from "../../rules/current-rules.ts";
import { askingRules, type JudgedPasskey, judgePasskeys } from "../../rules/judge-passkeys.ts";
import type { RuleServices } from "../../rules/rule-services.ts";
import { denialOf } from "../../rules/verdicts.ts";
import { covers } from "../decide/decision-claims.ts";
import { type Asking, givenOfLogin } from "../decide/given-of-login.ts";
import { ruleOut } from "../decide/rule-out.ts";
import type { MetLogin } from "../met-login.ts";

/** The verdict of the rules now, and their set. */
interface ApprovalRuling {
  readonly set: CompiledRules;
  readonly judged: JudgedPasskey;
}

/**
 * Asks the rules once more, about the passkey that approved: others may have been published since the decision, and what they read
 * may have changed.
 *
 * @throws RuledOut if they deny the login by it, and the login was ended for that; Refused `decision_stale` if they ask for more than
 * the person was shown; RefusedByRules `rule_unmet` if the passkey is not what the decision asks for
 */
export async function ruleApproval(
  services: RuleServices & WithChanges & WithConfig,
  login: MetLogin,
  party: Party,
  { claims }: Decision,
  credentialId: string,
  asking: Pick<Asking, "client" | "proof" | "address">,
): Promise<ApprovalRuling> {
  const passkey = party.passkeys.find(({ credential_id }) => credential_id === credentialId);
  if (passkey === undefined) return refuse("passkey_not_bound", "assertion.id");
  const typed = { justification: claims.justification ?? undefined, ticket: claims.ticket };
  const [set, given] = await together(
    currentRules(services, services.db),
    givenOfLogin(services, login, party, { ...asking, ...typed }),
  );
  const [judged] = judgePasskeys(services, set, [passkey], given);
  if (judged === undefined) throw new Error("a passkey was not judged");
  const { verdict } = judged;
  if (verdict.outcome === "deny")
    await ruleOut(services, login, "approve", set, judged, new RefusedByRules(denialOf([verdict]), verdict.rules));
  const askedByKind = ({ device_bound, attested }: Demands) =>
    (device_bound && passkey.backup_eligible) || (attested && passkey.attestationVerdict !== "attested");
  const { device_bound = false, attested = false } = claims.require ?? {};
  if (askedByKind({ ...verdict.demands, device_bound, attested }))
    throw new RefusedByRules("rule_unmet", askingRules(set, verdict.rules, askedByKind));
  if (!covers(claims, readFacts(login.facts).scope, verdict.demands)) refuse("decision_stale", "decision");
  return { set, judged };
}
