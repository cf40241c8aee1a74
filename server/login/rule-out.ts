import { refuse } from "@nearside/shared/chain/refusal.ts";
import { append } from "../audit/event-log.ts";
import { loginRuledOut } from "../audit/events/login-ruled-out.ts";
import type { Ground } from "../ground.ts";
import type { Judged } from "../rules/points/judged.ts";
import { recordVerdict } from "../rules/points/record.ts";
import type { RefusedByRules } from "../rules/points/refused-by-rules.ts";
import type { CompiledRules } from "../rules/reading/rule.ts";
import type { MetLogin } from "./demand-met.ts";
import { moveLogin } from "./login-store.ts";
import { refuse as refused } from "./transitions.ts";

/**
 * Rules let nobody in: the login is over (protocol §5), and the command line hears which rules say so.
 *
 * @throws Refused `decision_stale` where something happened to the login since it was judged
 */
export async function ruleOut(
  ground: Ground,
  login: MetLogin,
  step: "decision" | "approve",
  set: CompiledRules,
  judged: Judged,
  { code, rules }: RefusedByRules,
): Promise<void> {
  if (code === "rule_unmet" || code === "approval_too_old") throw new Error("what rules ask for can still be met");
  const now = ground.clock();
  const next = refused(login, code, rules);
  if (next === undefined) return refuse("request_settled", "request");
  await ground.db.transaction().execute(async (trx) => {
    if (!(await moveLogin(trx, login, next, now))) refuse("decision_stale", "request");
    const { because, version } = judged.verdict;
    const data = { reason: code, step, because, version, rules: rules.map(({ id }) => id) };
    await append(trx, loginRuledOut(now, login.id, data));
    await recordVerdict(trx, set, login.id, judged);
  });
  ground.changes.announce(login.id);
}
