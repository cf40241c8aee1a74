import { createHmac, createPublicKey } from "node:crypto";
import type { RefusalCode } from "@nearside/shared/chain/refusal.ts";
import { CLOCK_LEEWAY_SECONDS, DEVICE_STATEMENT_SECONDS } from "@nearside/shared/lifetimes.ts";
import { browserStatement } from "@nearside/shared/statements/browser.ts";
import { deviceStatement } from "@nearside/shared/statements/device.ts";
import { signDpop } from "@nearside/shared/statements/dpop.ts";
import { refreshStatement } from "@nearside/shared/statements/refresh.ts";
import { inTheNameOf } from "../../kit/keys.ts";
import { idOf, STARTED, VECTORS_ISSUER } from "../about.ts";
import { derOf, forge, partsOf, resigned } from "../forge.ts";
import type { Parties } from "../parties.ts";
import type { ProofVectors } from "../vector.ts";
import { nextLetter } from "./reading.ts";

const METHOD = "POST";
const ENDPOINT = `${VECTORS_ISSUER}/oauth/token`;

/** DPoP proofs by the session key (RFC 9449 §4.3). */
export async function dpopVectors({ session, stranger }: Parties): Promise<ProofVectors["dpop"]> {
  const proofClaims = { method: METHOD, url: ENDPOINT, jti: idOf("dpop"), iat: STARTED };
  const proof = await signDpop(session, proofClaims);
  const { header, claims } = partsOf(proof);
  const made = (newHeader: object, newClaims: object) =>
    forge(session, JSON.stringify(newHeader), JSON.stringify(newClaims));
  const { typ: _typ, ...untyped } = header;
  const { jwk: _jwk, ...keyless } = header;
  const { jti: _jti, ...anonymous } = claims;
  const vector = (
    name: string,
    why: string,
    [code, field]: readonly [RefusalCode, string],
    change: { readonly proof?: string; readonly method?: string; readonly url?: string },
  ) => ({ name, why, layer: "verifyDpop", code, field, ...change });
  const target = async (name: string, why: string, htu: string) =>
    vector(`htu ${name}`, why, ["wrong_audience", "htu"], { proof: await made(header, { ...claims, htu }) });
  const unsigned = proof.slice(0, proof.lastIndexOf("."));
  const pem = createPublicKey({ key: { ...session.jwk }, format: "jwk" }).export({ type: "spki", format: "pem" });
  const hs256 = `${encode({ ...header, alg: "HS256" })}.${encode(claims)}`;
  return {
    honest: { proof, method: METHOD, url: ENDPOINT, jkt: session.thumbprint },
    vectors: [
      vector("another method", "The proof was made for POST.", ["wrong_audience", "htm"], { method: "GET" }),
      vector("the method in small letters", "Methods have one case (RFC 9110 §9.1).", ["wrong_audience", "htm"], {
        proof: await made(header, { ...claims, htm: "post" }),
      }),
      vector("another endpoint", "The proof was made for the token endpoint.", ["wrong_audience", "htu"], {
        url: `${VECTORS_ISSUER}/api/enrolments`,
      }),
      await target("of another host", "Taken from another server.", "https://login.example.net/oauth/token"),
      await target("of a host that begins alike", "Another host.", `${VECTORS_ISSUER}.evil.example/oauth/token`),
      await target("of another port", "Another origin.", `${VECTORS_ISSUER}:8443/oauth/token`),
      await target("without TLS", "Another scheme.", "http://login.example.com/oauth/token"),
      await target("with a slash at its end", "Another path.", `${ENDPOINT}/`),
      await target("in capitals", "Paths have one case.", `${VECTORS_ISSUER}/OAUTH/TOKEN`),
      await target("with an escaped slash", "Another path.", `${VECTORS_ISSUER}/oauth%2Ftoken`),
      await target(
        "with the host as a user",
        "The host is after the @.",
        "https://login.example.com@evil.example/oauth/token",
      ),
      await target(
        "with a user",
        "User information is no part of an http URL.",
        "https://ada@login.example.com/oauth/token",
      ),
      await target("with a user and a password", "The same.", "https://ada:secret@login.example.com/oauth/token"),
      await target(
        "with a user of no letters",
        "An @ and nothing before it.",
        "https://@login.example.com/oauth/token",
      ),
      await target("of a path alone", "No URL.", "/oauth/token"),
      await target("of nothing", "An empty text.", ""),
      vector("another typ", "typ is that of any JWT.", ["wrong_type", "typ"], {
        proof: await made({ ...header, typ: "JWT" }, claims),
      }),
      vector("no typ", "typ is missing.", ["wrong_type", "typ"], { proof: await made(untyped, claims) }),
      vector("a hello in its place", "Another statement with a jwk.", ["wrong_type", "typ"], {
        proof: await made({ ...header, typ: "nearside-hello+jwt" }, claims),
      }),
      vector("alg none", "Not signed.", ["wrong_algorithm", "alg"], {
        proof: `${encode({ ...header, alg: "none" })}.${encode(claims)}.`,
      }),
      vector(
        "alg HS256 with the public key as the secret",
        "A MAC that everybody can make.",
        ["wrong_algorithm", "alg"],
        {
          proof: `${hs256}.${createHmac("sha256", pem).update(hs256).digest("base64url")}`,
        },
      ),
      vector("no jwk", "No key.", ["malformed", "header"], { proof: await made(keyless, claims) }),
      vector("kid in the place of jwk", "No key.", ["malformed", "header"], {
        proof: await made({ ...keyless, kid: session.thumbprint }, claims),
      }),
      vector("jwk with a private part", "RFC 9449 §4.3 step 7.", ["malformed", "header"], {
        proof: await made({ ...header, jwk: { ...session.jwk, d: session.jwk.x } }, claims),
      }),
      vector("jwk with loose bits", "A second thumbprint for one key.", ["malformed", "header"], {
        proof: await made({ ...header, jwk: { ...session.jwk, x: nextLetter(session.jwk.x) } }, claims),
      }),
      vector("jku beside jwk", "It says where to fetch a key.", ["malformed", "header"], {
        proof: await made({ ...header, jku: "https://evil.example" }, claims),
      }),
      vector("the session key, signed by another", "No possession.", ["bad_signature", "signature"], {
        proof: await signDpop(inTheNameOf(session, stranger), proofClaims),
      }),
      vector("a claim changed after it was signed", "iat is later.", ["bad_signature", "signature"], {
        proof: `${encode(header)}.${encode({ ...claims, iat: STARTED + 60 })}.${proof.slice(unsigned.length + 1)}`,
      }),
      vector("no jti", "It could be used twice.", ["malformed", "jti"], { proof: await made(header, anonymous) }),
      vector("an empty jti", "It could be used twice.", ["malformed", "jti"], {
        proof: await made(header, { ...claims, jti: "" }),
      }),
      vector("a jti of 129 characters", "It would be stored.", ["malformed", "jti"], {
        proof: await made(header, { ...claims, jti: "a".repeat(129) }),
      }),
      vector("iat with a fraction", "Half a second.", ["malformed", "iat"], {
        proof: await made(header, { ...claims, iat: STARTED + 0.5 }),
      }),
      vector("a claim twice", "Two readers, two values.", ["malformed", "json"], {
        proof: await forge(session, JSON.stringify(header), JSON.stringify(claims).replace("{", '{"htm":"GET",')),
      }),
      vector("the signature in DER", "A second text for one signature.", ["malformed", "signature"], {
        proof: resigned(proof, derOf),
      }),
    ],
  };
}

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

