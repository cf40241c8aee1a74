// Programs that sign in by a redirect, as most do: two libraries find the server by either well-known, register themselves
// (RFC 7591), and learn in the answer at home, which they judge by RFC 9207, that nothing begins in this way.
import * as oauth from "oauth4webapi";
import * as library from "openid-client";
import { beforeAll, describe, expect, it } from "vitest";
import { openStage, type Stage } from "../steps/stage.ts";
import { afterTests } from "../support/after-tests.ts";

const HTTP = { [oauth.allowInsecureRequests]: true } as const;
const HOME = "http://127.0.0.1:51004/callback";
const METADATA = {
  client_name: "Redirecting tool",
  redirect_uris: [HOME],
  token_endpoint_auth_method: "none",
  scope: "read",
};

const atEnd = afterTests();

let stage: Stage;
let issuer: URL;
let initialAccessToken: string;
beforeAll(async () => {
  stage = await openStage(atEnd);
  issuer = new URL(stage.issuer);
  initialAccessToken = await stage.server.clientTicket("--scope", "read", "--uses", "4");
});

/** The address to which a browser that goes there is sent. */
async function sentBack(url: URL): Promise<URL> {
  const answer = await fetch(url, { redirect: "manual", headers: { accept: "text/html" } });
  expect(answer.status).toBe(303);
  const location = answer.headers.get("location") ?? "";
  expect(location.startsWith(`${HOME}?`)).toBe(true);
  return new URL(location);
}

const withoutIssuer = (back: URL): URL => {
  const other = new URL(back);
  other.searchParams.delete("iss");
  return other;
};

describe.each(["oidc", "oauth2"] as const)("found by the well-known of %s", (algorithm) => {
  it("openid-client takes the refusal for the server's own, and not without its name", async () => {
    const execute = [library.allowInsecureRequests];
    const options = { algorithm, initialAccessToken, execute };
    const client = await library.dynamicClientRegistration(issuer, METADATA, library.None(), options);
    expect(client.clientMetadata()).toMatchObject({ client_name: METADATA.client_name, redirect_uris: [HOME] });
    const pkceCodeVerifier = library.randomPKCECodeVerifier();
    const state = library.randomState();
    const authorizationUrl = library.buildAuthorizationUrl(client, {
      redirect_uri: HOME,
      scope: "read",
      code_challenge: await library.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: "S256",
      state,
    });
    const back = await sentBack(authorizationUrl);
    const checks = { pkceCodeVerifier, expectedState: state };
    await expect(library.authorizationCodeGrant(client, back, checks)).rejects.toMatchObject({
      name: "AuthorizationResponseError",
      error: "unauthorized_client",
      error_description: expect.stringContaining("device authorization grant"),
    });
    await expect(library.authorizationCodeGrant(client, withoutIssuer(back), checks)).rejects.toMatchObject({
      code: "OAUTH_INVALID_RESPONSE",
    });
  });

  it("oauth4webapi does so too", async () => {
    const found = await oauth.discoveryRequest(issuer, { algorithm, ...HTTP });
    const server = await oauth.processDiscoveryResponse(issuer, found);
    const options = { initialAccessToken, ...HTTP };
    const answer = await oauth.dynamicClientRegistrationRequest(server, METADATA, options);
    const client = await oauth.processDynamicClientRegistrationResponse(answer);
    const state = oauth.generateRandomState();
    const authorizationUrl = new URL(server.authorization_endpoint ?? "");
    authorizationUrl.search = String(
      new URLSearchParams({ client_id: client.client_id, redirect_uri: HOME, response_type: "code", state }),
    );
    const back = await sentBack(authorizationUrl);
    const judge = (url: URL) => () => oauth.validateAuthResponse(server, client, url, state);
    expect(judge(back)).toThrow(
      expect.objectContaining({ name: "AuthorizationResponseError", error: "unauthorized_client" }),
    );
    expect(judge(withoutIssuer(back))).toThrow(expect.objectContaining({ code: oauth.INVALID_RESPONSE }));
  });
});
