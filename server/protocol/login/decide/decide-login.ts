import { isDeepStrictEqual } from "node:util";
import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import type { DecisionAnswer, DecisionBody } from "@nearside/shared/api/login-requests.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import { asksForSomething, type Demands } from "@nearside/shared/rules/demands.ts";
import { approvalChallenge } from "@nearside/shared/statements/challenges.ts";
import { type Decision, decision } from "@nearside/shared/statements/decision.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { loginDecided } from "../../../platform/audit/events/logins.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { RefusedByRules } from "../../../platform/http/refused-by-rules.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../../platform/limits/budgets.ts";
import { spend } from "../../../platform/limits/spend.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { demandInForce } from "../../../register/clients/find-client.ts";
import type { LoginState } from "../../../register/logins/login.ts";
import { moveLogin } from "../../../register/logins/login-store.ts";
import { decide, want } from "../../../register/logins/transitions.ts";
import type { Party } from "../../../register/machines/party.ts";
import type { WithMetadata } from "../../passkeys/metadata/metadata-in-force.ts";
import { requestOptions } from "../../passkeys/request-options.ts";
import { currentRules } from "../../rules/current-rules.ts";
import {
  type ApprovalDemands,
  askingRules,
  demandsOnApproval,
  type JudgedPasskey,
  judgePasskeys,
} from "../../rules/judge-passkeys.ts";
import type { WithLocalTime } from "../../rules/local-time.ts";
import type { RuleServices } from "../../rules/rule-services.ts";
import type { WithRules } from "../../rules/rules-in-force.ts";
import { rulesOf } from "../../rules/verdicts.ts";
import { type Current, currentLogin } from "../current-login.ts";
import { logRefusal } from "../log-refusal.ts";
import type { LoginServices } from "../login-services.ts";
import { demandMet, type MetLogin } from "../met-login.ts";
import { decisionClaims } from "./decision-claims.ts";
import { findReusableApproval } from "./find-reusable-approval.ts";
import { type Asking, givenOfLogin } from "./given-of-login.ts";
import { metPartOf, passkeysInReach, peerOf } from "./judge-proof.ts";
import { ruleOut } from "./rule-out.ts";
import { refuseUnwantedText, wantedOf } from "./wanted-text.ts";

/** A request for a decision. */
interface DecisionRequest {
  /** SHA-256 of the session's cookie. */
  readonly session: string;
  /** The body: all that the person has typed so far. */
  readonly typed: DecisionBody;
  readonly address: string;
}

/** A login for which a decision is requested, and the verdict of the rules about it. */
interface RuledLogin {
  readonly login: MetLogin;
  readonly party: Party;
  readonly asking: Asking;
  readonly set: CompiledRules;
  /** The passkeys by which the login can be approved at all. */
  readonly passkeys: Party["passkeys"];
  /** The demands of the rules, and the passkeys that meet them. */
  readonly demanded: ApprovalDemands;
  /** The rules that decided, each once. */
  readonly rules: readonly DecidingRule[];
}

/**
 * Asks the rules, and signs the decision that the person is asked to agree to; an earlier decision is void from now on (protocol §4.5).
 * Where rules want the person to type something first, the answer says that instead.
 *
 * @throws Refused; RuledOut if rules deny the login by every passkey, and it was ended for that
 */
export async function decideLogin(
  services: LoginServices,
  loginId: string,
  request: DecisionRequest,
): Promise<DecisionAnswer> {
  const current = await currentLogin(services, loginId);
  return logRefusal(services, "decision", loginId, async () => {
    const ruled = await ruleLogin(services, current, request);
    await refuseUnwanted(services, ruled);
    return (await askToType(services, ruled)) ?? (await letStand(services, ruled)) ?? askForTouch(services, ruled);
  });
}

/** Asks the rules about every passkey by which the login can be approved. @throws Refused; RuledOut */
async function ruleLogin(
  services: RuleServices & WithBudgets & WithChanges & WithConfig,
  current: Current,
  { session, typed: { justification, ticket }, address }: DecisionRequest,
): Promise<RuledLogin> {
  const login = demandMet(current, session, services.clock());
  await spend(services, "login_steps", login.id);
  const { party } = current;
  const client = await demandInForce(services, login.clientId);
  const key_storage = party.device.keyStorage;
  const passkeys = await passkeysInReach(metPartOf(login), key_storage, party);
  const asking: Asking = { client, proof: { ...(await peerOf(login)), key_storage }, address, justification, ticket };
  const set = await currentRules(services, services.db);
  const judged = judgePasskeys(services, set, passkeys, await givenOfLogin(services, login, party, asking));
  const demanded = await demandsOrRuleOut(services, login, party, set, judged);
  return {
    login,
    party,
    asking,
    set,
    passkeys,
    demanded,
    rules: rulesOf(demanded.offered.map(({ verdict }) => verdict)),
  };
}

