import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import type { DecisionAnswer, DecisionBody } from "@nearside/shared/api/login-requests.ts";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import { asksForSomething, type Demands } from "@nearside/shared/rules/demands.ts";
import { approvalChallenge } from "@nearside/shared/statements/challenges.ts";
import { type Decision, decision } from "@nearside/shared/statements/decision.ts";
import { aboutMachine } from "../../../platform/audit/event-listeners.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { loginDecided } from "../../../platform/audit/events/logins.ts";
import type { CommandLineClient } from "../../../platform/config/clients/client.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { RefusedByRules } from "../../../platform/http/refused-by-rules.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { Trx, WithDb } from "../../../platform/store/database.ts";
import { together } from "../../../platform/store/together.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { Login, LoginState } from "../../../register/logins/login.ts";
import { decide, want } from "../../../register/logins/transitions.ts";
import type { Party } from "../../../register/machines/party.ts";
import { requestOptions } from "../../passkeys/request-options.ts";
import type { WithRules } from "../../rules/active-rules.ts";
import { currentRules } from "../../rules/current-rules.ts";
import {
  type ApprovalDemands,
  askingRules,
  demandsOnApproval,
  type JudgedPasskey,
  judgePasskeys,
} from "../../rules/judge-passkeys.ts";
import type { RuleServices } from "../../rules/rule-services.ts";
import { amissPosture } from "../../rules/ruled-posture.ts";
import { rulesOf } from "../../rules/verdicts.ts";
import type { Current } from "../current-login.ts";
import { demandMet, type MetLogin } from "../met-login.ts";
import { canMeet, findWhoCounts, newcomersShown } from "../second/who-counts.ts";
import { decisionClaims } from "./decision-claims.ts";
import { findReusableApproval } from "./find-reusable-approval.ts";
import { type Asking, givenOfLogin } from "./given-of-login.ts";
import { metPartOf, passkeysInReach, peerOf } from "./judge-proof.ts";
import { wantedOf } from "./wanted-text.ts";

/** A request for a decision. */
export interface DecisionRequest {
  /** SHA-256 of the session's cookie. */
  readonly session: string;
  /** The body: all that the person has typed so far. */
  readonly typed: DecisionBody;
  readonly address: string;
}

/** A login for which a decision is requested, as the rules judged it by each passkey. */
export interface JudgedLogin {
  readonly login: MetLogin;
  readonly party: Party;
  readonly asking: Asking;
  readonly set: CompiledRules;
  /** The passkeys by which the login can be approved at all. */
  readonly judged: readonly JudgedPasskey[];
}

/** The next state of a login that was judged, and what its page learns once that is written. */
export interface DecisionDraft {
  readonly next: LoginState | undefined;
  readonly answer: DecisionAnswer;
  /** The decision that the next state holds; undefined if something has to be typed first. */
  readonly claims?: Decision["claims"];
}

type DraftServices = WithClock & WithConfig & WithDb & WithKeys & WithRandom & WithRules;

/**
 * Asks the rules about every passkey by which a login can be approved that was met in this session.
 *
 * @throws Refused; RefusedByRules `rules_failed`
 */
export async function judgeLogin(
  services: RuleServices & WithConfig,
  current: Current,
  client: CommandLineClient,
  { session, typed: { justification, ticket }, address }: DecisionRequest,
): Promise<JudgedLogin> {
  const { login, party } = demandMet(current, session, services.clock());
  const key_storage = party.device.keyStorage;
  const met = metPartOf(login);
  const passkeys = await passkeysInReach(met, key_storage, party);
  const asking: Asking = { client, proof: { ...(await peerOf(met)), key_storage }, address, justification, ticket };
  const [set, given] = await together(
    currentRules(services, services.db),
    givenOfLogin(services, login, party, asking),
  );
  return { login, party, asking, set, judged: judgePasskeys(services, set, passkeys, given) };
}

/**
 * Drafts the decision of a login that is being met (protocol §4.4), so that the page need not ask for it. It writes nothing.
 *
 * @returns undefined where the login is refused: the page asks for its decision then, which ends it if rules deny it, and says why
 */
