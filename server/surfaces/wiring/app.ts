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
import type { WithConfig } from "../../platform/config/config.ts";
import type { HttpEnv } from "../../platform/http/call.ts";
import { onlyOurHost } from "../../platform/http/only-our-host.ts";
import { answerWith, type PublicDocument } from "../../platform/http/public-document.ts";
import { get, mount, post, postForm, postJson, type Route } from "../../platform/http/route.ts";
import { securityHeaders } from "../../platform/http/security-headers.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import { metadataBody } from "../../protocol/clients/metadata-schema.ts";
import { deviceAuthorizationForm } from "../../protocol/login/device-authorization-form.ts";
import { ICON_PATH } from "../../protocol/passkeys/describe-authenticator.ts";
import { aboutTokenForm } from "../../protocol/tokens/about-token-form.ts";
import { authorizationBody } from "../../protocol/tokens/authorization-refusal.ts";
import { tokenForm } from "../../protocol/tokens/token-form.ts";
import { createEdge } from "../edge/edge.ts";
import { limitByAddress, limitRow } from "../edge/limit-by-address.ts";
import { type Pages, pageRoutes } from "../edge/pages.ts";
import { recordLimits } from "../edge/record-limits.ts";
import { authenticatorIcon } from "../routes/authenticator-icon.ts";
import { deviceKeyStorage } from "../routes/device-key-storage.ts";
import { enrolmentLocality } from "../routes/enrolment-locality.ts";
import { enrolmentNonce } from "../routes/enrolment-nonce.ts";
import { enrolmentPasskey } from "../routes/enrolment-passkey.ts";
import { enrolmentProof } from "../routes/enrolment-proof.ts";
import { enrolmentRefusal } from "../routes/enrolment-refusal.ts";
import { enrolmentStart } from "../routes/enrolment-start.ts";
import { enrolmentState } from "../routes/enrolment-state.ts";
import { enrolmentView } from "../routes/enrolment-view.ts";
import { healthz } from "../routes/healthz.ts";
import { keyAttestationStart } from "../routes/key-attestation-start.ts";
import { loginApprove } from "../routes/login-approve.ts";
import { loginDecision } from "../routes/login-decision.ts";
import { loginDeny } from "../routes/login-deny.ts";
import { loginLocality } from "../routes/login-locality.ts";
import { loginNonce } from "../routes/login-nonce.ts";
import { loginPeer } from "../routes/login-peer.ts";
import { loginReport } from "../routes/login-report.ts";
import { loginState } from "../routes/login-state.ts";
import { loginTrouble } from "../routes/login-trouble.ts";
import { loginWithdrawal } from "../routes/login-withdrawal.ts";
import { oauthAuthorize } from "../routes/oauth-authorize.ts";
import { oauthDeviceAuthorization } from "../routes/oauth-device-authorization.ts";
import { oauthIntrospect } from "../routes/oauth-introspect.ts";
import { oauthJwks } from "../routes/oauth-jwks.ts";
import { oauthMetadata } from "../routes/oauth-metadata.ts";
import { oauthRegister } from "../routes/oauth-register.ts";
import { oauthRevoke } from "../routes/oauth-revoke.ts";
import { oauthStatus } from "../routes/oauth-status.ts";
import { oauthToken } from "../routes/oauth-token.ts";
import { oauthUserinfo } from "../routes/oauth-userinfo.ts";
import { readyz } from "../routes/readyz.ts";
import type { Services } from "../services.ts";
import { consoleRoutesOf, signInRoutesOf } from "./console-routes.ts";
import { withDocument } from "./openapi.ts";

/** What is the same for everybody who asks, by its path. */
export function documentsOf(services: WithConfig & WithKeys): ReadonlyMap<string, PublicDocument> {
  const metadata = oauthMetadata(services);
  return new Map([
    ["/.well-known/oauth-authorization-server", metadata],
    ["/.well-known/openid-configuration", metadata],
    ["/oauth/jwks", oauthJwks(services)],
  ]);
}

/** Every address of the server but its pages and the console's own (console-routes.ts): the path, what limits it, what the edge checks of the body, and who answers. */
export const routesOf = (services: Services): readonly Route[] => withDocument(services, tableOf(services));

