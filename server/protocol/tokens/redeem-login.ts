import { isRefusalCode, refuse } from "@nearside/shared/chain/refusal.ts";
import { decodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { newTokenFamilyId } from "@nearside/shared/ids.ts";
import { LOST_TOKEN_ANSWER_SECONDS } from "@nearside/shared/lifetimes.ts";
import { accessToken, chainClaim } from "@nearside/shared/oauth/access-token.ts";
import type { WrittenTokenAnswer } from "@nearside/shared/oauth/token-response.ts";
import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { request as loginRequest } from "@nearside/shared/statements/request.ts";
import { append } from "../../platform/audit/event-log.ts";
import { loginRedeemed } from "../../platform/audit/events/logins.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { demandKeysKept } from "../../platform/keys/demand-keys-kept.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { Db, Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import { secondsNow } from "../../platform/surroundings.ts";
import { demandInForce, holdInForce, type Register } from "../../register/clients/find-client.ts";
import { findEvidence, insertEvidence, type StoredEvidence } from "../../register/logins/evidence-store.ts";
import { type Login, recordedOf, touchedAt } from "../../register/logins/login.ts";
import { type ApprovedLogin, findLogin, moveLogin } from "../../register/logins/login-store.ts";
import { redeem } from "../../register/logins/transitions.ts";
import { checkExtensionStanding, checkPasskeyStanding, checkStanding } from "../../register/people/check-standing.ts";
import { holdParty } from "../../register/people/hold-party.ts";
import { findParty, type Party } from "../../register/people/party.ts";
import { markLogin } from "../../register/people/people-index.ts";
import { insertAccessToken } from "../../register/tokens/access-token-store.ts";
import { claimsOf } from "../../register/tokens/proof-tier.ts";
import {
  findFirstRefreshToken,
  insertRefreshToken,
  voidRefreshToken,
} from "../../register/tokens/refresh-token-store.ts";
import { SingleUse } from "../../register/tokens/single-use.ts";
import { demandTokenStanding, holdFamilyStanding } from "../../register/tokens/token-standing.ts";
import { findFamily, insertFamily, type TokenFamily } from "../../register/tokens/token-store.ts";
import { findEarlier, holdEarlier } from "../login/earlier-approval.ts";
import { demandFresh, demandProof } from "../login/judge-proof.ts";
import { logRefusal } from "../login/log-refusal.ts";
import { type Minted, mintAccessToken, newRefreshToken, tokenAnswer } from "./mint-tokens.ts";
import type { TokenServices } from "./token-services.ts";

type Approved = Login & { readonly state: "approved" };
type Redeemed = Login & { readonly state: "redeemed" };

/**
 * Turns an approved login into tokens, once (protocol §4.6): of any number that ask at the same time, one redeems, and
 * whoever holds the same session key and asks again within a minute gets the same access token.
 *
 * @throws Refused what no longer stands, or `request_settled`
 */
export async function redeemLogin(
  services: TokenServices,
  login: Approved,
  once: SingleUse = new SingleUse(services),
): Promise<WrittenTokenAnswer> {
  return logRefusal(services, "redeem", login.id, async () => {
    const party = await demandStanding(services, login);
    const family = await familyOf(services, login, party);
    const access = await mintAccessToken(services, family, family.grant.access_token_seconds);
    const evidence = await evidenceOf(services, login, access);
    const refresh = await newRefreshToken(services);
    const now = services.clock();
    const next = redeem(login);
    if (next === undefined) refuse("request_settled", "request");
    const signed = await signedTexts(login);
    const won = await once.transaction(async (trx) => {
      await demandKeysKept(trx, signed);
      await holdStanding({ ...services, db: trx }, login); // a revocation may have come in since it was judged
      if (!(await moveLogin(trx, login, next, now))) return false;
      await demandEarlier(trx, login, now, holdEarlier);
      await insertFamily(trx, family);
      await insertAccessToken(trx, access, { familyId: family.id, createdAt: now });
      await insertRefreshToken(trx, { ...refresh, familyId: family.id, createdAt: now, expiresAt: family.expiresAt });
      await insertEvidence(trx, login.id, evidence, now);
      await append(trx, redeemedEvent(now, login.id, family, access.jti, false));
      await markLogin(trx, family.userId, now);
      return true;
    });
    if (won) return tokenAnswer(services, family, access, refresh.token);
    const after = await findLogin(services.db, login.id);
    if (after?.state === "refused" && isRefusalCode(after.reason)) refuse(after.reason, "request");
    if (after?.state !== "redeemed") return refuse("request_settled", "request");
    return answerAgain(services, after, once);
  });
}

/**
 * The answer was lost: the same access token, and a new refresh token that voids the unused one (protocol §4.6).
 *
 * @throws Refused `request_settled` where it is too late or the first answer was evidently received
 */
export const repeatAnswer = (services: TokenServices, login: Redeemed, once: SingleUse): Promise<WrittenTokenAnswer> =>
  logRefusal(services, "redeem", login.id, () => answerAgain(services, login, once));

async function answerAgain(services: TokenServices, login: Redeemed, once: SingleUse): Promise<WrittenTokenAnswer> {
  const family = await findFamily(services.db, { loginId: login.id });
  const evidence = await findEvidence(services.db, login.id);
  if (family === undefined || evidence === undefined) throw new Error("a redeemed login lacks its tokens");
  const { claims, jws } = await accessToken.read(evidence.chain.access_token);
  await demandTokenStanding(services.db, services, claims.jti); // one that was ended by itself was received
  const now = services.clock();
  if (now > family.createdAt + LOST_TOKEN_ANSWER_SECONDS * 1000) refuse("request_settled", "device_code");
  const refresh = await newRefreshToken(services);
  await once.transaction(async (trx) => {
    await holdFamilyStanding(trx, services, family);
    await demandTokenStanding(trx, services, claims.jti);
    const unused = await findFirstRefreshToken(trx, family.id);
    if (unused === undefined || !(await voidRefreshToken(trx, unused))) refuse("request_settled", "refresh_token");
    await insertRefreshToken(trx, { ...refresh, familyId: family.id, createdAt: now, expiresAt: family.expiresAt });
    await append(trx, redeemedEvent(now, login.id, family, claims.jti, true));
  });
  return tokenAnswer(services, family, { jws, exp: claims.exp }, refresh.token);
}

/** All that the server signed for it on its way here. */
const signedTexts = async ({ request, meeting, approval }: Approved) => [
  await loginRequest.read(request),
  await nonce.read(meeting.nonce),
  await decision.read(approval.decision),
];

/** State is judged again at redemption (threat R16). */
async function demandStanding(register: Register, login: Approved): Promise<Party> {
  await demandInForce(register, login.clientId);
  return judge(await findParty(register.db, login.boundSetId), login);
}

/** The same in the transaction that relies on it, and it stays so until that ends. */
async function holdStanding(register: Register & { readonly db: Trx }, login: Approved): Promise<void> {
  await holdInForce(register, login.clientId);
  const { assertion, security_key } = login.approval;
  const keys = { extension: login.meeting.extension_jkt, passkey: assertion.id, securityKey: security_key?.id };
  judge(await holdParty(register.db, login.boundSetId, keys), login);
}

function judge(party: Party | undefined, login: Approved): Party {
  if (party === undefined) throw new Error("a login's bound set is missing");
  checkStanding(party);
  checkExtensionStanding(party, login.meeting.extension_jkt);
  checkPasskeyStanding(party, login.approval.assertion.id);
  if (login.approval.security_key !== undefined) checkPasskeyStanding(party, login.approval.security_key.id);
  return party;
}

async function familyOf(
  services: WithClock & WithConfig & WithRandom,
  login: Approved,
  party: Party,
): Promise<TokenFamily> {
  const facts = readFacts(login.facts);
  const { approval } = login;
  const proof = await demandProof(login, approval.decision, approval.assertion.id, party);
  const { claims } = await decision.read(approval.decision);
  demandFresh(login, claims, touchedAt(approval), secondsNow(services));
  const { lifetime, scope = facts.scope } = claims; // what was agreed to, whatever is configured since
  const { assertion, security_key } = approval;
  const second = security_key === undefined ? null : signatureOf(security_key);
  const now = services.clock();
  return {
    id: newTokenFamilyId(services.random),
    loginId: login.id,
    restsOn: approval.rests_on?.request ?? null,
    userId: party.user.id,
    deviceJkt: login.deviceJkt,
    sessionJkt: login.sessionJkt,
    clientId: login.clientId,
    scope,
    grant: {
      audience: facts.resource.length === 0 ? [services.config.issuer] : facts.resource,
      authorization_details: facts.authorization_details,
      request: login.id,
      chain: await chainClaim(approval.decision_hash, signatureOf(assertion), second),
      auth_time: touchedAt(approval),
      ...claimsOf(proof),
      ...(facts.acr_values === undefined ? {} : { acr_values: facts.acr_values }),
      bound_set_id: login.boundSetId,
      extension_jkt: login.meeting.extension_jkt,
      credential_id: approval.assertion.id,
      access_token_seconds: lifetime.access_token,
    },
    state: "active",
    createdAt: now,
    expiresAt: now + lifetime.refresh_token * 1000,
  };
}

const signatureOf = ({ response }: AssertionJson) => decodeBase64url(response.signature, "assertion.signature");

async function evidenceOf(
  { clock, config, keys, db }: WithClock & WithConfig & WithDb & WithKeys,
  login: Approved,
  access: Minted,
): Promise<StoredEvidence> {
  const earlier = await demandEarlier(db, login, clock());
  return {
    version: 1,
    chain: {
      ...decidedTexts(login),
      assertion: login.approval.assertion,
      ...(earlier === undefined ? {} : { rests_on: decidedTexts(earlier) }),
      access_token: access.jws,
    },
    ...(earlier === undefined ? {} : { earlier: recordedOf(earlier) }),
    rp_id: config.rpId,
    origin: config.issuer,
    jwks: { keys: keys.jwks.keys.map((key) => ({ ...key })) },
    bound_set_id: login.boundSetId,
  };
}

/**
 * The login whose approval stands for this one.
 *
 * @throws Refused `standing_mismatch` where that was taken back, what came of it ended, or nothing came of it in its time
 */
async function demandEarlier<On extends Db | Trx>(
  db: On,
  { approval: { rests_on } }: Approved,
  now: number,
  find: (db: On, requestId: string, now: number) => Promise<ApprovedLogin | undefined> = findEarlier,
): Promise<ApprovedLogin | undefined> {
  if (rests_on === undefined) return undefined;
  return (await find(db, rests_on.request, now)) ?? refuse("standing_mismatch", "rests_on");
}

/** The chain up to the decision, with the touch of a security key, if there was one: the first touch stands beside it. */
const decidedTexts = ({ meeting, approval, ...login }: ApprovedLogin) => ({
  device_statement: login.deviceStatement,
  request: login.request,
  facts: login.facts,
  nonce: meeting.nonce,
  hello: meeting.hello,
  presence_proof: meeting.presence_proof,
  attestation: meeting.attestation,
  decision: approval.decision,
  ...(approval.security_key === undefined ? {} : { security_key: approval.security_key }),
});

const redeemedEvent = (at: number, loginId: string, family: TokenFamily, jti: string, retry: boolean) =>
  loginRedeemed(at, loginId, {
    family_id: family.id,
    access_token_jti: jti,
    user_id: family.userId,
    device_jkt: family.deviceJkt,
    retry,
  });
