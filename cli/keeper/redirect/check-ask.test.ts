import { type Authorization, authorization, redirectAsk } from "@nearside/shared/statements/authorization.ts";
import { receipt } from "@nearside/shared/statements/receipt.ts";
import { beforeAll, expect, it } from "vitest";
import { newSigner } from "../../../test/kit/keys.ts";
import { checkAsk } from "./check-ask.ts";

// A server that lies has the keeper look at no port by itself (threat R36).

const ISSUER = "https://login.example";
const NOW = 1_800_000_000;
const [server, extension, stranger] = [await newSigner(), await newSigner(), await newSigner()];
const receiptFor = (extension_jkt: string) =>
  receipt.sign(server, {
    ...{ iss: ISSUER, jti: "A".repeat(22), iat: 1, user: { id: `us_${"A".repeat(22)}`, name: "ada" } },
    ...{ device_jkt: "A".repeat(43), extension_jkt },
    passkey: { credential_id: "A".repeat(22), public_key: "A".repeat(102) },
  });
let receipts: readonly string[];
beforeAll(async () => {
  receipts = [await receiptFor(`${"B".repeat(42)}A`), await receiptFor(extension.thumbprint)];
});

const askedBy = async (by = server, iss = ISSUER): Promise<Authorization> =>
  authorization.read(
    await authorization.sign(by, {
      ...{ iss, jti: `az_${"A".repeat(22)}`, iat: NOW, exp: NOW + 300, client: { id: "tool", name: "Tool" } },
      ...{ executables: [], redirect_uri: "http://127.0.0.1:8000/callback", code_challenge: "A".repeat(43) },
      ...{ scope: "read", resource: [], authorization_details: [] },
    }),
  );
const honest = ({ hash }: Authorization) => ({ authorization: hash, aud: ISSUER, iat: NOW });

interface Twist {
  readonly asked?: Authorization;
  readonly claims?: object;
  readonly by?: typeof extension;
  readonly later?: number;
}
async function judge({ asked, claims, by = extension, later = 0 }: Twist = {}) {
  const program = asked ?? (await askedBy());
  const ask = await redirectAsk.sign(by, { ...honest(program), ...claims });
  const serverKeys = [{ ...server.jwk, kid: server.thumbprint, alg: "ES256" as const }];
  return checkAsk({ authorization: program.jws, ask }, { issuer: ISSUER, serverKeys, receipts, now: NOW + later });
}

it("takes what a browser of this machine signed", async () => {
  expect((await judge()).claims.redirect_uri).toBe("http://127.0.0.1:8000/callback");
  await judge({ later: 299 });
});

it.each<[string, () => Promise<Twist>, string]>([
  ["a browser that was never tied to this machine", async () => ({ by: stranger }), "not_enrolled"],
  ["the server itself", async () => ({ by: server }), "not_enrolled"],
  [
    "another page than the one for this program",
    async () => ({ claims: { authorization: "A".repeat(43) } }),
    "request_mismatch",
  ],
  ["a page of another server", async () => ({ claims: { aud: "https://other.example" } }), "wrong_audience"],
  ["an ask of another time", async () => ({ claims: { iat: NOW - 1 } }), "request_mismatch"],
  ["one that has expired, sent again", async () => ({ later: 300 }), "request_expired"],
  [
    "a program of another server",
    async () => ({ asked: await askedBy(server, "https://other.example") }),
    "wrong_issuer",
  ],
  ["a program that somebody else signed", async () => ({ asked: await askedBy(stranger) }), "key_mismatch"],
])("refuses %s", async (_what, twist, code) => {
  await expect(judge(await twist())).rejects.toMatchObject({ code });
});
