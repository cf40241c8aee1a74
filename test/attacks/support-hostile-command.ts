// A program on a person's own machine that speaks for itself, not as the command line that ships: `node
// support-hostile-command.ts <issuer> <key file> <client> <statement's context, JSON> <scope>`. It has that account's device
// key, says that context of itself, prints the login's address, meets the browser, and ends with what the server answers.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { helloBodySchema } from "@nearside/shared/api/loopback.ts";
import { contextSchema } from "@nearside/shared/claims.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { DEVICE_CODE_GRANT, deviceAuthorizationAnswerSchema } from "@nearside/shared/oauth/device-authorization.ts";
import { publicJwkSchema, thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { webCryptoSigner } from "@nearside/shared/signing/web-crypto-signer.ts";
import { deviceStatement } from "@nearside/shared/statements/device.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import { importJWK } from "jose";
import * as v from "valibot";
import { newSigner } from "../kit/keys.ts";
import { LOOPBACK } from "../kit/machine.ts";
import { lasting, newId, openClient } from "../steps/stage.ts";

const [issuer = "", keyFile = "", client_id = "", context = "", scope = ""] = process.argv.slice(2);
const keySchema = v.object({ kept: v.object({ secret: v.object({ ...publicJwkSchema.entries, d: v.string() }) }) });
const { d, ...publicJwk } = v.parse(keySchema, JSON.parse(readFileSync(keyFile, "utf8"))).kept.secret;
const key = await importJWK({ ...publicJwk, d }, "ES256");
if (key instanceof Uint8Array) throw new TypeError("an EC key is no secret");
const device = await webCryptoSigner(key, publicJwk);
const session = await newSigner();
const server = openClient(issuer);

createServer((request, response) => {
  text(request)
    .then(async (sent) => {
      const body = v.parse(helloBodySchema, JSON.parse(sent));
      const greeting = await hello.read(body.hello);
      const presence_proof = await presenceProof.sign(session, {
        request: await sha256Base64url(body.request),
        nonce: greeting.claims.nonce,
        xn: greeting.claims.xn,
        jkt: await thumbprintOf(greeting.header.jwk),
        peer: { account: "same", process: null, forwarded: "unknown" },
      });
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ presence_proof }));
    })
    .catch(() => response.writeHead(400).end());
}).listen({ host: LOOPBACK.address, port: LOOPBACK.port });

const statement = await deviceStatement.sign(device, {
  iss: device.thumbprint,
  aud: issuer,
  jti: newId(),
  ...lasting(60),
  cnf: { jkt: session.thumbprint },
  loopback: LOOPBACK,
  context: v.parse(contextSchema, JSON.parse(context)),
});
const form = { client_id, scope, device_statement: statement };
const login = (await server.postForm("/oauth/device_authorization", form)).as(deviceAuthorizationAnswerSchema);
console.log(login.verification_uri_complete);
const { device_code } = login;
const poll = () =>
  server.postForm("/oauth/token", { grant_type: DEVICE_CODE_GRANT, client_id, device_code }, { by: session });
let answer = await poll();
while (/authorization_pending|slow_down/.test(answer.outcome)) answer = await poll();
console.log(`answered ${answer.outcome}`);
process.exit(answer.status === 200 ? 0 : 1);
