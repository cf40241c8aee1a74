import type { EnrolmentLocalityAnswer } from "@nearside/shared/api/enrolments.ts";
import type { Meeting } from "@nearside/shared/api/login-requests.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { enrolmentChallenge } from "@nearside/shared/statements/challenges.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { findPartyByDevice } from "../directory/party.ts";
import { recordEnrolmentMeeting } from "../enrolment/record-meeting.ts";
import type { Ground } from "../ground.ts";
import { demandBrowserSession } from "../http/browser-session.ts";
import type { Call } from "../http/route.ts";
import { creationOptions } from "../passkey/creation-options.ts";
import { requestOptions } from "../passkey/request-options.ts";

/** POST /api/enrolments/{id}/locality, by the page (protocol §3.3, §3.7). */
export const enrolmentLocality = (ground: Ground) => async (c: Call, body: Meeting) => {
  const from = { browserSession: await demandBrowserSession(c), address: ground.addressOf(c) };
  const { enrolment, meeting } = await recordEnrolmentMeeting(ground, c.req.param("id") ?? "", body, from);
  const challenge = encodeBase64url(await enrolmentChallenge(meeting.attestation_hash));
  if (enrolment.kind === "browser") {
    const party = await findPartyByDevice(ground.db, enrolment.deviceJkt);
    if (party === undefined) return refuse("device_unknown", "enrolment.device");
    const options = requestOptions(ground.config, party.passkeys, challenge);
    return c.json({ passkey: "get", options } satisfies EnrolmentLocalityAnswer);
  }
  const { claims } = await enrolmentRequest.read(enrolment.request);
  const options = creationOptions(ground.config, {
    challenge,
    userHandle: meeting.user_handle,
    userName: claims.user.name,
    userAgent: c.req.header("user-agent") ?? "",
  });
  return c.json({ passkey: "create", options } satisfies EnrolmentLocalityAnswer);
};
