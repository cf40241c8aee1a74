import type { WrittenChain } from "@nearside/shared/chain/read-chain.ts";
import type { RefusalCode } from "@nearside/shared/chain/refusal.ts";
import { forge, partsOf } from "../forge.ts";
import type { Parties } from "../parties.ts";
import type { Flaw } from "./flaw.ts";
import { nextLetter, unreadable } from "./reading.ts";

/** Headers that are not exactly alg, typ and the key's place (protocol §2; RFC 7515 §4, RFC 7797). */
export async function headerFlaws(honest: WrittenChain, parties: Parties): Promise<Flaw[]> {
  const flaws: Flaw[] = [];
  for (const [name, why, refusal, header] of deviceHeaders(honest, parties)) {
    const text = await forge(parties.device, JSON.stringify(header), claimsText(honest.device_statement));
    flaws.push(unreadable("device_statement", name, why, refusal, text));
  }
  for (const [name, why, jwk] of helloKeys(parties)) {
    const { header } = partsOf(honest.hello);
    const text = await forge(parties.extension, JSON.stringify({ ...header, jwk }), claimsText(honest.hello));
    flaws.push(unreadable("hello", name, why, ["malformed", "header"], text));
  }
  return flaws;
}

const claimsText = (jws: string): string => JSON.stringify(partsOf(jws).claims);

type Line = readonly [name: string, why: string, refusal: readonly [RefusalCode, string], header: unknown];

function deviceHeaders(honest: WrittenChain, { device, stranger }: Parties): Line[] {
  const { header } = partsOf(honest.device_statement);
  const { typ: _typ, ...untyped } = header;
  const { alg: _alg, ...withoutAlg } = header;
  const { kid: _kid, ...keyless } = header;
  const more = (name: string, why: string, members: object): Line => [
    name,
    why,
    ["malformed", "header"],
    { ...header, ...members },
  ];
  const wrongAlg = (alg: string): Line => [
    `signed, with alg ${alg}`,
    "Signed with ES256 by the right key; the header says otherwise.",
    ["wrong_algorithm", "alg"],
    { ...header, alg },
  ];
  return [
    ["no typ", "typ is missing.", ["wrong_type", "typ"], untyped],
    ["typ as a media type", "typ has application/ in front.", ["wrong_type", "typ"], mediaType(header)],
    ["typ in capitals", "typ is compared unchanged.", ["wrong_type", "typ"], capitals(header)],
    ["no alg", "alg is missing.", ["wrong_algorithm", "alg"], withoutAlg],
    wrongAlg("none"),
    wrongAlg("es256"),
    wrongAlg("ES384"),
    wrongAlg("EdDSA"),
    wrongAlg("RS256"),
    more("jku", "It says where to fetch its key.", { jku: "https://evil.example/jwks.json" }),
    more("x5u", "It says where to fetch its certificate.", { x5u: "https://evil.example/cert.pem" }),
    more("x5c", "It brings a certificate.", { x5c: ["MIIB"] }),
    more("x5t#S256", "It names a certificate.", { "x5t#S256": device.thumbprint }),
    more("crit", "It asks for an extension of JWS.", { crit: ["exp"], exp: 0 }),
    more("crit of nothing", "crit is empty.", { crit: [] }),
    more("b64 false", "Its payload would not be base64url (RFC 7797).", { crit: ["b64"], b64: false }),
    more("b64 true", "It says what is true anyway.", { b64: true }),
    more("cty", "It says that its payload is a JWT.", { cty: "JWT" }),
    more("zip", "It says that its payload is compressed.", { zip: "DEF" }),
    more("an unknown member", "Nobody knows what it means.", { nearside: 1 }),
    more("a member constructor", "A name that every object has.", { constructor: 1 }),
    more("a member toString", "A name that every object has.", { toString: 1 }),
    more("kid of an address", "kid is no thumbprint.", { kid: "https://evil.example/key" }),
    more("kid of a path", "kid is no thumbprint.", { kid: "../../etc/passwd" }),
    more("kid of a number", "kid is no text.", { kid: 1 }),
    more("kid with loose bits", "A second text for one thumbprint.", { kid: nextLetter(device.thumbprint) }),
    ["no kid", "No place for the key at all.", ["malformed", "header"], keyless],
    ["jwk of a stranger beside kid", "It brings a key.", ["malformed", "header"], { ...header, jwk: stranger.jwk }],
    ["a header that is an array", "An array.", ["wrong_type", "typ"], [header]],
    ["a header that is null", "null.", ["malformed", "header"], null],
    ["a header that is a text", "A text.", ["malformed", "header"], "ES256"],
  ];
}

const mediaType = (header: Readonly<Record<string, unknown>>) => ({ ...header, typ: `application/${header["typ"]}` });
const capitals = (header: Readonly<Record<string, unknown>>) => ({
  ...header,
  typ: String(header["typ"]).toUpperCase(),
});

function helloKeys({ extension, stranger }: Parties): (readonly [name: string, why: string, jwk: unknown])[] {
  const { jwk } = extension;
  return [
    ["jwk with a private part", "d, whatever it is.", { ...jwk, d: stranger.jwk.x }],
    ["jwk with a use", "A member that is not of the point.", { ...jwk, use: "sig" }],
    ["jwk with a certificate", "x5c.", { ...jwk, x5c: ["MIIB"] }],
    ["jwk with a kid", "A second name for the key.", { ...jwk, kid: extension.thumbprint }],
    ["jwk of another kind", "kty OKP.", { kty: "OKP", crv: "Ed25519", x: jwk.x }],
    ["jwk that is a secret", "kty oct: what HS256 would take.", { kty: "oct", k: jwk.x }],
    ["jwk on another curve", "crv secp256k1.", { ...jwk, crv: "secp256k1" }],
    ["jwk whose x has loose bits", "A second thumbprint for one key.", { ...jwk, x: nextLetter(jwk.x) }],
    ["jwk whose y has loose bits", "A second thumbprint for one key.", { ...jwk, y: nextLetter(jwk.y) }],
    ["jwk whose x is padded", "A second thumbprint for one key.", { ...jwk, x: `${jwk.x}=` }],
    ["jwk whose x has a zero in front", "33 bytes: a second thumbprint for one key.", { ...jwk, x: longer(jwk.x) }],
    ["jwk without y", "Half a point.", { kty: jwk.kty, crv: jwk.crv, x: jwk.x }],
    ["jwk that is null", "null.", null],
    ["jwk that is an address", "A text.", "https://evil.example/key"],
    ["jwk that is a set", "Two keys.", { keys: [jwk, stranger.jwk] }],
  ];
}

const longer = (coordinate: string): string =>
  Buffer.concat([Buffer.of(0), Buffer.from(coordinate, "base64url")]).toString("base64url");
