import type { LocalityAnswer, Meeting as MeetingTexts } from "@nearside/shared/api/login-requests.ts";
import type { MeetingLink } from "@nearside/shared/chain/chain.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import {
  readAnyAttestation,
  readAnyDeviceStatement,
  readAnyRequest,
  sawPeer,
} from "@nearside/shared/statements/elsewhere.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import { relay } from "@nearside/shared/statements/relay.ts";
import { aboutMachine } from "../../../platform/audit/event-listeners.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { loginMet } from "../../../platform/audit/events/logins.ts";
import type { WithSecrets } from "../../../platform/keys/server-secrets.ts";
import { spend } from "../../../platform/limits/spend.ts";
import { demandActive } from "../../../register/clients/find-client.ts";
import type { Login, Meeting } from "../../../register/logins/login.ts";
import { moveLogin } from "../../../register/logins/login-store.ts";
import { meet } from "../../../register/logins/transitions.ts";
import { trustedFor } from "../../../register/logins/trusted-for.ts";
import { checkActive } from "../../../register/machines/check-active.ts";
import { recordExtensionVersion } from "../../../register/machines/program-versions.ts";
import { currentWithParty } from "../current-login.ts";
import { appendDecided, draftAtMeeting } from "../decide/draft-decision.ts";
import { logRefusal } from "../log-refusal.ts";
import type { LoginServices } from "../login-services.ts";
import { isMetBy } from "../own-login.ts";
import { judgeLocality } from "./locality-verdict.ts";

/** The browser that hands a meeting in. */
interface MetFrom {
  /** SHA-256 of the session's cookie. */
  readonly session: string;
  readonly address: string;
}

/**
 * Judges a meeting and records it, with the decision that follows from it where nothing prevents one (protocol §4.4, §4.5). The
 * write that records both uses the nonce up: it was given for the login as it was before.
 *
 * @returns the facts' text, which from now on belongs to this browser session, and what there is to decide
 * @throws Refused
 */
export async function recordLocality(
  services: LoginServices & WithSecrets,
  loginId: string,
  sent: MeetingTexts,
  { session: browserSession, address }: MetFrom,
): Promise<LocalityAnswer> {
  const { login, party } = await currentWithParty(services, loginId);
  return logRefusal(services, "locality", loginId, async () => {
    const client = await demandActive(services, login.clientId);
    const chain = await readMeeting(login, sent);
    const now = services.clock();
    const { secrets } = services;
    await judgeLocality(chain, trustedFor(services, party), { login, party, secrets, browserSession, now });
    checkActive(party); // the checks above include it; this tells the type
    const meeting: Meeting = {
      ...sent,
      attestation_hash: chain.attestation.hash,
      extension_jkt: await thumbprintOf(chain.hello.header.jwk),
      browser_session: browserSession,
      met_at: Math.floor(now / 1000),
    };
    const met = meet(login, meeting);
    if (met === undefined) refuse("request_settled", "request");
    await spend(services, "login_steps", loginId); // before rules are asked and a decision is signed
    const after = { ...login, ...met };
    if (!isMetBy(after, browserSession)) throw new Error("a login was met by another browser");
    const current = { login: after, party };
    const draft = await draftAtMeeting(services, current, client, { session: browserSession, address });
    const next = draft?.next ?? met;
    await services.db.transaction().execute(async (trx) => {
      if (draft?.claims !== undefined) await spend(services, "login_steps", loginId); // a decision is logged too
      if (!(await moveLogin(trx, login, next, now))) refuse("nonce_used", "nonce");
      const { peer, channel } = sawPeer(chain);
      const { browser } = chain.attestation.claims;
      const event = {
        extension_jkt: meeting.extension_jkt,
        browser,
        peer,
        browser_session: browserSession,
        ...(channel === "native" ? { channel } : {}),
      };
      await append(trx, loginMet(now, loginId, event), aboutMachine(login));
      if (draft !== undefined) await appendDecided(services, trx, login, draft);
    });
    services.changes.announce(loginId);
    await recordExtensionVersion(services.db, party, meeting.extension_jkt, chain.attestation.claims.browser);
    return draft?.answer ?? { state: "met", facts: after.facts };
  });
}

const readMeeting = async (login: Login, sent: MeetingTexts): Promise<MeetingLink> => ({
  device: await readAnyDeviceStatement(login.deviceStatement),
  request: await readAnyRequest(login.request),
  facts: login.facts,
  nonce: await nonce.read(sent.nonce),
  hello: await hello.read(sent.hello),
  presence: await presenceProof.read(sent.presence_proof),
  relay: sent.relay === undefined ? null : await relay.read(sent.relay),
  attestation: await readAnyAttestation(sent.attestation),
});
