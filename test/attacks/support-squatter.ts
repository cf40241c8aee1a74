// A program of its own that takes a port and answers hellos there with a key of its own: `node support-squatter.ts <host>
// <port> [<uid> <gid>]`, as that account from its first socket on. It prints what each meeting gave it.
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { helloBodySchema } from "@nearside/shared/api/loopback.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { hello } from "@nearside/shared/statements/hello.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import * as v from "valibot";
import { newSigner } from "../kit/keys.ts";

const [host = "", port, uid, gid] = process.argv.slice(2);
if (uid !== undefined && gid !== undefined) {
  process.setgroups?.([Number(gid)]);
  process.setgid?.(Number(gid));
  process.setuid?.(Number(uid));
}
const key = await newSigner();

async function answerTo(sent: string): Promise<string> {
  const body = v.parse(helloBodySchema, JSON.parse(sent));
  const greeting = await hello.read(body.hello);
  const presence_proof = await presenceProof.sign(key, {
    request: await sha256Base64url(body.request),
    nonce: greeting.claims.nonce,
    xn: greeting.claims.xn,
    jkt: await thumbprintOf(greeting.header.jwk),
    peer: { account: "same", process: "/usr/lib/chromium/chromium", forwarded: "no" },
  });
  console.log(`met ${JSON.stringify({ hello: body, presence_proof })}`);
  return JSON.stringify({ presence_proof });
}

createServer((request, response) => {
  text(request)
    .then(answerTo)
    .then(
      (answer) => response.writeHead(200, { "content-type": "application/json" }).end(answer),
      () => response.writeHead(400).end(),
    );
})
  .once("error", (error) => {
    console.log(`could not listen: ${error.message}`);
    process.exitCode = 1;
  })
  // An option that lets programs of one account share a port should not help one of another account.
  .listen({ host, port: Number(port), reusePort: true }, () => console.log(`listening as ${process.getuid?.()}`));
