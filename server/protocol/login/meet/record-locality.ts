import type { Meeting as MeetingTexts } from "@nearside/shared/api/login-requests.ts";
import type { MeetingLink } from "@nearside/shared/chain/chain.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { deviceStatement } from "@nearside/shared/statements/device.ts";
import { type Hello, hello } from "@nearside/shared/statements/hello.ts";
import { attestation } from "@nearside/shared/statements/locality.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import { request } from "@nearside/shared/statements/request.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { loginMet } from "../../../platform/audit/events/logins.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../../platform/limits/budgets.ts";
import { spend } from "../../../platform/limits/spend.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { demandInForce } from "../../../register/clients/find-client.ts";
import type { Login, Meeting } from "../../../register/logins/login.ts";
import { moveLogin } from "../../../register/logins/login-store.ts";
import { consumeNonce, findNonce } from "../../../register/logins/nonce-store.ts";
import { meet } from "../../../register/logins/transitions.ts";
import { trustedFor } from "../../../register/logins/trusted-for.ts";
import { recordExtensionVersion } from "../../../register/machines/program-versions.ts";
import { currentLogin } from "../current-login.ts";
import { logRefusal } from "../log-refusal.ts";
import { judgeLocality } from "./locality-verdict.ts";

/**
 * Judges a meeting and records it (protocol §4.4). The nonce is consumed in the write that records the verdict.
 *
 * @returns the facts' text, which from now on belongs to this browser session
 * @throws Refused
 */
export async function recordLocality(
  services: WithBudgets & WithChanges & WithClock & WithConfig & WithDb & WithKeys,
  loginId: string,
  sent: MeetingTexts,
  browserSession: string,
): Promise<string> {
  const { login, party } = await currentLogin(services, loginId);
  return logRefusal(services, "locality", loginId, async () => {
    await demandInForce(services, login.clientId);
    const presented = await hello.read(sent.hello);
    const stored = await findNonce(services.db, presented.claims.nonce);
    if (stored === undefined) refuse("nonce_mismatch", "hello.nonce");
    const chain = await readMeeting(login, sent, presented, stored.statement);
    const now = services.clock();
    await judgeLocality(chain, trustedFor(services, party), { login, party, nonce: stored, browserSession, now });
    const meeting: Meeting = {
      ...sent,
      nonce: stored.statement,
      attestation_hash: chain.attestation.hash,
      extension_jkt: await thumbprintOf(chain.hello.header.jwk),
      browser_session: browserSession,
      met_at: Math.floor(now / 1000),
    };
    const next = meet(login, meeting);
    if (next === undefined) refuse("request_settled", "request");
    await services.db.transaction().execute(async (trx) => {
      if (!(await consumeNonce(trx, chain.nonce.claims.nonce, now))) refuse("nonce_used", "nonce");
      await spend(services, "login_steps", loginId);
      if (!(await moveLogin(trx, login, next, now))) refuse("other_session", "request");
      const { peer } = chain.presence.claims;
      const { browser } = chain.attestation.claims;
      const event = { extension_jkt: meeting.extension_jkt, browser, peer, browser_session: browserSession };
      await append(trx, loginMet(now, loginId, event));
    });
    services.changes.announce(loginId);
    await recordExtensionVersion(services.db, party, meeting.extension_jkt, chain.attestation.claims.browser);
    return login.facts;
  });
}

const readMeeting = async (
  login: Login,
  sent: MeetingTexts,
  presented: Hello,
  nonceText: string,
): Promise<MeetingLink> => ({
  device: await deviceStatement.read(login.deviceStatement),
  request: await request.read(login.request),
  facts: login.facts,
  nonce: await nonce.read(nonceText),
  hello: presented,
  presence: await presenceProof.read(sent.presence_proof),
  attestation: await attestation.read(sent.attestation),
});