/** Statements of a machine beyond the times they may have (protocol §2, §3.7, §4.6). Received at `STARTED`. */
export async function timesVectors({ device, session }: Parties): Promise<ProofVectors["times"]> {
  const life = DEVICE_STATEMENT_SECONDS;
  const claims = { iss: device.thumbprint, aud: VECTORS_ISSUER, jti: idOf("times") };
  const made = {
    refresh: (iat: number, exp: number) =>
      refreshStatement.sign(device, { ...claims, iat, exp, cnf: { jkt: session.thumbprint } }),
    browser: (iat: number, exp: number) =>
      browserStatement.sign(device, { ...claims, iat, exp, loopback: { address: "127.0.0.1", port: 40_000 } }),
  };
  const early = STARTED - CLOCK_LEEWAY_SECONDS - 1;
  const late = STARTED + CLOCK_LEEWAY_SECONDS + 1;
  const flaws = [
    ["that ends when it begins", "exp = iat.", "malformed", "exp", STARTED, STARTED],
    ["that ends before it begins", "exp = iat − 1 s.", "malformed", "exp", STARTED, STARTED - 1],
    ["that lives a second too long", "exp = iat + 61 s.", "malformed", "exp", STARTED, STARTED + life + 1],
    [
      "that lives for years",
      "Somebody who has it once would have it forever.",
      "malformed",
      "exp",
      STARTED,
      2 * STARTED,
    ],
    ["of a clock a second too far ahead", "iat is 61 s ahead.", "clock_skew", "iat", late, late + life],
    ["of a clock a second too far behind", "exp was 61 s ago.", "clock_skew", "exp", early - life, early],
  ] as const;
  const vectors: ProofVectors["times"]["vectors"] = [];
  for (const statement of ["refresh", "browser"] as const) {
    for (const [name, why, code, field, iat, exp] of flaws)
      vectors.push({
        name: `${statement} statement ${name}`,
        why,
        layer: "judgeTimes",
        code,
        field,
        statement,
        text: await made[statement](iat, exp),
      });
    for (const [name, text] of await strangers(statement, device, session))
      vectors.push({
        name: `${statement} statement: ${name} in its place`,
        why: "By the same key, for another purpose.",
        layer: "read",
        code: "wrong_type",
        field: "typ",
        statement,
        text,
      });
  }
  return {
    at: STARTED,
    honest: {
      refresh: await made.refresh(STARTED, STARTED + life),
      browser: await made.browser(STARTED, STARTED + life),
    },
    vectors,
  };
}

/** The device key's other statements. */
async function strangers(
  statement: "refresh" | "browser",
  device: Parties["device"],
  session: Parties["session"],
): Promise<(readonly [string, string])[]> {
  const claims = { iss: device.thumbprint, aud: VECTORS_ISSUER, jti: idOf("times"), iat: STARTED, exp: STARTED + 60 };
  const loopback = { address: "127.0.0.1", port: 40_000 } as const;
  const cnf = { jkt: session.thumbprint };
  const nothing = { hostname: "", os: "", account: "", command: "", cwd: "", parent: null, tty: null, remote: null };
  const other =
    statement === "refresh"
      ? (["browser statement", await browserStatement.sign(device, { ...claims, loopback })] as const)
      : (["refresh statement", await refreshStatement.sign(device, { ...claims, cnf })] as const);
  return [
    other,
    ["device statement", await deviceStatement.sign(device, { ...claims, cnf, loopback, context: nothing })],
  ];
}
