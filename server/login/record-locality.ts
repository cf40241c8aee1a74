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
import { append } from "../audit/event-log.ts";
import { loginMet } from "../audit/events/login-met.ts";
import { demandInForce } from "../clients/find-client.ts";
import { recordExtensionVersion } from "../directory/program-versions.ts";
import type { Ground } from "../ground.ts";
import { spend } from "../limits/spend.ts";
import { currentLogin } from "./current-login.ts";
import { knownFor } from "./known.ts";
import { logRefusal } from "./log-refusal.ts";
import type { Login, Meeting } from "./login.ts";
import { moveLogin } from "./login-store.ts";
import { consumeNonce, findNonce } from "./nonce-store.ts";
import { meet } from "./transitions.ts";
import { judgeLocality } from "./verdict/locality-verdict.ts";

/**
 * Judges a meeting and records it (protocol §4.4). The nonce is consumed in the write that records the verdict.
 *
 * @returns the facts' text, which from now on belongs to this browser session
 * @throws Refused
 */
export async function recordLocality(
  ground: Ground,
  loginId: string,
  sent: MeetingTexts,
  browserSession: string,
): Promise<string> {
  const { login, party } = await currentLogin(ground, loginId);
  return logRefusal(ground, "locality", loginId, async () => {
    await demandInForce(ground, login.clientId);
    const said = await hello.read(sent.hello);
    const stored = await findNonce(ground.db, said.claims.nonce);
    if (stored === undefined) refuse("nonce_mismatch", "hello.nonce");
    const chain = await readMeeting(login, sent, said, stored.statement);
    const now = ground.clock();
    await judgeLocality(chain, knownFor(ground, party), { login, party, nonce: stored, browserSession, now });
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
    await ground.db.transaction().execute(async (trx) => {
      if (!(await consumeNonce(trx, chain.nonce.claims.nonce, now))) refuse("nonce_used", "nonce");
      await spend(ground, "login_steps", loginId);
      if (!(await moveLogin(trx, login, next, now))) refuse("other_session", "request");
      const { peer } = chain.presence.claims;
      const { browser } = chain.attestation.claims;
      const event = { extension_jkt: meeting.extension_jkt, browser, peer, browser_session: browserSession };
      await append(trx, loginMet(now, loginId, event));
    });
    ground.changes.announce(loginId);
    await recordExtensionVersion(ground.db, party, meeting.extension_jkt, chain.attestation.claims.browser);
    return login.facts;
  });
}

const readMeeting = async (login: Login, sent: MeetingTexts, said: Hello, nonceText: string): Promise<MeetingLink> => ({
  device: await deviceStatement.read(login.deviceStatement),
  request: await request.read(login.request),
  facts: login.facts,
  nonce: await nonce.read(nonceText),
  hello: said,
  presence: await presenceProof.read(sent.presence_proof),
  attestation: await attestation.read(sent.attestation),
});
