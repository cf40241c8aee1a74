import { troubleBodySchema } from "@nearside/shared/api/browser-trouble.ts";
import { keyStorageBodySchema } from "@nearside/shared/api/devices.ts";
import {
  enrolmentMeetingSchema,
  enrolmentPasskeySchema,
  enrolmentProofSchema,
  enrolmentRefusalSchema,
  enrolmentStateBodySchema,
  startEnrolmentSchema,
} from "@nearside/shared/api/enrolments.ts";
import { startKeyAttestationSchema } from "@nearside/shared/api/key-attestations.ts";
import {
  approveBodySchema,
  decisionBodySchema,
  denyBodySchema,
  emptyBodySchema,
  meetingSchema,
  peerBodySchema,
  reportBodySchema,
  standingBodySchema,
  withdrawalBodySchema,
} from "@nearside/shared/api/login-requests.ts";
import type { Hono } from "hono";
import { ICON_PATH } from "./authenticators/describe-authenticator.ts";
import { metadataBody } from "./clients/metadata-schema.ts";
import { consoleRoutesOf, signInRoutesOf } from "./console-routes.ts";
import type { Ground } from "./ground.ts";
import { createEdge } from "./http/edge.ts";
import { onlyOurHost } from "./http/only-our-host.ts";
import { type Pages, pageRoutes } from "./http/pages.ts";
import { answerWith, type PublicDocument } from "./http/public-document.ts";
import { get, type HttpEnv, mount, post, postForm, postJson, type Route } from "./http/route.ts";
import { securityHeaders } from "./http/security-headers.ts";
import { limitByAddress, limitRow } from "./limits/limit-by-address.ts";
import { recordLimits } from "./limits/record-limits.ts";
import { aboutTokenForm } from "./oauth/about-token-form.ts";
import { authorizationBody } from "./oauth/authorization-refusal.ts";
import { deviceAuthorizationForm } from "./oauth/device-authorization-form.ts";
import { tokenForm } from "./oauth/token-form.ts";
import { authenticatorIcon } from "./routes/authenticator-icon.ts";
import { deviceKeyStorage } from "./routes/device-key-storage.ts";
import { enrolmentLocality } from "./routes/enrolment-locality.ts";
import { enrolmentNonce } from "./routes/enrolment-nonce.ts";
import { enrolmentPasskey } from "./routes/enrolment-passkey.ts";
import { enrolmentProof } from "./routes/enrolment-proof.ts";
import { enrolmentRefusal } from "./routes/enrolment-refusal.ts";
import { enrolmentStart } from "./routes/enrolment-start.ts";
import { enrolmentState } from "./routes/enrolment-state.ts";
import { enrolmentView } from "./routes/enrolment-view.ts";
import { healthz } from "./routes/healthz.ts";
import { keyAttestationStart } from "./routes/key-attestation-start.ts";
import { loginApprove } from "./routes/login-approve.ts";
import { loginDecision } from "./routes/login-decision.ts";
import { loginDeny } from "./routes/login-deny.ts";
import { loginLocality } from "./routes/login-locality.ts";
import { loginNonce } from "./routes/login-nonce.ts";
import { loginPeer } from "./routes/login-peer.ts";
import { loginReport } from "./routes/login-report.ts";
import { loginState } from "./routes/login-state.ts";
import { loginTrouble } from "./routes/login-trouble.ts";
import { loginWithdrawal } from "./routes/login-withdrawal.ts";
import { oauthAuthorize } from "./routes/oauth-authorize.ts";
import { oauthDeviceAuthorization } from "./routes/oauth-device-authorization.ts";
import { oauthIntrospect } from "./routes/oauth-introspect.ts";
import { oauthJwks } from "./routes/oauth-jwks.ts";
import { oauthMetadata } from "./routes/oauth-metadata.ts";
import { oauthRegister } from "./routes/oauth-register.ts";
import { oauthRevoke } from "./routes/oauth-revoke.ts";
import { oauthStatus } from "./routes/oauth-status.ts";
import { oauthToken } from "./routes/oauth-token.ts";
import { oauthUserinfo } from "./routes/oauth-userinfo.ts";
import { withDocument } from "./routes/openapi.ts";
import { readyz } from "./routes/readyz.ts";

/** What is the same for everybody who asks, by its path. */
export function documentsOf(ground: Ground): ReadonlyMap<string, PublicDocument> {
  const metadata = oauthMetadata(ground);
  return new Map([
    ["/.well-known/oauth-authorization-server", metadata],
    ["/.well-known/openid-configuration", metadata],
    ["/oauth/jwks", oauthJwks(ground)],
  ]);
}

