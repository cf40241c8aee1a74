import { expect } from "vitest";
import { CLIENT } from "../kit/login-steps.ts";
import type { Stage } from "../steps/stage.ts";
import { ORDERS, orders } from "./apis.ts";
import { OTHER_CLIENT, REDIRECT, REDIRECTING_CLIENT, settings } from "./programs.ts";
import { metadataOf } from "./published.ts";
import { registerWith, ticketOf } from "./registering.ts";
import { argued, conforms, present } from "./requirement.ts";
import { askWhole } from "./whole-answer.ts";

/** The address to which the browser is sent back, without the query; null if it is sent nowhere. */
async function sentTo(stage: Stage, redirect_uri: string, client_id = OTHER_CLIENT): Promise<string | null> {
  const query = new URLSearchParams({ client_id, redirect_uri, response_type: "code", state: "s" });
  const { headers } = await askWhole(stage, `/oauth/authorize?${query}`);
  return headers.get("location")?.split("?")[0] ?? null;
}
const saidOf = async (stage: Stage, uri: string): Promise<string> =>
  (await registerWith(stage, await ticketOf(stage), { client_name: "Acme deploy", redirect_uris: [uri] })).outcome;

/** The path to which a browser is sent that a program sent here, and the error there. */
async function startedWith(stage: Stage, challenge: Readonly<Record<string, string>>): Promise<readonly unknown[]> {
  const redirect_uri = "http://127.0.0.1:51004/callback";
  const query = { client_id: REDIRECTING_CLIENT, redirect_uri, response_type: "code", scope: "read", ...challenge };
  const { headers } = await askWhole(stage, `/oauth/authorize?${new URLSearchParams(query)}`);
  const to = new URL(headers.get("location") ?? "", stage.issuer);
  return [to.pathname, to.searchParams.get("error")];
}
const S256 = { code_challenge: "A".repeat(43), code_challenge_method: "S256" };

conforms({
  document: "RFC 8252",
  title: "OAuth 2.0 for Native Apps, by a server that answers through the keeper of a machine",
  settings,
  requirements: [
    present(
      "4.1",
      "the authorization request of a native app is taken in the external browser, and answered by its machine's keeper",
      async (stage) => {
        expect(await startedWith(stage, S256)).toEqual(["/authorize", null]);
      },
    ),
    present("5", "MUST NOT be used by what is embedded: no page of its own lies in another's frame", async (stage) => {
      const { headers } = await askWhole(stage, "/oauth/authorize", undefined, { accept: "text/html" });
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    }),
    present("6", "MUST support PKCE for public native apps (§8.1), and takes none without", async (stage) => {
      for (const wrong of [{}, { ...S256, code_challenge_method: "plain" }, { code_challenge: S256.code_challenge }])
        expect(await startedWith(stage, wrong)).toEqual(["/callback", "invalid_request"]);
    }),
    argued(
      "7",
      "MUST offer redirects to private-use schemes, claimed https addresses and loopback",
      "loopback alone can be registered, for it is the one that proves to be on this machine; to the others nothing is sent",
    ),
    present("7.1", "private-use schemes are refused at registration", async (stage) => {
      expect(await saidOf(stage, "com.example.app:/callback")).toBe("400 invalid_redirect_uri");
    }),
    present("7.2", "claimed https addresses are refused at registration", async (stage) => {
      expect(await saidOf(stage, "https://app.example/callback")).toBe("400 invalid_redirect_uri");
    }),
    present("7.3", "MUST allow any port of a loopback address", async (stage) => {
      for (const port of [":1", ":51004", ":65535", ""]) {
        const uri = REDIRECT.replace("127.0.0.1", `127.0.0.1${port}`);
        expect(await sentTo(stage, uri)).toBe(uri);
      }
      for (const port of [":65536", ":0", ":x"])
        expect(await sentTo(stage, REDIRECT.replace("127.0.0.1", `127.0.0.1${port}`))).toBeNull();
    }),
    present("7.3", "SHOULD take IPv4 and IPv6 alike", async (stage) => {
      for (const uri of ["http://127.0.0.1/callback", "http://[::1]/callback"])
        expect(await saidOf(stage, uri)).toBe("201");
    }),
    present("8.3", "localhost is NOT RECOMMENDED: it is refused", async (stage) => {
      expect(await saidOf(stage, "http://localhost/callback")).toBe("400 invalid_redirect_uri");
      expect(await sentTo(stage, "http://localhost/callback")).toBeNull();
    }),
    present("8.4", "MUST require the whole redirect URI to be registered, with its path", async (stage) => {
      for (const uri of ["http://127.0.0.1", "http://127.0.0.1?a", "x"])
        expect(await saidOf(stage, uri)).toBe("400 invalid_redirect_uri");
    }),
    present(
      "8.4",
      "MUST reject one that is not exactly the registered one, the port of a loopback address aside",
      async (stage) => {
        expect(await sentTo(stage, REDIRECT)).toBe(REDIRECT);
        const others = [
          "/callback/",
          "/Callback",
          "/callback?a=b",
          "/callback#a",
          "/%63allback",
          "/",
          "/a/../callback",
        ];
        for (const path of others) expect(await sentTo(stage, `http://127.0.0.1${path}`)).toBeNull();
        for (const host of ["127.0.0.2", "[::1]", "127.1", "evil.example", "127.0.0.1@evil.example"])
          expect(await sentTo(stage, `http://${host}/callback`)).toBeNull();
        expect(await sentTo(stage, REDIRECT, CLIENT)).toBeNull();
      },
    ),
    present("8.4", "MUST register native apps as public clients", async (stage) => {
      const api = {
        client_name: "Acme",
        token_endpoint_auth_method: "private_key_jwt",
        jwks: { keys: [orders.key.publicJwk] },
        nearside_resources: [ORDERS],
      };
      const register = async (more: object) => registerWith(stage, await ticketOf(stage), { ...api, ...more });
      expect((await register({ redirect_uris: [REDIRECT] })).outcome).toBe("400 invalid_client_metadata");
      expect((await register({})).status).toBe(201);
    }),
    present(
      "8.5",
      "MUST treat a client whose secret is in every copy as a public one: no secret is taken",
      async (stage) => {
        expect((await metadataOf(stage))["token_endpoint_auth_methods_supported"]).toEqual(["none", "private_key_jwt"]);
        const shared = { client_name: "Acme", token_endpoint_auth_method: "client_secret_post" };
        expect((await registerWith(stage, await ticketOf(stage), shared)).outcome).toBe("400 invalid_client_metadata");
      },
    ),
    argued(
      "8.6",
      "SHOULD NOT process a request without the person's consent",
      "each login is approved by itself, with a passkey, for the facts that are shown (protocol §4.5); none is remembered",
    ),
  ],
});
