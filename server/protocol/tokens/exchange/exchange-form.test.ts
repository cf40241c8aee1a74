import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RedeemedLogin } from "../../../../test/kit/log-in.ts";
import type { LongForm } from "../../../../test/kit/send.ts";
import { type ExchangeStage, ORDERS, openExchangeStage, STOCK } from "../../../testing/exchange-stage.ts";
import { expectRefusal } from "../../../testing/ledger.ts";

// The form of a token exchange (RFC 8693 §2.1) is checked for every client: each parameter missing, doubled, too long or of
// another kind.

let stage: ExchangeStage;
let login: RedeemedLogin;
beforeAll(async () => {
  stage = await openExchangeStage();
  login = await stage.newLogin();
});
afterAll(() => stage.server.close());

const LONG = "x".repeat(1025);
const OTHER_TYPE = "urn:ietf:params:oauth:token-type:jwt";

/** These forms are refused for every client, before any token is looked at. */
const EITHER: readonly [what: string, form: LongForm, outcome?: string][] = [
  ["no subject token", { subject_token: undefined }],
  ["two subject tokens", { subject_token: ["A".repeat(40), "B".repeat(40)] }],
  ["one that is too long", { subject_token: "A".repeat(16_385) }],
  ["one that is no JWS", { subject_token: "A".repeat(40) }],
  ["no subject token type", { subject_token_type: undefined }],
  ["two types", { subject_token_type: [OTHER_TYPE, OTHER_TYPE] }],
  ["another type", { subject_token_type: OTHER_TYPE }],
  ["a type that is too long", { subject_token_type: LONG }],
  ["a refresh token asked for", { requested_token_type: "urn:ietf:params:oauth:token-type:refresh_token" }],
  ["two types asked for", { requested_token_type: [OTHER_TYPE, OTHER_TYPE] }],
  ["an actor token", { actor_token: "A".repeat(40), actor_token_type: OTHER_TYPE }],
  ["an actor token without its type", { actor_token: "A".repeat(40) }],
  ["the type of an actor token alone", { actor_token_type: OTHER_TYPE }],
  ["two actor tokens", { actor_token: ["A", "B"] }],
  ["too many resources", { resource: Array.from({ length: 17 }, () => STOCK) }],
  ["too many audiences", { audience: Array.from({ length: 17 }, () => STOCK) }],
  ["a resource that is too long", { resource: `${ORDERS}/${LONG}` }],
  ["an audience that is too long", { audience: LONG }],
  ["a scope that is too long", { scope: LONG }],
  ["two scope parameters", { scope: ["read", "write"] }],
  ["one scope twice", { scope: "read read" }, "400 invalid_scope"],
  ["details twice", { authorization_details: ["[]", "[]"] }],
  ["details that are too long", { authorization_details: JSON.stringify([{ type: "x".repeat(17_000) }]) }],
  ["details that are no JSON", { authorization_details: "[" }, "400 invalid_authorization_details"],
  ["details that are no list", { authorization_details: "{}" }, "400 invalid_authorization_details"],
  [
    "details with a doubled name",
    { authorization_details: '[{"type":"order","type":"bill"}]' },
    "400 invalid_authorization_details",
  ],
];

describe.each([
  ["a command line", "narrow"],
  ["a resource server", "delegate"],
] as const)("%s is refused", (_who, exchange) => {
  it.each(EITHER)("%s", async (_what, form, outcome = "400 invalid_request") => {
    await expectRefusal(stage.server, () => stage[exchange](login, { form }), { outcome, event: null });
    expect((await stage[exchange](login)).status).toBe(200);
  });
});
