// These are all signed statements that the server takes, ready to be handed in where each is good: an attack that forges one, or
// sends it again, changes nothing else.
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { browserStatement } from "@nearside/shared/statements/browser.ts";
import { denial } from "@nearside/shared/statements/denial.ts";
import { enrolment } from "@nearside/shared/statements/enrolment.ts";
import { nonce as nonceStatement } from "@nearside/shared/statements/nonce.ts";
import { peerRefusal } from "@nearside/shared/statements/peer-refusal.ts";
import { report } from "@nearside/shared/statements/report.ts";
import type { Answer, ExpectedRefusal } from "../kit/answer.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { LOOPBACK } from "../kit/machine.ts";
import { meet } from "../kit/meeting.ts";
import { askToEnrol, type EnrolledStage, makePasskey, meetToEnrol, passkeyOf } from "../steps/enrolling.ts";
import {
  askForLogin,
  deviceStatementOf,
  meetForLogin,
  nonceFor,
  redeemedLogin,
  refresh,
  refreshStatementOf,
} from "../steps/logging-in.ts";
import { newStranger } from "../steps/people.ts";
import { newId, now, type Stage } from "../steps/stage.ts";
import type { Party } from "../vectors/parties.ts";
import { enrolmentStepRefused, familyOf, refreshRefused, stepRefused } from "./support-refusals.ts";

export interface Delivery {
  /** The party whose statement it is. */
  readonly by: Party;
  readonly honest: string;
  readonly send: (text: string) => Promise<Answer>;
  /** @param isRead false if the text is refused before the server knows whom it is about */
  readonly expected: (code: string, isRead: boolean) => ExpectedRefusal;
}

/** By whom, and who else there is. */
interface Cast {
  readonly victim: EnrolledStage;
  readonly colleague: EnrolledStage;
}

type Deliver = (cast: Cast) => Promise<Delivery>;

const meetingPart =
  (part: "hello" | "presence_proof" | "attestation"): Deliver =>
  async ({ victim }) => {
    const { extension, session } = victim.parties;
    const login = await askForLogin(victim);
    const shown = { request: login.request.jws, nonce: await nonceFor(victim, login) };
    const met = await meet(victim, { ...shown, extension, session });
    return {
      by: part === "presence_proof" ? victim.parties.session : victim.parties.extension,
      honest: met[part],
      send: (text) => victim.postJson(`/api/requests/${login.id}/locality`, { ...met, [part]: text }),
      expected: (code) => ({ outcome: `400 ${code}`, event: stepRefused(login.id, "locality", code) }),
    };
  };

const deviceRefusedOf = ({ parties }: Stage, step: string, code: string) =>
  ({ kind: "device_refused", subject: parties.device.thumbprint, data: { step, code } }) as const;

const skewOr = (prefix: string, code: string): string =>
  code === "clock_skew" ? "400 clock_skew" : `400 ${prefix}/${code}`;

