import * as enrolApi from "@nearside/shared/api/enrol-api.ts";
import type {
  EnrolmentLocalityAnswer,
  EnrolmentMeetingBody,
  EnrolmentStateAnswer,
  EnrolmentStateName,
} from "@nearside/shared/api/enrolments.ts";
import { keyAttestationApi, type StartKeyAttestation } from "@nearside/shared/api/key-attestations.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { enrolmentChallenge } from "@nearside/shared/statements/challenges.ts";
import { enrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import type * as v from "valibot";
import type { WithConfig } from "../../platform/config/config.ts";
import { type Call, idOf } from "../../platform/http/call.ts";
import type { WithAddressOf } from "../../platform/http/client-address.ts";
import { get, postEntry, type Route } from "../../platform/http/route.ts";
import type { WithSecrets } from "../../platform/keys/server-secrets.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import { heldBy } from "../../platform/limits/held-by.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom, WithStopping } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { hold } from "../../platform/waiting/hold.ts";
import { currentEnrolment, logEnrolmentRefusal } from "../../protocol/enrolment/current-enrolment.ts";
import { startKeyAttestation } from "../../protocol/enrolment/key-attestation/start-key-attestation.ts";
import type { WithTpmRoots } from "../../protocol/enrolment/key-attestation/tpm-roots.ts";
import { recordEnrolmentMeeting } from "../../protocol/enrolment/record-meeting.ts";
import { recordPasskey } from "../../protocol/enrolment/record-passkey.ts";
import { recordProof } from "../../protocol/enrolment/record-proof.ts";
import { refuseEnrolment } from "../../protocol/enrolment/refuse-enrolment.ts";
import { demandMayStart, demandTicketFor, startEnrolment } from "../../protocol/enrolment/start-enrolment.ts";
import { limitWrongTickets } from "../../protocol/enrolment/tickets/shown-ticket.ts";
import { demandSide, endOf, viewEnrolment } from "../../protocol/enrolment/view-enrolment.ts";
import { demandBrowserSession, openBrowserSession } from "../../protocol/login/browser-session.ts";
import { creationOptions } from "../../protocol/passkeys/creation-options.ts";
import type { WithMetadata } from "../../protocol/passkeys/metadata/active-metadata.ts";
import { requestOptions } from "../../protocol/passkeys/request-options.ts";
import { demandDpop } from "../../protocol/tokens/demand-dpop.ts";
import type { WithDpopNonces } from "../../protocol/tokens/dpop-nonce.ts";
import { makeNonce } from "../../register/logins/meeting-nonce.ts";

type StartBody = v.InferOutput<typeof enrolApi.start.input>;

/**
 * An enrolment from its ticket to its receipt (protocol §3). The machine proves itself by DPoP with its device key, the extension
 * by DPoP with its own, and the page by the cookie of its browser session.
 */
export const enrolmentRoutes = (
  services: WithAddressOf &
    WithBudgets &
    WithChanges &
    WithClock &
    WithConfig &
    WithDb &
    WithDpopNonces &
    WithKeys &
    WithMetadata &
    WithRandom &
    WithSecrets &
    WithStopping &
    WithTpmRoots,
): readonly Route[] => [
  postEntry(keyAttestationApi.start, "enrolment_starts", (c, body) => beginKeyAttestation(services, c, body)),
  postEntry(enrolApi.start, "enrolment_starts", (c, body) => begin(services, c, body)),
  get(enrolApi.view.path, "requests", (c) => answerView(services, c)),
  postEntry(enrolApi.nonce, "nonces", (c) => answerNonce(services, c)),
  postEntry(enrolApi.locality, "requests", (c, body) => takeLocality(services, c, body)),

  postEntry(enrolApi.passkey, "requests", async (c, body) => {
    await recordPasskey(services, idOf(c), body, await demandBrowserSession(services, c));
    return c.json({ state: "passkey" });
  }),

  postEntry(enrolApi.state, "requests", (c, { known }) => answerState(services, c, known)),

  postEntry(enrolApi.proof, "requests", async (c, { proof }) =>
    c.json({ state: await recordProof(services, idOf(c), proof) }),
  ),

  postEntry(enrolApi.refusal, "requests", async (c, { reason }) => {
    const { jkt } = await demandDpop(services, c, (key) => demandSide(services, "refusal", idOf(c), key));
    await refuseEnrolment(services, idOf(c), jkt, reason);
    return c.json({ state: "refused" });
  }),
];