/** @throws RuledOut if rules deny the login by every passkey, after it was ended for that; RefusedByRules `rule_unmet` */
async function demandsOrRuleOut(
  services: WithChanges & WithClock & WithDb & WithMetadata,
  login: MetLogin,
  party: Party,
  set: CompiledRules,
  judged: readonly JudgedPasskey[],
): Promise<ApprovalDemands> {
  try {
    return demandsOnApproval(set, judged, party.passkeys, services.metadata.current);
  } catch (error) {
    const [first] = judged;
    if (!(error instanceof RefusedByRules) || error.code === "rule_unmet" || first === undefined) throw error;
    return ruleOut(services, login, "decision", set, first, error);
  }
}

/** Refuses what the person typed although no rule wants it. @throws Refused `typed_unasked` */
const refuseUnwanted = (
  services: WithClock & WithConfig & WithDb & WithLocalTime & WithMetadata & WithRules,
  { login, party, asking, set, passkeys, demanded }: RuledLogin,
): Promise<void> =>
  refuseUnwantedText(demanded.demands, asking, async (less) => {
    const given = await givenOfLogin(services, login, party, { ...asking, ...less });
    return demandsOf(services, set, judgePasskeys(services, set, passkeys, given), party);
  });

/** The demands of the rules; undefined if they deny the login by every passkey. */
function demandsOf(services: WithMetadata, set: CompiledRules, judged: readonly JudgedPasskey[], party: Party) {
  try {
    return demandsOnApproval(set, judged, party.passkeys, services.metadata.current).demands;
  } catch (error) {
    if (error instanceof RefusedByRules) return undefined;
    throw error;
  }
}

/** The next thing that rules want the person to type; undefined if everything was typed. */
async function askToType(
  services: WithChanges & WithClock & WithDb,
  { login, asking, set, demanded, rules }: RuledLogin,
): Promise<DecisionAnswer | undefined> {
  const wanted = wantedOf(set, rules, demanded.demands, asking);
  if (wanted === undefined) return undefined;
  if (!isDeepStrictEqual(login.wanted, wanted)) {
    await move(services, login, want(login, wanted));
    services.changes.announce(login.id); // the command line says so as well
  }
  return { state: "wanted", facts: login.facts, wanted };
}

/** A decision that rests on an earlier approval and needs no touch; undefined if no earlier approval is enough. */
async function letStand(
  services: WithChanges & WithClock & WithConfig & WithDb & WithKeys & WithRandom,
  { login, party, asking, set, demanded }: RuledLogin,
): Promise<DecisionAnswer | undefined> {
  const standing = await findReusableApproval(services, login, party, asking, set, demanded.offered);
  if (standing === undefined) return undefined;
  const signed = await signDecision(services, login, standing.claims);
  const letsStand = (demands: Demands) => demands.stand !== null || asksForSomething(demands);
  const rules = askingRules(set, standing.by.verdict.rules, letsStand);
  return { state: "stands", decision: signed, facts: login.facts, rules: [...rules] };
}

/** A decision that the person agrees to by touching a passkey, and a security key as well where rules demand it. */
async function askForTouch(
  services: WithChanges & WithClock & WithConfig & WithDb & WithKeys & WithRandom,
  { login, party, asking, set, demanded, rules }: RuledLogin,
): Promise<DecisionAnswer> {
  const claims = await decisionClaims(services, login, party, asking, { ...demanded, version: set.version, rules });
  const signed = await signDecision(services, login, claims);
  const { hash } = await decision.read(signed);
  const challenge = encodeBase64url(await approvalChallenge(hash));
  const optionsFor = (these: Party["passkeys"]) => requestOptions(services.config, these, challenge);
  return {
    state: "decided",
    decision: signed,
    facts: login.facts,
    options: optionsFor(demanded.offered.map(({ passkey }) => passkey)),
    security_key: demanded.securityKeys.length === 0 ? null : optionsFor(demanded.securityKeys),
    rules: [...askingRules(set, rules, asksForSomething)],
  };
}

async function signDecision(
  services: WithChanges & WithClock & WithDb & WithKeys,
  login: MetLogin,
  claims: Decision["claims"],
): Promise<string> {
  const signed = await decision.sign(services.keys.signer, claims);
  await move(services, login, decide(login, signed), claims);
  if (login.wanted !== null) services.changes.announce(login.id);
  return signed;
}

async function move(
  services: WithClock & WithDb,
  login: MetLogin,
  next: LoginState | undefined,
  claims?: Decision["claims"],
): Promise<void> {
  if (next === undefined) return refuse("request_settled", "request");
  await services.db.transaction().execute(async (trx) => {
    if (!(await moveLogin(trx, login, next, services.clock()))) refuse("decision_stale", "request");
    if (claims === undefined) return;
    const { jti, attestation, rules, lifetime, scope, require, rests_on } = claims;
    const data = {
      decision_jti: jti,
      attestation_hash: attestation,
      rules,
      lifetime,
      ...(scope === undefined ? {} : { scope }),
      ...(require === undefined ? {} : { require }),
      ...(rests_on === undefined ? {} : { rests_on: rests_on.request }),
    };
    await append(trx, loginDecided(services.clock(), login.id, data));
  });
}
