// Shows how kubectl logs in by a program that never heard of Nearside: a credential plugin that only knows a loopback redirect (RFC 8252), as
// kubelogin does it. It is written with openid-client, as that library's documentation says. Try it by a kubeconfig as in README.md.
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Command } from "commander";
import * as oidc from "openid-client";

interface Options {
  readonly issuer: string;
  readonly clientId: string;
  readonly resource?: string;
}

const program = new Command("kubectl-login")
  .description("give kubectl a token, by a login in the browser")
  .requiredOption("--issuer <url>", "the login server")
  .requiredOption("--client-id <id>", "as the administrator registered it, with http://127.0.0.1/callback")
  .option("--resource <url>", "give the access token for this API, in place of the ID token")
  .action(getToken);
await program.parseAsync();

async function getToken({ issuer, clientId, resource }: Options): Promise<void> {
  const server = new URL(issuer);
  const execute = server.protocol === "http:" ? [oidc.allowInsecureRequests] : [];
  const client = await oidc.discovery(server, clientId, undefined, oidc.None(), { execute });
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [oidc.randomState(), oidc.randomNonce()];
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as AddressInfo;
  const redirect_uri = `http://127.0.0.1:${port}/callback`;
  const address = oidc.buildAuthorizationUrl(client, {
    redirect_uri,
    scope: "openid",
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    ...(resource === undefined ? {} : { resource }),
  });
  openBrowser(address.href);
  const tokens = await new Promise<Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>>((resolve, reject) => {
    listener.on("request", async ({ url = "" }, response) => {
      try {
        const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
        resolve(await oidc.authorizationCodeGrant(client, new URL(url, redirect_uri), checks));
        response.end("Logged in. Go back to your terminal.");
      } catch (error) {
        reject(error);
        response.writeHead(400).end("Not logged in.");
      }
    });
  });
  listener.close();
  // https://kubernetes.io/docs/reference/config-api/client-authentication.v1/
  const credential = {
    apiVersion: "client.authentication.k8s.io/v1",
    kind: "ExecCredential",
    status: {
      token: resource === undefined ? tokens.id_token : tokens.access_token,
      expirationTimestamp: new Date(Date.now() + (tokens.expires_in ?? 0) * 1000).toISOString(),
    },
  };
  console.log(JSON.stringify(credential));
}

/** Standard output is kubectl's, so the person reads the address on standard error. */
function openBrowser(address: string): void {
  console.error(`Log in at ${address}`);
  execFile(process.env["BROWSER"] ?? "xdg-open", [address], () => undefined);
}
