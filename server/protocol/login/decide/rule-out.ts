import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { loginRuledOut } from "../../../platform/audit/events/logins.ts";
import type { RefusedByRules } from "../../../platform/http/refused-by-rules.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import type { Login } from "../../../register/logins/login.ts";
import { moveLogin } from "../../../register/logins/login-store.ts";
import { toRefused } from "../../../register/logins/transitions.ts";
import type { WithRules } from "../../rules/active-rules.ts";
import { recordVerdict } from "../../rules/record-verdict.ts";
import { ruledPosture } from "../../rules/ruled-posture.ts";
import type { Judged } from "../../rules/verdicts.ts";
import { RuledOut } from "../log-refusal.ts";

/**
 * Ends a login because rules deny it, ask for other people of whom too few can approve, or ask for more than it has once it is approved
 * (protocol §5); the command line learns which rules did.
 *
 * @throws RuledOut once the login is ended; Refused `decision_stale` if something happened to the login since it was judged
 */
export async function ruleOut(
  services: WithChanges & WithClock & WithDb & WithRules,
  login: Login,
  step: "decision" | "approve" | "redeem",
  set: CompiledRules,
  judged: Judged,
  refusal: RefusedByRules,
): Promise<never> {
  const { code, rules, newcomers } = refusal;
  if (code === "approval_too_old" || (code === "rule_unmet" && step !== "redeem"))
    throw new Error("what rules ask for can still be met");
  const now = services.clock();
  const notCounting = newcomers.map(({ id, counts_from }) => ({ id, counts_from }));
  const next = toRefused(login, code, rules, notCounting);
  if (next === undefined) return refuse("request_settled", "request");
  await services.db.transaction().execute(async (trx) => {
    if (!(await moveLogin(trx, login, next, now))) refuse("decision_stale", "request");
    const { because, version } = judged.verdict;
    const data = { reason: code, step, because, version, rules: rules.map(({ id }) => id) };
    await append(trx, loginRuledOut(now, login.id, data));
    await recordVerdict(trx, set, login.id, judged);
  });
  services.changes.announce(login.id);
  throw new RuledOut(code, rules, {
    ...{ cause: refusal, newcomers },
    ...(code === "rule_denied" ? { posture: ruledPosture(services, set, judged.given) } : {}),
  });
}
