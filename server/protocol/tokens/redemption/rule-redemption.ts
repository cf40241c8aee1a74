import { isDeepStrictEqual } from "node:util";
import { sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { readAnyDeviceStatement } from "@nearside/shared/statements/elsewhere.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { OauthError } from "../../../platform/http/oauth-error.ts";
import { RefusedByRules } from "../../../platform/http/refused-by-rules.ts";
import { secondsNow } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import type { ApprovedLogin } from "../../../register/logins/login-store.ts";
import type { Party } from "../../../register/machines/party.ts";
import { keptPostureOf } from "../../../register/machines/posture-store.ts";
import type { TokenFamily } from "../../../register/tokens/token-store.ts";
import { ruleOut } from "../../login/decide/rule-out.ts";
import { RuledOut } from "../../login/log-refusal.ts";
import { currentRules } from "../../rules/current-rules.ts";
import { inOrder } from "../../rules/due-posture.ts";
import { judgeFamily } from "../../rules/newly-denied.ts";
import type { RuleServices } from "../../rules/rule-services.ts";
import { denialOf } from "../../rules/verdicts.ts";

/**
 * Asks the rules once more if the machine has said something of its own protection since it asked for this login (protocol §4.8), or if its
 * report may be too old by now. Between the approval and its token there is no token yet that could end for it.
 *
 * @throws OauthError `access_denied` once the login is ended for that; RefusedByRules `rules_failed`
 */
export async function ruleRedemption(
  services: RuleServices & WithChanges & WithConfig,
  login: ApprovedLogin,
  party: Party,
  family: TokenFamily,
): Promise<void> {
  const { posture, postureAt } = party.device;
  if (postureAt === undefined) return;
  const { claims: said } = await readAnyDeviceStatement(login.deviceStatement);
  const isOlder = postureAt < said.iat;
  const isSame = isOlder || isDeepStrictEqual(posture, keptPostureOf(said.posture ?? {}, said.iat));
  const set = await currentRules(services, services.db);
  const { facts, ages } = services.rules.postureReadBy(set);
  if (facts.length === 0 || (isSame && ages.length === 0)) return; // what was said has only grown older
  const { approval } = login;
  const passkey = party.passkeys.find(({ credential_id }) => credential_id === approval.assertion.id);
  if (passkey === undefined) return; // it is refused for that
  const { claims } = await decision.read(approval.decision);
  const approved = { approval, claims, facts: login.facts, party, passkey };
  const judge = await judgeFamily(services, set, family, party, undefined, approved);
  const judged = judge?.(posture);
  if (judged === undefined || judged.verdict.outcome !== "deny") return;
  if (judge?.(inOrder(posture, secondsNow(services))).verdict.outcome === "deny") return;
  const refusal = new RefusedByRules(denialOf([judged.verdict]), judged.verdict.rules);
  try {
    await ruleOut(services, login, "redeem", set, judged, refusal);
  } catch (error) {
    if (!(error instanceof RuledOut)) throw error;
    const { code, rules } = error;
    throw new OauthError("access_denied", sentenceOf(code), { cause: error, refusal: code, rules });
  }
}
