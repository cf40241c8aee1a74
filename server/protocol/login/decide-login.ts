import { isDeepStrictEqual } from "node:util";
import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import type { DecisionAnswer, DecisionBody } from "@nearside/shared/api/login-requests.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { asksForSomething } from "@nearside/shared/rules/demands.ts";
import { approvalChallenge } from "@nearside/shared/statements/challenges.ts";
import { type Decision, decision } from "@nearside/shared/statements/decision.ts";
import { append } from "../../platform/audit/event-log.ts";
import { loginDecided } from "../../platform/audit/events/logins.ts";
import { RefusedByRules } from "../../platform/http/refused-by-rules.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import { spend } from "../../platform/limits/spend.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { demandInForce } from "../../register/clients/find-client.ts";
import type { LoginState } from "../../register/logins/login.ts";
import { moveLogin } from "../../register/logins/login-store.ts";
import { decide, want } from "../../register/logins/transitions.ts";
import type { Party } from "../../register/people/party.ts";
import type { WithMetadata } from "../passkeys/metadata/known-metadata.ts";
import { requestOptions } from "../passkeys/request-options.ts";
import { currentRules } from "../rules/current-rules.ts";
import { type Asked, askedOf, askingRules, type JudgedPasskey, judgePasskeys } from "../rules/judge-passkeys.ts";
import { rulesOf } from "../rules/judged.ts";
import { type Current, currentLogin } from "./current-login.ts";
import { decisionClaims } from "./decision-claims.ts";
import { demandMet, type MetLogin } from "./demand-met.ts";
import { findStanding } from "./find-standing.ts";
import { passkeysInReach, peerOf } from "./judge-proof.ts";
import { logRefusal } from "./log-refusal.ts";
import type { LoginServices } from "./login-services.ts";
import { type Asking, givenOfLogin } from "./rule-login.ts";
import { ruleOut } from "./rule-out.ts";
import { demandWanted, wantedOf } from "./wanted.ts";

/** Who asks for a decision, from where, and what the person has typed so far. */
interface DecisionRequest {
  /** SHA-256 of the session's cookie. */
  readonly session: string;
  readonly typed: DecisionBody;
  readonly address: string;
}

/**
 * Asks the rules, and signs what the person is asked to agree to; an earlier decision is void from now on (protocol §4.5). Or says
 * what the person has to type first.
 *
 * @throws Refused; where rules let nobody in the login is over
 */
export async function decideLogin(
  services: LoginServices,
  loginId: string,
  asked: DecisionRequest,
): Promise<DecisionAnswer> {
  const current = await currentLogin(services, loginId);
  const answer = await logRefusal(services, "decision", loginId, () => decideCurrent(services, current, asked));
  if (answer instanceof RefusedByRules) throw answer; // the log says so already, by an event of its own
  return answer;
}

async function decideCurrent(
  services: LoginServices,
  current: Current,
  { session, typed, address }: DecisionRequest,
): Promise<DecisionAnswer | RefusedByRules> {
  const login = demandMet(current, session, services.clock());
  await spend(services, "login_steps", login.id);
  const { party } = current;
  const client = await demandInForce(services, login.clientId);
  const key_storage = party.device.keyStorage;
  const passkeys = await passkeysInReach(login, key_storage, party);
  const { justification, ticket } = typed;
  const asking: Asking = { client, proof: { ...(await peerOf(login)), key_storage }, address, justification, ticket };
  const set = await currentRules(services, services.db);
  const judged = judgePasskeys(services, set, passkeys, await givenOfLogin(services, login, party, asking));
  const ruled = await ruledOn(services, login, party, set, judged);
  if (ruled instanceof RefusedByRules) return ruled;
  await demandWanted(ruled.demands, asking, async (less) => {
    const given = await givenOfLogin(services, login, party, { ...asking, ...less });
    return demandsOf(services, set, judgePasskeys(services, set, passkeys, given), party);
  });
  const rules = rulesOf(ruled.offered.map(({ verdict }) => verdict));
  const wanted = wantedOf(set, rules, ruled.demands, asking);
  if (wanted !== undefined) {
    if (!isDeepStrictEqual(login.wanted, wanted)) {
      await move(services, login, want(login, wanted));
      services.changes.announce(login.id); // the command line says so as well
    }
    return { state: "wanted", facts: login.facts, wanted };
  }
  const standing = await findStanding(services, login, party, asking, set, ruled.offered);
  if (standing !== undefined) {
    const signed = await signDecision(services, login, standing.claims);
    const deciding = askingRules(
      set,
      standing.by.verdict.rules,
      (demands) => demands.stand !== null || asksForSomething(demands),
    );
    return { state: "stands", decision: signed, facts: login.facts, rules: [...deciding] };
  }
  const claims = await decisionClaims(services, login, party, asking, { ...ruled, version: set.version, rules });
  const signed = await signDecision(services, login, claims);
  const { hash } = await decision.read(signed);
  const challenge = encodeBase64url(await approvalChallenge(hash));
  const optionsFor = (these: Party["passkeys"]) => requestOptions(services.config, these, challenge);
  return {
    state: "decided",
    decision: signed,
    facts: login.facts,
    options: optionsFor(ruled.offered.map(({ passkey }) => passkey)),
    security_key: ruled.securityKeys.length === 0 ? null : optionsFor(ruled.securityKeys),
    rules: [...askingRules(set, rules, asksForSomething)],
  };
}

/** @returns why rules let nobody in, after the login was ended for it */
async function ruledOn(
  services: WithChanges & WithClock & WithDb & WithMetadata,
  login: MetLogin,
  party: Party,
  set: CompiledRules,
  judged: readonly JudgedPasskey[],
): Promise<Asked | RefusedByRules> {
  try {
    return askedOf(set, judged, party.passkeys, services.metadata.current);
  } catch (error) {
    const [first] = judged;
    if (!(error instanceof RefusedByRules) || error.code === "rule_unmet" || first === undefined) throw error;
    await ruleOut(services, login, "decision", set, first, error);
    return error;
  }
}

/** The demands of the rules; undefined where they let nobody in. */
function demandsOf(services: WithMetadata, set: CompiledRules, judged: readonly JudgedPasskey[], party: Party) {
  try {
    return askedOf(set, judged, party.passkeys, services.metadata.current).demands;
  } catch (error) {
    if (error instanceof RefusedByRules) return undefined;
    throw error;
  }
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