const tableOf = (services: Services): readonly Route[] => [
  get("/healthz", "none", healthz()),
  get("/readyz", "none", readyz(services)),

  ...[...documentsOf(services)].map(([path, document]) => get(path, "requests", answerWith(document))),
  get("/oauth/authorize", "requests", oauthAuthorize(services)),
  post("/oauth/authorize", "requests", oauthAuthorize(services), authorizationBody),
  postForm("/oauth/device_authorization", "login_starts", deviceAuthorizationForm, oauthDeviceAuthorization(services)),
  postForm("/oauth/introspect", "introspections", aboutTokenForm, oauthIntrospect(services)),
  post("/oauth/register", "registrations", oauthRegister(services), metadataBody),
  postForm("/oauth/revoke", "requests", aboutTokenForm, oauthRevoke(services)),
  get("/oauth/status/:id", "requests", oauthStatus(services)),
  postForm("/oauth/token", "requests", tokenForm, oauthToken(services)),
  get("/oauth/userinfo", "requests", oauthUserinfo(services)),
  post("/oauth/userinfo", "requests", oauthUserinfo(services)),

  postJson("/api/key-attestations", "enrolment_starts", startKeyAttestationSchema, keyAttestationStart(services)),
  postJson("/api/enrolments", "enrolment_starts", startEnrolmentSchema, enrolmentStart(services)),
  get("/api/enrolments/:id", "requests", enrolmentView(services)),
  postJson("/api/enrolments/:id/nonce", "nonces", emptyBodySchema, enrolmentNonce(services)),
  postJson("/api/enrolments/:id/locality", "requests", enrolmentMeetingSchema, enrolmentLocality(services)),
  postJson("/api/enrolments/:id/passkey", "requests", enrolmentPasskeySchema, enrolmentPasskey(services)),
  postJson("/api/enrolments/:id/state", "requests", enrolmentStateBodySchema, enrolmentState(services)),
  postJson("/api/enrolments/:id/proof", "requests", enrolmentProofSchema, enrolmentProof(services)),
  postJson("/api/enrolments/:id/refusal", "requests", enrolmentRefusalSchema, enrolmentRefusal(services)),

  postJson("/api/devices/key-storage", "requests", keyStorageBodySchema, deviceKeyStorage(services)),

  postJson("/api/requests/:id/nonce", "nonces", emptyBodySchema, loginNonce(services)),
  postJson("/api/requests/:id/locality", "requests", meetingSchema, loginLocality(services)),
  postJson("/api/requests/:id/decision", "requests", decisionBodySchema, loginDecision(services)),
  postJson("/api/requests/:id/approve", "requests", approveBodySchema, loginApprove(services)),
  postJson("/api/requests/:id/deny", "requests", denyBodySchema, loginDeny(services)),
  postJson("/api/requests/:id/report", "requests", reportBodySchema, loginReport(services)),
  postJson("/api/requests/:id/peer", "requests", peerBodySchema, loginPeer(services)),
  postJson("/api/requests/:id/trouble", "requests", troubleBodySchema, loginTrouble(services)),
  postJson("/api/requests/:id/withdrawal", "requests", withdrawalBodySchema, loginWithdrawal(services)),
  postJson("/api/requests/:id/state", "requests", standingBodySchema, loginState(services)),
];

/** Asked by probes, which know an address and no name. */
const PROBES = ["/healthz", "/readyz"];

/** The server as one function from request to answer. */
export function createApp(services: Services, pages: Pages): Hono<HttpEnv> {
  const app = createEdge(services.log);
  app.use(securityHeaders(services.config.issuer));
  app.use(recordLimits(services));
  app.use(limitByAddress(services, PROBES));
  app.use(onlyOurHost(services.config.issuer, PROBES));
  const console = [...signInRoutesOf(services), ...consoleRoutesOf(services)];
  const pictures = [get(`${ICON_PATH}:id`, "requests", authenticatorIcon(services))];
  mount(app, [...routesOf(services), ...console, ...pictures, ...pageRoutes(pages)], limitRow(services));
  return app;
}
