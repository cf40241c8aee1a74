import type { DecidedAnswer } from "@nearside/shared/api/login-requests.ts";
import { encodeBase64url } from "@nearside/shared/base64url.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { newRandomId } from "@nearside/shared/ids.ts";
import { approvalChallenge } from "@nearside/shared/statements/approval.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { request } from "@nearside/shared/statements/request.ts";
import { append } from "../audit/event-log.ts";
import { loginDecided } from "../audit/events/login-decided.ts";
import { demandInForce } from "../clients/find-client.ts";
import { checkExtensionStanding, checkStanding } from "../directory/check-standing.ts";
import { boundSetOf, type Party } from "../directory/party.ts";
import { type Ground, secondsNow } from "../ground.ts";
import { requestOptions } from "../passkey/request-options.ts";
import { type Current, currentLogin } from "./current-login.ts";
import { passkeysInReach } from "./judge-proof.ts";
import { logRefusal } from "./log-refusal.ts";
import type { Login } from "./login.ts";
import { moveLogin } from "./login-store.ts";
import { decide } from "./transitions.ts";

export type SignedDecision = DecidedAnswer;

/** The rules there are: whoever met the machine may approve. */
const RULES = { outcome: "approve", version: "built-in/1" } as const;

export type MetLogin = Login & { readonly state: "met" };

/**
 * The login as that browser session met it.
 *
 * @throws Refused `request_expired`, `request_settled`, `other_session`, and whatever no longer stands (threat R16)
 */
export function demandMet({ login, party }: Current, browserSession: string): MetLogin {
  if (login.state === "expired") refuse("request_expired", "request");
  if (login.state === "pending") refuse("other_session", "request");
  if (login.state !== "met") refuse("request_settled", "request");
  if (login.meeting.browser_session !== browserSession) refuse("other_session", "session");
  checkStanding(party);
  checkExtensionStanding(party, login.meeting.extension_jkt);
  return login;
}

/** Signs what the person is asked to agree to; an earlier decision is void from now on (protocol §4.5). */
export async function decideLogin(ground: Ground, loginId: string, browserSession: string): Promise<SignedDecision> {
  const current = await currentLogin(ground, loginId);
  return logRefusal(ground, "decision", loginId, async () => {
    const login = demandMet(current, browserSession);
    const claims = await decisionClaims(ground, login, current.party);
    const passkeys = await passkeysInReach(login, claims.key_storage, current.party);
    const signed = await decision.sign(ground.keys.signer, claims);
    const next = decide(login, signed);
    if (next === undefined) return refuse("request_settled", "request");
    await ground.db.transaction().execute(async (trx) => {
      if (!(await moveLogin(trx, login, next, ground.clock()))) refuse("decision_stale", "request");
      const { jti, attestation, rules, lifetime } = claims;
      const data = { decision_jti: jti, attestation_hash: attestation, rules, lifetime };
      await append(trx, loginDecided(ground.clock(), loginId, data));
    });
    const { hash } = await decision.read(signed);
    const challenge = encodeBase64url(await approvalChallenge(hash));
    const options = requestOptions(ground.config, passkeys, challenge);
    return { state: "decided", decision: signed, facts: login.facts, options, security_key: null, rules: [] };
  });
}

async function decisionClaims(ground: Ground, login: MetLogin, party: Party) {
  const asked = await request.read(login.request);
  const client = await demandInForce(ground, login.clientId);
  return {
    iss: ground.config.issuer,
    jti: newRandomId(ground.random),
    iat: secondsNow(ground),
    attestation: login.meeting.attestation_hash,
    user: boundSetOf(party).user,
    device: party.device.jkt,
    key_storage: party.device.keyStorage,
    facts: asked.claims.facts,
    lifetime: { access_token: client.accessTokenSeconds, refresh_token: client.refreshTokenSeconds },
    justification: null,
    rules: RULES,
  };
}
