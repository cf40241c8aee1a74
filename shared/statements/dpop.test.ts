import { beforeAll, describe, expect, it } from "vitest";
import { encodeBase64url } from "../encoding/base64url.ts";
import { sha256Base64url } from "../encoding/sha256.ts";
import { Refused } from "../refused.ts";
import type { Signer } from "../signing/keys.ts";
import { webCryptoSigner } from "../signing/web-crypto-signer.ts";
import { signDpop, verifyDpop } from "./dpop.ts";

const URL_ASKED = "https://login.example.com/oauth/token";
const ASKED = { method: "POST", url: URL_ASKED, jti: "A".repeat(22), iat: 1_772_000_000 };

let signer: Signer;
let pair: CryptoKeyPair;
beforeAll(async () => {
  pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  const { x = "", y = "" } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  signer = await webCryptoSigner(pair.privateKey, { kty: "EC", crv: "P-256", x, y });
});

/** Makes a proof with the caller's claims. */
const proofOf = (claims: object) =>
  signer.sign(
    { alg: "ES256", typ: "dpop+jwt", jwk: signer.jwk },
    new TextEncoder().encode(JSON.stringify({ jti: "1", htm: "POST", htu: URL_ASKED, iat: 0, ...claims })),
  );

/** Makes a proof as a foreign library may write it: both texts are the caller's. */
async function foreignProof(header: string, claims: string): Promise<string> {
  const text = `${encodeBase64url(new TextEncoder().encode(header))}.${encodeBase64url(new TextEncoder().encode(claims))}`;
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  const signature = await crypto.subtle.sign(algorithm, pair.privateKey, new TextEncoder().encode(text));
  return `${text}.${encodeBase64url(new Uint8Array(signature))}`;
}

describe("DPoP proofs (RFC 9449)", () => {
  it("say what was asked, and no more where nothing more was", async () => {
    const { claims, jkt, jwk } = await verifyDpop(await signDpop(signer, ASKED), "POST", URL_ASKED);
    expect(claims).toEqual({ jti: ASKED.jti, htm: "POST", htu: URL_ASKED, iat: ASKED.iat });
    expect(jkt).toBe(signer.thumbprint);
    expect(jwk).toEqual(signer.jwk);
  });

  it("carry nonce, hash of the token and hash of the refresh statement", async () => {
    const proofClaims = { ...ASKED, nonce: "n", accessToken: "token", statement: "S".repeat(43) };
    const { claims } = await verifyDpop(await signDpop(signer, proofClaims), "POST", URL_ASKED);
    expect(claims).toMatchObject({ nonce: "n", ath: await sha256Base64url("token"), statement: proofClaims.statement });
  });

  it("leave query and fragment out (§4.2), and are taken with another's (§4.3)", async () => {
    const url = `${URL_ASKED}?secret=1#fragment`;
    const { claims } = await verifyDpop(await signDpop(signer, { ...ASKED, url }), "POST", url);
    expect(claims.htu).toBe(URL_ASKED);
    await verifyDpop(await proofOf({ htu: `${URL_ASKED}?other=2#else` }), "POST", url);
  });

  it("of other people's clients may name the URL in another of its forms (RFC 3986 §6.2)", async () => {
    for (const htu of ["HTTPS://LOGIN.EXAMPLE.COM/oauth/token", "https://login.example.com:443/oauth/../oauth/token"])
      await verifyDpop(await proofOf({ htu }), "POST", URL_ASKED);
  });

  it("of other people's clients may bring claims that we do not know", async () => {
    const { claims } = await verifyDpop(await proofOf({ aud: "x", nested: { deep: [1] } }), "POST", URL_ASKED);
    expect(claims).toMatchObject({ aud: "x" });
  });

  it("of other people's clients may write their JSON as they like, and say more of their key (RFC 7515 §4, RFC 7517 §4)", async () => {
    const header = {
      typ: "dpop+jwt",
      alg: "ES256",
      kid: "mine",
      jwk: { ...signer.jwk, kid: "mine", use: "sig", alg: "ES256" },
    };
    const claims = { jti: "x", htm: "POST", htu: URL_ASKED, iat: 1.0 };
    const proof = await foreignProof(JSON.stringify(header, null, 2), JSON.stringify(claims).replaceAll("/", "\\/"));
    const { jkt, jwk } = await verifyDpop(proof, "POST", URL_ASKED);
    expect([jkt, jwk]).toEqual([signer.thumbprint, signer.jwk]);
  });

  it.each([
    ["crit", { crit: ["x"], x: 1 }, {}],
    ["an empty crit", { crit: [] }, {}],
    ["jku", { jku: "https://login.example.com/keys" }, {}],
    ["a chain of certificates", { x5c: ["AA=="] }, {}],
    ["a private key", {}, { d: "AA" }],
    ["a key for encryption", {}, { use: "enc" }],
    ["a key for another algorithm", {}, { alg: "ES384" }],
    ["a key of another kind", {}, { kty: "OKP" }],
  ])("are refused with %s in the header", async (_what, more, inKey) => {
    const header = { typ: "dpop+jwt", alg: "ES256", jwk: { ...signer.jwk, ...inKey }, ...more };
    const proof = await foreignProof(
      JSON.stringify(header),
      JSON.stringify({ jti: "x", htm: "POST", htu: URL_ASKED, iat: 1 }),
    );
    await expect(verifyDpop(proof, "POST", URL_ASKED)).rejects.toEqual(new Refused("malformed", "header"));
  });

  it.each([
    [{ jti: 1 }, "jti"],
    [{ nonce: 1 }, "nonce"],
    [{ nonce: "n".repeat(257) }, "nonce"],
    [{ ath: "a".repeat(65) }, "ath"],
    [{ statement: ["x"] }, "statement"],
    [{ htm: "P".repeat(17) }, "htm"],
    [{ htu: `${URL_ASKED}?${"a".repeat(2048)}` }, "htu"],
    [{ iat: -1 }, "iat"],
    [{ iat: "0" }, "iat"],
    [{ iat: undefined }, "iat"],
  ])("are refused with the claims %j", async (claims, field) => {
    await expect(verifyDpop(await proofOf(claims), "POST", URL_ASKED)).rejects.toEqual(new Refused("malformed", field));
  });

  it.each([
    "https://user@login.example.com/oauth/token",
    "https:/\t/user@login.example.com/oauth/token",
    "ht\ntps://\n/user:secret@login.example.com/oauth/token",
    "https://login.example.com/oauth/\ttoken",
    " https://login.example.com/oauth/token",
    "blob:https://login.example.com/oauth/token",
    "data:,https://login.example.com/oauth/token",
    "javascript:alert(1)",
    "https://login.example.com./oauth/token",
    "https://login.example.com/oauth/token%00",
    "https://login.example.com//oauth/token",
    "wss://login.example.com/oauth/token",
    "http://[",
  ])("are refused for %s", async (htu) => {
    const proof = await proofOf({ htu });
    await expect(verifyDpop(proof, "POST", URL_ASKED)).rejects.toEqual(new Refused("wrong_audience", "htu"));
  });

  it.each([undefined, null, 1, "", "a.b.c", [], ["a.b.c"]])("are not %j", async (proof) => {
    await expect(verifyDpop(proof, "POST", URL_ASKED)).rejects.toMatchObject({ name: "Refused", code: "malformed" });
  });
});