export const DELIVERIES: Readonly<Record<string, Deliver>> = {
  "device statement": async ({ victim }) => ({
    by: victim.parties.device,
    honest: await deviceStatementOf(victim),
    send: (device_statement) =>
      victim.postForm("/oauth/device_authorization", { client_id: CLIENT, scope: "read", device_statement }),
    expected: (code, isRead) => ({
      outcome: skewOr("invalid_request", code),
      event: isRead ? deviceRefusedOf(victim, "login", code) : null,
    }),
  }),

  hello: meetingPart("hello"),
  "presence proof": meetingPart("presence_proof"),
  attestation: meetingPart("attestation"),

  denial: async ({ victim }) => {
    const login = await askForLogin(victim);
    const { attestation } = await meetForLogin(victim, login);
    return {
      by: victim.parties.extension,
      honest: await denial.sign(victim.parties.extension, { attestation }),
      send: (text) => victim.postJson(`/api/requests/${login.id}/deny`, { denial: text, alert: false }),
      expected: (code) => ({ outcome: `400 ${code}`, event: stepRefused(login.id, "deny", code) }),
    };
  },

  report: async ({ victim, colleague }) => {
    const login = await askForLogin(victim);
    const seen = await nonceStatement.read(await nonceFor(colleague, login));
    const { nonce } = seen.claims;
    const claims = { request: login.request.hash, reason: "started_elsewhere", nonce, iat: now() } as const;
    return {
      by: colleague.parties.extension,
      honest: await report.sign(colleague.parties.extension, claims),
      send: (text) => colleague.postJson(`/api/requests/${login.id}/report`, { nonce: seen.jws, report: text }),
      expected: (code) => ({ outcome: `400 ${code}`, event: stepRefused(login.id, "report", code) }),
    };
  },

  "peer refusal": async ({ victim }) => {
    const login = await askForLogin(victim);
    const claims = { request: login.request.hash, code: "peer_forwarded", jti: newId(), iat: now() } as const;
    return {
      by: victim.parties.session,
      honest: await peerRefusal.sign(victim.parties.session, claims),
      send: (text) => victim.postJson(`/api/requests/${login.id}/peer`, { peer_refusal: text }),
      expected: (code) => ({ outcome: `400 ${code}`, event: stepRefused(login.id, "peer", code) }),
    };
  },

  "refresh statement": async ({ victim }) => {
    const { id, tokens } = await redeemedLogin(victim);
    const family = familyOf(victim, id);
    return {
      by: victim.parties.device,
      honest: await refreshStatementOf(victim),
      // the session key's proof names whatever is sent: a thief has that key too (threat R15)
      send: (text) => refresh(victim, tokens.refresh_token, text),
      expected: (code) => ({ outcome: skewOr("invalid_grant", code), event: refreshRefused(family, code) }),
    };
  },

  "browser statement": async ({ victim }) => {
    const { device } = victim.parties;
    const iat = now();
    const claims = { iss: device.thumbprint, aud: victim.issuer, jti: newId(), iat, exp: iat + 60, loopback: LOOPBACK };
    return {
      by: device,
      honest: await browserStatement.sign(device, claims),
      send: (text) => victim.postProved("/api/enrolments", { kind: "browser", browser_statement: text }, device),
      expected: (code, isRead) => ({
        outcome: `400 ${code}`,
        event: isRead ? deviceRefusedOf(victim, "browser", code) : null,
      }),
    };
  },

  "proof by the extension key": ({ victim }) => proofOfPossession(victim, "extension"),
  "proof by the device key": ({ victim }) => proofOfPossession(victim, "device"),
};

/** @throws RangeError if there is no such statement */
export function delivering(name: string, cast: Cast): Promise<Delivery> {
  const deliver = DELIVERIES[name];
  if (deliver === undefined) throw new RangeError(name);
  return deliver(cast);
}

/** A statement of a new machine's enrolment, whose user has a ticket. */
async function proofOfPossession(victim: EnrolledStage, which: "device" | "extension"): Promise<Delivery> {
  const name = `new-${newId()
    .toLowerCase()
    .replaceAll(/[^a-z]/g, "")}`;
  const theirs = await newStranger(victim, name);
  const request = await askToEnrol(theirs, name, await victim.server.ticket(name));
  const { answer } = await meetToEnrol(theirs, request);
  await makePasskey(theirs, request, answer.options.challenge);
  const { device, extension } = theirs.parties;
  const by = theirs.parties[which];
  const { jti } = request.claims;
  return {
    by,
    honest: await enrolment.sign(by, {
      request: request.hash,
      user: request.claims.user.id,
      device_jkt: device.thumbprint,
      extension_jkt: extension.thumbprint,
      passkey: passkeyOf(theirs.parties),
    }),
    send: (proof) => theirs.postJson(`/api/enrolments/${jti}/proof`, { proof }),
    expected: (code) => ({ outcome: `400 ${code}`, event: enrolmentStepRefused(jti, "proof", code) }),
  };
}

/** H of another text, where one is needed. */
export const ANOTHER_HASH: string = await sha256Base64url("another");