/** Every address of the server but its pages and the console's own (console-routes.ts): the path, what limits it, what the edge checks of the body, and who answers. */
export const routesOf = (ground: Ground): readonly Route[] => withDocument(ground, tableOf(ground));

const tableOf = (ground: Ground): readonly Route[] => [
  get("/healthz", "none", healthz()),
  get("/readyz", "none", readyz(ground)),

  ...[...documentsOf(ground)].map(([path, document]) => get(path, "requests", answerWith(document))),
  get("/oauth/authorize", "requests", oauthAuthorize(ground)),
  post("/oauth/authorize", "requests", oauthAuthorize(ground), authorizationBody),
  postForm("/oauth/device_authorization", "login_starts", deviceAuthorizationForm, oauthDeviceAuthorization(ground)),
  postForm("/oauth/introspect", "introspections", aboutTokenForm, oauthIntrospect(ground)),
  post("/oauth/register", "registrations", oauthRegister(ground), metadataBody),
  postForm("/oauth/revoke", "requests", aboutTokenForm, oauthRevoke(ground)),
  get("/oauth/status/:id", "requests", oauthStatus(ground)),
  postForm("/oauth/token", "requests", tokenForm, oauthToken(ground)),
  get("/oauth/userinfo", "requests", oauthUserinfo(ground)),
  post("/oauth/userinfo", "requests", oauthUserinfo(ground)),

  postJson("/api/key-attestations", "enrolment_starts", startKeyAttestationSchema, keyAttestationStart(ground)),
  postJson("/api/enrolments", "enrolment_starts", startEnrolmentSchema, enrolmentStart(ground)),
  get("/api/enrolments/:id", "requests", enrolmentView(ground)),
  postJson("/api/enrolments/:id/nonce", "nonces", emptyBodySchema, enrolmentNonce(ground)),
  postJson("/api/enrolments/:id/locality", "requests", enrolmentMeetingSchema, enrolmentLocality(ground)),
  postJson("/api/enrolments/:id/passkey", "requests", enrolmentPasskeySchema, enrolmentPasskey(ground)),
  postJson("/api/enrolments/:id/state", "requests", enrolmentStateBodySchema, enrolmentState(ground)),
  postJson("/api/enrolments/:id/proof", "requests", enrolmentProofSchema, enrolmentProof(ground)),
  postJson("/api/enrolments/:id/refusal", "requests", enrolmentRefusalSchema, enrolmentRefusal(ground)),

  postJson("/api/devices/key-storage", "requests", keyStorageBodySchema, deviceKeyStorage(ground)),

  postJson("/api/requests/:id/nonce", "nonces", emptyBodySchema, loginNonce(ground)),
  postJson("/api/requests/:id/locality", "requests", meetingSchema, loginLocality(ground)),
  postJson("/api/requests/:id/decision", "requests", decisionBodySchema, loginDecision(ground)),
  postJson("/api/requests/:id/approve", "requests", approveBodySchema, loginApprove(ground)),
  postJson("/api/requests/:id/deny", "requests", denyBodySchema, loginDeny(ground)),
  postJson("/api/requests/:id/report", "requests", reportBodySchema, loginReport(ground)),
  postJson("/api/requests/:id/peer", "requests", peerBodySchema, loginPeer(ground)),
  postJson("/api/requests/:id/trouble", "requests", troubleBodySchema, loginTrouble(ground)),
  postJson("/api/requests/:id/withdrawal", "requests", withdrawalBodySchema, loginWithdrawal(ground)),
  postJson("/api/requests/:id/state", "requests", standingBodySchema, loginState(ground)),
];

/** Asked by probes, which know an address and no name. */
const PROBES = ["/healthz", "/readyz"];

/** The server as one function from request to answer. */
export function createApp(ground: Ground, pages: Pages): Hono<HttpEnv> {
  const app = createEdge(ground.log);
  app.use(securityHeaders(ground.config.issuer));
  app.use(recordLimits(ground));
  app.use(limitByAddress(ground, PROBES));
  app.use(onlyOurHost(ground.config.issuer, PROBES));
  const console = [...signInRoutesOf(ground), ...consoleRoutesOf(ground)];
  const pictures = [get(`${ICON_PATH}:id`, "requests", authenticatorIcon(ground))];
  mount(app, [...routesOf(ground), ...console, ...pictures, ...pageRoutes(pages)], limitRow(ground));
  return app;
}
