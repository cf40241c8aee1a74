import { statusListIdSchema, userIdSchema } from "@nearside/shared/ids.ts";
import { codeAnswerSchema, programAnswerSchema } from "@nearside/shared/oauth/authorization-code.ts";
import { deviceAuthorizationAnswerSchema } from "@nearside/shared/oauth/device-authorization.ts";
import { ENDPOINTS } from "@nearside/shared/oauth/endpoints.ts";
import { ENDPOINT_ERRORS, STATUS_LIST_ERRORS } from "@nearside/shared/oauth/oauth-errors.ts";
import { STATUS_LIST_CONTENT_TYPE, STATUS_LIST_PATH } from "@nearside/shared/oauth/status-list.ts";
import { exchangeAnswerSchema } from "@nearside/shared/oauth/token-exchange.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import * as v from "valibot";
import { ACCESS_ERRORS } from "../../platform/http/access-error.ts";
import { authorizationRequestSchema } from "../../protocol/redirects/read-authorization.ts";
import { INTROSPECTION_JWT_TYPE } from "../../protocol/tokens/introspect-token.ts";
import { statusOf } from "./error-codes.ts";
import { clientInformationSchema, introspectionSchema } from "./oauth-answers.ts";
import { type HeaderName, json, type Operation, type Operations, type Refusals, refusalsOf } from "./operation.ts";

/**
 * Describes the refusals of that endpoint. With 401 a client that tried to authenticate gets a challenge (RFC 6749 §5.2).
 *
 * @param headers of the refusals with 400
 */
const refusalsAt = (
  endpoint: Exclude<keyof typeof ENDPOINT_ERRORS, "authorization_endpoint" | "userinfo_endpoint">,
  headers: readonly HeaderName[] = [],
): Refusals =>
  refusalsOf(ENDPOINT_ERRORS[endpoint], statusOf, (status) => (status === 401 ? ["WWW-Authenticate"] : headers));

const authorize: Operation = {
  summary: "A program that uses a loopback redirect sends a browser here.",
  specification: "RFC 6749 §3.1, §4.1; RFC 7636; RFC 8252; RFC 9207; protocol §6",
  answers: {
    303: { description: "Redirects to the login's page, or back to the program with an error.", headers: ["Location"] },
  },
  refusals: { 400: { codes: ENDPOINT_ERRORS.authorization_endpoint, page: true } },
};

const userinfo: Operation = {
  summary: "Returns claims about the person of the access token.",
  specification: "OpenID Connect Core 1.0 §5.3; RFC 9449 §7",
  proofs: [["access_token", "dpop"]],
  answers: {
    200: json(
      "The person.",
      v.object({ sub: userIdSchema, name: v.optional(v.string()), preferred_username: v.optional(v.string()) }),
      ["DPoP-Nonce"],
    ),
  },
  refusals: refusalsOf(
    ENDPOINT_ERRORS.userinfo_endpoint,
    (code) => ACCESS_ERRORS[code],
    () => ["DPoP-Nonce", "WWW-Authenticate"],
  ),
};

export const oauthOperations: Operations = {
  [`GET ${ENDPOINTS.authorization_endpoint}`]: { ...authorize, query: authorizationRequestSchema },
  [`POST ${ENDPOINTS.authorization_endpoint}`]: authorize,
  [`POST ${ENDPOINTS.device_authorization_endpoint}`]: {
    summary: "A command line requests a login with a statement that its machine signed.",
    specification: "RFC 8628 §3.1; RFC 8707; RFC 9396; RFC 9470 §4; protocol §4.1",
    answers: { 200: json("The login, which waits for its approval.", deviceAuthorizationAnswerSchema, ["DPoP-Nonce"]) },
    refusals: refusalsAt("device_authorization_endpoint"),
  },
  [`POST ${ENDPOINTS.introspection_endpoint}`]: {
    summary: "An API asks whether a token is valid. It authenticates with client_assertion.",
    specification: "RFC 7662; RFC 7523 §3; RFC 9701",
    requestHeaders: { Accept: `application/${INTROSPECTION_JWT_TYPE} for a signed answer (RFC 9701 §4).` },
    answers: {
      200: {
        description: "The state of the token.",
        content: { "application/json": introspectionSchema, [`application/${INTROSPECTION_JWT_TYPE}`]: null },
      },
    },
    refusals: refusalsAt("introspection_endpoint"),
  },
  [`POST ${ENDPOINTS.registration_endpoint}`]: {
    summary: "Registers a client with a registration ticket.",
    specification: "RFC 7591 §3",
    proofs: [["client_ticket"]],
    answers: { 201: json("What was registered.", clientInformationSchema) },
    refusals: refusalsAt("registration_endpoint"),
  },
  [`POST ${ENDPOINTS.revocation_endpoint}`]: {
    summary: "A client revokes a token. An API authenticates with client_assertion.",
    specification: "RFC 7009",
    answers: { 200: { description: "The token is revoked, or was never valid." } },
    refusals: refusalsAt("revocation_endpoint"),
  },
  [`GET ${STATUS_LIST_PATH}:id`]: {
    summary: "A status list: the revoked tokens of one list.",
    specification: "draft-ietf-oauth-status-list §8",
    id: statusListIdSchema,
    requestHeaders: { "If-None-Match": "The ETag of an answer that is kept (RFC 9110 §13.1.2)." },
    answers: {
      200: {
        description: "The signed list. Any origin may read it.",
        content: { [STATUS_LIST_CONTENT_TYPE]: null },
        headers: ["ETag"],
      },
      304: { description: "The stored list is still current.", headers: ["ETag"] },
    },
    refusals: refusalsOf(STATUS_LIST_ERRORS, statusOf),
  },
  [`POST ${ENDPOINTS.token_endpoint}`]: {
    summary: "Polls for an approved login, redeems a code, refreshes tokens, or exchanges a token for a narrower one.",
    specification: "RFC 6749 §3.2; RFC 7636 §4.5; RFC 8628 §3.4; RFC 8693 §2; RFC 9449 §5; protocol §4.6, §6",
    proofs: [["dpop"], []],
    answers: {
      200: json(
        "Tokens, or the code that the keeper delivers to its program.",
        v.union([exchangeAnswerSchema, tokenAnswerSchema, codeAnswerSchema, programAnswerSchema]),
        ["DPoP-Nonce"],
      ),
    },
    refusals: refusalsAt("token_endpoint", ["DPoP-Nonce"]),
  },
  [`GET ${ENDPOINTS.userinfo_endpoint}`]: userinfo,
  [`POST ${ENDPOINTS.userinfo_endpoint}`]: userinfo,
};
