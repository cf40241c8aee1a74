// A program that only knows a loopback redirect (RFC 8252), written with openid-client as its documentation says. It knows nothing of
// Nearside. It prints the address that it would open in a browser, and then what it got.
import { createServer } from "node:http";
import * as library from "openid-client";

const [, , issuer, clientId, scope = "read", host = "127.0.0.1", holds = "nothing"] = process.argv;
const path = "/callback";

const client = await library.discovery(new URL(issuer), clientId, undefined, library.None(), {
  execute: issuer.startsWith("http://") ? [library.allowInsecureRequests] : [],
});
// RFC 9449, as the library does it if a program asks for it
const dpop = holds === "a key" ? library.getDPoPHandle(client, await library.randomDPoPKeyPair("ES256")) : undefined;
const verifier = library.randomPKCECodeVerifier();
const state = library.randomState();
const nonce = library.randomNonce();
const server = createServer(async (request, response) => {
  const url = new URL(request.url, redirectUri());
  console.log(JSON.stringify({ called: url.pathname, parameters: [...url.searchParams.keys()] }));
  try {
    const isOpenid = scope.split(" ").includes("openid");
    const checks = {
      pkceCodeVerifier: verifier,
      expectedState: state,
      ...(isOpenid ? { expectedNonce: nonce, idTokenExpected: true } : {}),
    };
    const tokens = await library.authorizationCodeGrant(client, url, checks, undefined, dpop && { DPoP: dpop });
    const asked =
      isOpenid &&
      (await library.fetchUserInfo(client, tokens.access_token, library.skipSubjectCheck, dpop && { DPoP: dpop }));
    response.end("Signed in. You can close this window.");
    console.log(JSON.stringify({ tokens, asked, verifier, code: url.searchParams.get("code") }));
  } catch (error) {
    response.statusCode = 400;
    response.end("Not signed in.");
    console.log(JSON.stringify({ failed: error.code ?? error.message, cause: error.cause?.message }));
  }
});
const redirectUri = () => `http://${host.includes(":") ? `[${host}]` : host}:${server.address().port}${path}`;
server.listen(0, host, async () => {
  const address = library.buildAuthorizationUrl(client, {
    redirect_uri: redirectUri(),
    scope,
    state,
    nonce,
    code_challenge: await library.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    ...(dpop && { dpop_jkt: await dpop.calculateThumbprint() }),
  });
  console.log(JSON.stringify({ open: address.href, port: server.address().port }));
});