/** Starts the proof that a TPM keeps the device key (protocol §3.8). The client needs the ticket of the enrolment that follows. */
async function beginKeyAttestation(
  services: WithAddressOf &
    WithBudgets &
    WithClock &
    WithConfig &
    WithDb &
    WithDpopNonces &
    WithKeys &
    WithRandom &
    WithTpmRoots,
  c: Call,
  body: StartKeyAttestation,
): Promise<Response> {
  const address = services.addressOf(c);
  const { jkt } = await demandDpop(services, c, (key) =>
    limitWrongTickets(services, address, () => demandTicketFor(services, body, { jkt: key, address })),
  );
  return c.json(await startKeyAttestation(services, body, jkt), 201);
}

/** Starts an enrolment (protocol §3.2, §3.7). */
async function begin(
  services: WithAddressOf &
    WithBudgets &
    WithChanges &
    WithClock &
    WithConfig &
    WithDb &
    WithDpopNonces &
    WithKeys &
    WithRandom &
    WithTpmRoots,
  c: Call,
  body: StartBody,
): Promise<Response> {
  const address = services.addressOf(c);
  const { jkt, jwk } = await demandDpop(services, c, (key) =>
    limitWrongTickets(services, address, () => demandMayStart(services, body, { jkt: key, address })),
  );
  const enrolment_request = await startEnrolment(services, body, { jkt, jwk, address });
  return c.json({ enrolment_request }, 201);
}

/** Answers the machine or the extension once the enrolment is in another state than the query's `known`. */
async function answerView(
  services: WithAddressOf & WithChanges & WithClock & WithConfig & WithDb & WithDpopNonces & WithStopping,
  c: Call,
): Promise<Response> {
  await demandDpop(services, c, (jkt) => demandSide(services, "view", idOf(c), jkt));
  const known = c.req.query("known");
  const read = () => currentEnrolment(services, idOf(c));
  return c.json(
    viewEnrolment(await hold(services.changes, waiterFor(services, c), read, ({ state }) => state !== known)),
  );
}

/** Answers a page with the request and a nonce for its browser session, as long as the enrolment is open (protocol §3.3). */
async function answerNonce(
  services: WithChanges & WithClock & WithConfig & WithDb & WithKeys & WithRandom & WithSecrets,
  c: Call,
): Promise<Response> {
  const enrolment = await currentEnrolment(services, idOf(c));
  if (enrolment.state !== "waiting" && enrolment.state !== "met") return c.json({ state: enrolment.state });
  const session = await openBrowserSession(services, c);
  const { hash } = await enrolmentRequest.read(enrolment.request);
  const nonce = await makeNonce(services, enrolment, hash, session);
  return c.json({ state: "open", enrolment_request: enrolment.request, nonce });
}

/** Records that the page met the command line, and answers with the options of the passkey ceremony (protocol §3.3, §3.7). */
async function takeLocality(
  services: WithAddressOf &
    WithBudgets &
    WithChanges &
    WithClock &
    WithConfig &
    WithDb &
    WithKeys &
    WithRandom &
    WithSecrets,
  c: Call,
  body: EnrolmentMeetingBody,
): Promise<Response> {
  const from = { browserSession: await demandBrowserSession(services, c), address: services.addressOf(c) };
  const { enrolment, meeting, machine } = await recordEnrolmentMeeting(services, idOf(c), body, from);
  const challenge = encodeBase64url(await enrolmentChallenge(meeting.attestation_hash));
  if (machine !== undefined) {
    const options = requestOptions(services.config, machine.passkeys, challenge);
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
}

/** Answers the page once the enrolment is in another state than `known`. Only the browser session that met reads how it ended. */
async function answerState(
  services: WithAddressOf & WithChanges & WithClock & WithConfig & WithDb & WithSecrets & WithStopping,
  c: Call,
  known: EnrolmentStateName,
): Promise<Response> {
  const session = await demandBrowserSession(services, c);
  const read = async () => {
    const enrolment = await currentEnrolment(services, idOf(c));
    return logEnrolmentRefusal(services, "state", idOf(c), async () => {
      if ("meeting" in enrolment && enrolment.meeting.browser_session !== session) refuse("other_session", "session");
      return enrolment;
    });
  };
  const enrolment = await hold(services.changes, waiterFor(services, c), read, ({ state }) => state !== known);
  const isOurs = enrolment.state === "refused" && enrolment.browserSession === session;
  const end = isOurs ? endOf(enrolment) : undefined;
  return c.json({ state: enrolment.state, ...(end === undefined ? {} : { end }) } satisfies EnrolmentStateAnswer);
}

/** A held poll for the enrolment: it ends when the client goes or the server stops. */
const waiterFor = (services: WithAddressOf & WithConfig & WithStopping, c: Call) => ({
  subject: idOf(c),
  holders: heldBy.address(services, services.addressOf(c)),
  gone: AbortSignal.any([c.req.raw.signal, services.stopping]),
});
