import { statusListIdSchema, userIdSchema } from "@nearside/shared/ids.ts";
import { deviceAuthorizationAnswerSchema } from "@nearside/shared/oauth/device-authorization.ts";
import { ENDPOINTS } from "@nearside/shared/oauth/endpoints.ts";
import { STATUS_LIST_CONTENT_TYPE, STATUS_LIST_PATH } from "@nearside/shared/oauth/status-list.ts";
import { exchangeAnswerSchema } from "@nearside/shared/oauth/token-exchange.ts";
import { tokenAnswerSchema } from "@nearside/shared/oauth/token-response.ts";
import * as v from "valibot";
import { authorizationRequestSchema } from "../../protocol/tokens/authorization-refusal.ts";
import { INTROSPECTION_JWT_TYPE } from "../../protocol/tokens/introspect-token.ts";
import { PROOF_CODES } from "./error-codes.ts";
import { clientInformationSchema, introspectionSchema } from "./oauth-answers.ts";
import { json, type Operation, type Operations } from "./operation.ts";

const authorize: Operation = {
  summary: "Refuses a login that is started from a browser: nothing is granted here.",
  specification: "RFC 6749 §3.1, §4.1.2.1; RFC 8252; RFC 9207",
  answers: { 303: { says: "Back to the program, with the refusal.", headers: ["Location"] } },
  refusals: { 400: { codes: ["invalid_request"], page: true } },
};

const userinfo: Operation = {
  summary: "Whom the access token is about.",
  specification: "OpenID Connect Core 1.0 §5.3; RFC 9449 §7",
  proofs: [["access_token", "dpop"]],
  answers: {
    200: json(
      "The person.",
      v.object({ sub: userIdSchema, name: v.optional(v.string()), preferred_username: v.optional(v.string()) }),
      ["DPoP-Nonce"],
    ),
  },
  refusals: {
    401: {
      codes: ["invalid_token", "invalid_dpop_proof", "use_dpop_nonce"],
      headers: ["DPoP-Nonce", "WWW-Authenticate"],
    },
    403: { codes: ["insufficient_scope"], headers: ["DPoP-Nonce", "WWW-Authenticate"] },
  },
};

export const oauthOperations: Operations = {
  [`GET ${ENDPOINTS.authorization_endpoint}`]: { ...authorize, query: authorizationRequestSchema },
  [`POST ${ENDPOINTS.authorization_endpoint}`]: authorize,
  [`POST ${ENDPOINTS.device_authorization_endpoint}`]: {
    summary: "A command line asks for a login, with a statement that its machine signed.",
    specification: "RFC 8628 §3.1; RFC 8707; RFC 9396; RFC 9470 §4; protocol §4.1",
    answers: { 200: json("A login that waits.", deviceAuthorizationAnswerSchema, ["DPoP-Nonce"]) },
    refusals: {
      400: {
        codes: [
          "unauthorized_client",
          "invalid_scope",
          "invalid_target",
          "invalid_authorization_details",
          "unmet_authentication_requirements",
          "invalid_grant",
          "clock_skew",
        ],
      },
      401: { codes: ["invalid_client"] },
    },
  },
  [`POST ${ENDPOINTS.introspection_endpoint}`]: {
    summary: "An API asks what a token is worth. It proves who it is by client_assertion.",
    specification: "RFC 7662; RFC 7523 §3; RFC 9701",
    requestHeaders: { Accept: `application/${INTROSPECTION_JWT_TYPE} for a signed answer (RFC 9701 §4).` },
    answers: {
      200: {
        says: "What it is worth.",
        content: { "application/json": introspectionSchema, [`application/${INTROSPECTION_JWT_TYPE}`]: null },
      },
    },
    refusals: {
      400: { codes: ["invalid_request"] },
      401: { codes: ["invalid_client"], headers: ["WWW-Authenticate"] },
    },
  },
  [`POST ${ENDPOINTS.registration_endpoint}`]: {
    summary: "A client is registered, with a ticket of an administrator.",
    specification: "RFC 7591 §3",
    proofs: [["client_ticket"]],
    answers: { 201: json("What was registered.", clientInformationSchema) },
    refusals: {
      400: {
        codes: [
          "invalid_redirect_uri",
          "invalid_client_metadata",
          "invalid_software_statement",
          "unapproved_software_statement",
        ],
      },
      401: { codes: ["invalid_token"], headers: ["WWW-Authenticate"] },
    },
  },
  [`POST ${ENDPOINTS.revocation_endpoint}`]: {
    summary: "A client gives back a token. An API proves who it is by client_assertion.",
    specification: "RFC 7009",
    answers: { 200: { says: "It is of no use any more, or never was." } },
    refusals: {
      400: { codes: ["invalid_request", "unauthorized_client"] },
      401: { codes: ["invalid_client"], headers: ["WWW-Authenticate"] },
    },
  },
  [`GET ${STATUS_LIST_PATH}:id`]: {
    summary: "Which tokens of a list were ended.",
    specification: "draft-ietf-oauth-status-list §8",
    id: statusListIdSchema,
    requestHeaders: { "If-None-Match": "The ETag of an answer that is kept (RFC 9110 §13.1.2)." },
    answers: {
      200: {
        says: "The signed list. Any origin may read it.",
        content: { [STATUS_LIST_CONTENT_TYPE]: null },
        headers: ["ETag"],
      },
      304: { says: "The one that is kept is still right.", headers: ["ETag"] },
    },
    refusals: { 404: { codes: ["not_found"] } },
  },
  [`POST ${ENDPOINTS.token_endpoint}`]: {
    summary: "Polls for an approved login, renews its tokens, or exchanges one for a narrower one.",
    specification: "RFC 6749 §3.2; RFC 8628 §3.4; RFC 8693 §2; RFC 9449 §5; protocol §4.6",
    proofs: [["dpop"]],
    answers: { 200: json("Tokens.", v.union([exchangeAnswerSchema, tokenAnswerSchema]), ["DPoP-Nonce"]) },
    refusals: {
      400: {
        codes: [
          ...PROOF_CODES,
          "invalid_grant",
          "unauthorized_client",
          "unsupported_grant_type",
          "invalid_scope",
          "invalid_target",
          "invalid_authorization_details",
          "unmet_authentication_requirements",
          "authorization_pending",
          "slow_down",
          "access_denied",
          "expired_token",
        ],
        headers: ["DPoP-Nonce"],
      },
      401: { codes: ["invalid_client"], headers: ["WWW-Authenticate"] },
    },
  },
  [`GET ${ENDPOINTS.userinfo_endpoint}`]: userinfo,
  [`POST ${ENDPOINTS.userinfo_endpoint}`]: userinfo,
};
