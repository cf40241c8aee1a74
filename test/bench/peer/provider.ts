// oidc-provider as a login server for command lines: the device grant with DPoP and JWT access tokens, everything durable
// in SQLite or PostgreSQL, and a passkey at the approval. A process of its own; its one argument are its settings.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";
import { PEER_API, PEER_CLIENT, type PeerSettings, RESOURCES } from "./names.ts";
import { passkeyInteraction } from "./passkey-interaction.ts";
import { openPostgresStore } from "./postgres-store.ts";
import { openSqliteStore } from "./sqlite-store.ts";

const { port, database, passkey, apiJwks }: PeerSettings = JSON.parse(process.argv[2] ?? "{}");
const issuer = `http://localhost:${port}`;

const store = "folder" in database ? openSqliteStore(database.folder) : await openPostgresStore(database.url);

const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const WEEK = 604_800;

const provider = new Provider(issuer, {
  adapter: store.adapters,
  clients: [
    {
      client_id: PEER_CLIENT,
      token_endpoint_auth_method: "none",
      application_type: "native",
      grant_types: ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
      redirect_uris: [],
      response_types: [],
      dpop_bound_access_tokens: true,
      id_token_signed_response_alg: "ES256",
    },
    {
      client_id: PEER_API,
      token_endpoint_auth_method: "private_key_jwt",
      token_endpoint_auth_signing_alg: "ES256",
      jwks: { keys: [...apiJwks.keys] },
      id_token_signed_response_alg: "ES256",
      grant_types: [],
      redirect_uris: [],
      response_types: [],
    },
  ],
  jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), alg: "ES256", use: "sig" }] },
  cookies: { keys: ["a key of the bench, for cookies of the bench"] },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
  issueRefreshToken: () => true,
  rotateRefreshToken: () => true, // as ours does
  features: {
    devInteractions: { enabled: false },
    dPoP: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    deviceFlow: {
      enabled: true,
      successSource: (ctx) => {
        ctx.body = "Approved.";
      },
    },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_, resource) => ({
        scope: "read",
        audience: resource,
        accessTokenTTL: 900,
        ...(resource === RESOURCES.opaque
          ? { accessTokenFormat: "opaque" }
          : { accessTokenFormat: "jwt", jwt: { sign: { alg: "ES256" } } }),
      }),
      useGrantedResource: () => true,
    },
  },
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  ttl: { DeviceCode: 300, Grant: WEEK, Interaction: 300, RefreshToken: WEEK, Session: 3600 },
});

const interaction = await passkeyInteraction(provider, store.passkeys, { issuer, passkey });
const answer = provider.callback();
const server = createServer((request, response) => {
  if (request.url?.startsWith("/interaction/")) void interaction(request, response);
  else void answer(request, response);
});
server.listen(port, "127.0.0.1", () => process.stdout.write("It answers.\n"));
process.once("SIGTERM", () => {
  server.closeAllConnections();
  server.close(() => void store.close());
});