export async function draftAtMeeting(
  services: DraftServices & RuleServices,
  current: Current,
  client: CommandLineClient,
  from: Pick<DecisionRequest, "address" | "session">,
): Promise<DecisionDraft | undefined> {
  try {
    const judged = await judgeLogin(services, current, client, { ...from, typed: {} });
    const { metadata } = services;
    return await draftDecision(
      services,
      judged,
      demandsOnApproval(judged.set, judged.judged, judged.party.passkeys, metadata.current),
    );
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

/** Signs the decision that the person is asked to agree to. It is nothing before its draft is written. @throws Refused */
export async function draftDecision(
  services: DraftServices,
  judged: JudgedLogin,
  demanded: ApprovalDemands,
): Promise<DecisionDraft> {
  const rules = rulesOf(demanded.offered.map(({ verdict }) => verdict));
  await demandOthers(services, judged, demanded, rules);
  return (
    askToType(judged, demanded, rules) ??
    (await letStand(services, judged, demanded)) ??
    askForTouch(services, judged, demanded, rules)
  );
}

/**
 * Demands that enough of the people whom rules name can approve beside this person before the time for it is over (protocol §11.1): nobody types
 * or touches anything for a login that can only expire.
 *
 * @throws RefusedByRules `co_approver_missing`
 */
async function demandOthers(
  { clock, db }: WithClock & WithDb,
  { login: { userId }, set }: JudgedLogin,
  { demands: { second } }: ApprovalDemands,
  rules: readonly DecidingRule[],
): Promise<void> {
  if (second === null) return;
  const now = clock();
  const who = await findWhoCounts(db, { ...second, userId }, now);
  const inTime = who.newcomers.filter(({ countsFrom }) => countsFrom < now + second.within * 1000);
  if (canMeet(second.approvers, [...who.counting, ...inTime])) return;
  const asksForOthers = (demands: Demands) => demands.second !== null;
  throw new RefusedByRules("co_approver_missing", askingRules(set, rules, asksForOthers), {
    newcomers: newcomersShown(who),
  });
}

/** The next thing that rules want the person to type; undefined if everything was typed. */
function askToType(
  { login, asking, set }: JudgedLogin,
  { demands }: ApprovalDemands,
  rules: readonly DecidingRule[],
): DecisionDraft | undefined {
  const wanted = wantedOf(set, rules, demands, asking);
  if (wanted === undefined) return undefined;
  return { next: want(login, wanted), answer: { state: "wanted", facts: login.facts, wanted } };
}

/** A decision that depends on an earlier approval and needs no touch; undefined if no earlier approval is enough. */
async function letStand(
  services: WithClock & WithConfig & WithDb & WithKeys & WithRandom,
  { login, party, asking, set }: JudgedLogin,
  { offered }: ApprovalDemands,
): Promise<DecisionDraft | undefined> {
  const standing = await findReusableApproval(services, login, party, asking, set, offered);
  if (standing === undefined) return undefined;
  const { claims, by } = standing;
  const signed = await decision.sign(services.keys.signer, claims);
  const letsStand = (demands: Demands) => demands.stand !== null || asksForSomething(demands);
  const rules = [...askingRules(set, by.verdict.rules, letsStand)];
  return {
    next: decide(login, signed),
    claims,
    answer: { state: "stands", decision: signed, facts: login.facts, rules },
  };
}

/** A decision that the person agrees to by touching a passkey, and a security key as well where rules demand it. */
async function askForTouch(
  services: WithClock & WithConfig & WithKeys & WithRandom & WithRules,
  { login, party, asking, set, judged: [first] }: JudgedLogin,
  demanded: ApprovalDemands,
  rules: readonly DecidingRule[],
): Promise<DecisionDraft> {
  const claims = await decisionClaims(services, login, party, asking, { ...demanded, version: set.version, rules });
  const signed = await decision.sign(services.keys.signer, claims);
  const challenge = encodeBase64url(await approvalChallenge((await decision.read(signed)).hash));
  const posture = first === undefined ? undefined : amissPosture(services, set, first.given);
  const optionsFor = (these: Party["passkeys"]) => requestOptions(services.config, these, challenge);
  return {
    next: decide(login, signed),
    claims,
    answer: {
      state: "decided",
      decision: signed,
      facts: login.facts,
      options: optionsFor(demanded.offered.map(({ passkey }) => passkey)),
      security_key: demanded.securityKeys.length === 0 ? null : optionsFor(demanded.securityKeys),
      rules: [...askingRules(set, rules, asksForSomething)],
      ...(posture === undefined ? {} : { posture }),
    },
  };
}

/** Appends the event of the decision, if there is one, in the transaction that writes the draft's state. */
export async function appendDecided(
  { clock }: WithClock,
  trx: Trx,
  login: Login,
  { claims }: DecisionDraft,
): Promise<void> {
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
  await append(trx, loginDecided(clock(), login.id, data), aboutMachine(login));
}
