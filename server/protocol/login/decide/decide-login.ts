import { isDeepStrictEqual } from "node:util";
import type { DecisionAnswer } from "@nearside/shared/api/login-requests.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { RefusedByRules } from "../../../platform/http/refused-by-rules.ts";
import { spend } from "../../../platform/limits/spend.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { demandActive } from "../../../register/clients/find-client.ts";
import { moveLogin } from "../../../register/logins/login-store.ts";
import type { WithMetadata } from "../../passkeys/metadata/active-metadata.ts";
import type { WithRules } from "../../rules/active-rules.ts";
import {
  type ApprovalDemands,
  demandsOnApproval,
  type JudgedPasskey,
  judgePasskeys,
} from "../../rules/judge-passkeys.ts";
import type { WithLocalTime } from "../../rules/local-time.ts";
import { currentWithParty } from "../current-login.ts";
import { logRefusal } from "../log-refusal.ts";
import type { LoginServices } from "../login-services.ts";
import { demandMet, type MetLogin } from "../met-login.ts";
import {
  appendDecided,
  type DecisionDraft,
  type DecisionRequest,
  draftDecision,
  type JudgedLogin,
  judgeLogin,
} from "./draft-decision.ts";
import { givenOfLogin } from "./given-of-login.ts";
import { ruleOut } from "./rule-out.ts";
import { refuseUnwantedText } from "./wanted-text.ts";

/**
 * Asks the rules, and signs the decision that the person is asked to agree to; an earlier decision is void from now on (protocol §4.5).
 * Where rules want the person to type something first, the answer says that instead.
 *
 * @throws Refused; RuledOut if rules deny the login by every passkey, or want other people of whom too few can approve, and it was ended for that
 */
export async function decideLogin(
  services: LoginServices,
  loginId: string,
  request: DecisionRequest,
): Promise<DecisionAnswer> {
  const current = await currentWithParty(services, loginId);
  return logRefusal(services, "decision", loginId, async () => {
    const { login } = demandMet(current, request.session, services.clock());
    await spend(services, "login_steps", login.id);
    const client = await demandActive(services, login.clientId);
    const judged = await judgeLogin(services, current, client, request);
    const { set, party } = judged;
    const { metadata } = services;
    const demanded = await orRuleOut(services, judged, async () =>
      demandsOnApproval(set, judged.judged, party.passkeys, metadata.current),
    );
    await refuseUnwanted(services, judged, demanded);
    const draft = await orRuleOut(services, judged, () => draftDecision(services, judged, demanded));
    await write(services, judged.login, draft);
    return draft.answer;
  });
}

/** @throws RuledOut after the login was ended, where rules refuse it for good; RefusedByRules `rule_unmet` */
async function orRuleOut<T>(
  services: WithChanges & WithClock & WithDb & WithRules,
  { login, set, judged }: JudgedLogin,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const [first] = judged;
    if (!(error instanceof RefusedByRules) || error.code === "rule_unmet" || first === undefined) throw error;
    return ruleOut(services, login, "decision", set, first, error);
  }
}

/** Refuses what the person typed although no rule wants it. @throws Refused `typed_unasked` */
const refuseUnwanted = (
  services: WithClock & WithConfig & WithDb & WithLocalTime & WithMetadata & WithRules,
  { login, party, asking, set, judged }: JudgedLogin,
  { demands }: ApprovalDemands,
): Promise<void> =>
  refuseUnwantedText(demands, asking, async (less) => {
    const given = await givenOfLogin(services, login, party, { ...asking, ...less });
    const passkeys = judged.map(({ passkey }) => passkey);
    return demandsOf(services, { set, party }, judgePasskeys(services, set, passkeys, given));
  });

/** The demands of the rules; undefined if they deny the login by every passkey. */
function demandsOf(
  services: WithMetadata,
  { set, party }: Pick<JudgedLogin, "party" | "set">,
  judged: readonly JudgedPasskey[],
) {
  try {
    return demandsOnApproval(set, judged, party.passkeys, services.metadata.current).demands;
  } catch (error) {
    if (error instanceof RefusedByRules) return undefined;
    throw error;
  }
}

/** Writes the draft's state. The command line learns of a text that is wanted, or no longer is. */
async function write(services: WithChanges & WithClock & WithDb, login: MetLogin, draft: DecisionDraft): Promise<void> {
  const { next, answer } = draft;
  if (next === undefined) return refuse("request_settled", "request");
  const isWanted = answer.state === "wanted";
  if (isWanted && isDeepStrictEqual(login.wanted, answer.wanted)) return;
  await services.db.transaction().execute(async (trx) => {
    if (!(await moveLogin(trx, login, next, services.clock()))) refuse("decision_stale", "request");
    await appendDecided(services, trx, login, draft);
  });
  if (isWanted || login.wanted !== null) services.changes.announce(login.id);
}
