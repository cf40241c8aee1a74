import type { EnrolmentLocalityAnswer } from "@nearside/shared/api/enrolments.ts";
import type { Meeting } from "@nearside/shared/api/login-requests.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { enrolmentChallenge } from "@nearside/shared/statements/challenges.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import type { Call } from "../../platform/http/call.ts";
import { recordEnrolmentMeeting } from "../../protocol/enrolment/record-meeting.ts";
import { demandBrowserSession } from "../../protocol/login/browser-session.ts";
import { creationOptions } from "../../protocol/passkeys/creation-options.ts";
import { requestOptions } from "../../protocol/passkeys/request-options.ts";
import { findPartyByDevice } from "../../register/people/party.ts";
import type { Services } from "../services.ts";

/** POST /api/enrolments/{id}/locality, by the page (protocol §3.3, §3.7). */
export const enrolmentLocality = (services: Services) => async (c: Call, body: Meeting) => {
  const from = { browserSession: await demandBrowserSession(c), address: services.addressOf(c) };
  const { enrolment, meeting } = await recordEnrolmentMeeting(services, c.req.param("id") ?? "", body, from);
  const challenge = encodeBase64url(await enrolmentChallenge(meeting.attestation_hash));
  if (enrolment.kind === "browser") {
    const party = await findPartyByDevice(services.db, enrolment.deviceJkt);
    if (party === undefined) return refuse("device_unknown", "enrolment.device");
    const options = requestOptions(services.config, party.passkeys, challenge);
    return c.json({ passkey: "get", options } satisfies EnrolmentLocalityAnswer);
  }
  const { claims } = await enrolmentRequest.read(enrolment.request);
  const options = creationOptions(services.config, {
    challenge,
    userHandle: meeting.user_handle,
    userName: claims.user.name,
    userAgent: c.req.header("user-agent") ?? "",
  });
  return c.json({ passkey: "create", options } satisfies EnrolmentLocalityAnswer);
};
