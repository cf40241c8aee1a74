import type { WrittenChain } from "@nearside/shared/chain/read-chain.ts";
import type { RefusalCode } from "@nearside/shared/chain/refusal.ts";
import { forge, partsOf, resigned, signText } from "../forge.ts";
import type { Parties, Party } from "../parties.ts";
import type { Flaw } from "./flaw.ts";
import { nextLetter, unreadable } from "./reading.ts";

type Refusal = readonly [RefusalCode, string];
const JSON_TEXT: Refusal = ["malformed", "json"];
const PAYLOAD: Refusal = ["malformed", "payload"];
const HEADER: Refusal = ["malformed", "header"];
const JWS: Refusal = ["malformed", "jws"];
const SIGNATURE: Refusal = ["malformed", "signature"];
const MEMBER: Refusal = ["malformed", "device_statement"];

type Line = readonly [name: string, why: string, refusal: Refusal, text: unknown];

/** Texts that are not the one text of a statement (threats P7, P8; RFC 7515 §3.1, §5.2). */
export async function textFlaws(honest: WrittenChain, { device }: Parties): Promise<Flaw[]> {
  const jws = honest.device_statement;
  const lines: Line[] = [
    ...(await payloadLines(jws, device)),
    ...(await encodingLines(jws, device)),
    ...structureLines(jws),
    ...signatureLines(jws),
  ];
  return lines.map((line) => unreadable("device_statement", ...line));
}

async function payloadLines(jws: string, device: Party): Promise<Line[]> {
  const { header, claims } = partsOf(jws);
  const head = JSON.stringify(header);
  const json = JSON.stringify(claims);
  const { iat } = claims;
  const bytes = Buffer.from(json);
  const inHostname = (inserted: Uint8Array): Buffer => {
    const at = bytes.indexOf("laptop");
    return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)]);
  };
  const payloads: (readonly [name: string, why: string, refusal: Refusal, payload: string | Uint8Array])[] = [
    ["a space in the payload", "JSON with white space.", JSON_TEXT, json.replace(":", ": ")],
    ["a newline after the payload", "JSON with white space.", JSON_TEXT, `${json}\n`],
    ["a claim twice", "One reader takes the first, one the last.", JSON_TEXT, json.replace("{", `{"iat":0,`)],
    ["a claim twice with one value", "Two texts for one value.", JSON_TEXT, json.replace("{", `{"iat":${iat},`)],
    ["a claim twice, once escaped", "\\u0069at is iat.", JSON_TEXT, json.replace("{", '{"\\u0069at":0,')],
    ["a needless escape", "\\u0061 for a.", JSON_TEXT, json.replace("laptop", "l\\u0061ptop")],
    ["an escaped slash", "\\/ for /.", JSON_TEXT, json.replace("https://", "https:\\/\\/")],
    ["an escape in capitals", "\\u001B for \\u001b.", JSON_TEXT, json.replace("laptop", "lap\\u001Btop")],
    ["iat as 1.772e9", "Two texts for one number.", JSON_TEXT, json.replace(`${iat}`, "1.772e9")],
    ["iat as 1772000000.0", "Two texts for one number.", JSON_TEXT, json.replace(`${iat}`, `${iat}.0`)],
    ["iat as -0", "Two texts for one number.", JSON_TEXT, json.replace(`"iat":${iat}`, '"iat":-0')],
    ["iat before 1970", "A negative time.", ["malformed", "iat"], json.replace(`"iat":${iat}`, '"iat":-1')],
    ["iat with a fraction", "Half a second.", ["malformed", "iat"], json.replace(`"iat":${iat}`, `"iat":${iat}.5`)],
    ["iat as a text", "No number.", ["malformed", "iat"], json.replace(`"iat":${iat}`, `"iat":"${iat}"`)],
    ["iat in milliseconds", "The year 58 122.", ["malformed", "iat"], json.replace(`"iat":${iat}`, `"iat":${iat}000`)],
    ["iat past every number", "1e400.", JSON_TEXT, json.replace(`"iat":${iat}`, '"iat":1e400')],
    ["iat null", "No number.", ["malformed", "iat"], json.replace(`"iat":${iat}`, '"iat":null')],
    [
      "half of a surrogate pair",
      "\\ud800, as JSON.stringify writes it.",
      JSON_TEXT,
      json.replace("laptop", "lap\\ud800top"),
    ],
    ["a byte order mark", "U+FEFF before the payload.", JSON_TEXT, `\uFEFF${json}`],
    ["a payload that is not UTF-8", "A byte 0xFF.", PAYLOAD, inHostname(Buffer.of(0xff))],
    ["an overlong form of UTF-8", "0xC0 0x80 for NUL.", PAYLOAD, inHostname(Buffer.of(0xc0, 0x80))],
    ["a surrogate in UTF-8", "0xED 0xA0 0x80.", PAYLOAD, inHostname(Buffer.of(0xed, 0xa0, 0x80))],
    ["a NUL in a text", "A control character that is not escaped.", JSON_TEXT, inHostname(Buffer.of(0))],
    ["a payload in UTF-16", "Two bytes for each character.", PAYLOAD, Buffer.from(`\uFEFF${json}`, "utf16le")],
    ["half a payload", "Cut short.", JSON_TEXT, json.slice(0, -1)],
    ["two payloads", "One after the other.", JSON_TEXT, json + json],
    ["a payload that is an array", "An array.", ["malformed", "iss"], `[${json}]`],
    ["a payload that is null", "null.", ["malformed", "claims"], "null"],
    ["an empty payload", "Detached (RFC 7515 §F).", JSON_TEXT, ""],
    [
      "a payload five thousand levels deep",
      "A program that walks it runs out of stack.",
      JSON_TEXT,
      "[".repeat(5000) + "]".repeat(5000),
    ],
    [
      "a payload forty levels deep",
      "Deeper than any statement.",
      JSON_TEXT,
      json.replace('"laptop"', "[".repeat(40) + "]".repeat(40)),
    ],
  ];
  return Promise.all(
    payloads.map(async ([name, why, refusal, payload]): Promise<Line> => {
      return [name, why, refusal, await forge(device, head, payload)];
    }),
  );
}

/** Other texts of base64url for the same bytes, each signed as it is written. */
async function encodingLines(jws: string, device: Party): Promise<Line[]> {
  const { header, claims } = partsOf(jws);
  const encode = (part: object, spaces: string) => Buffer.from(JSON.stringify(part) + spaces).toString("base64url");
  const head = encode(header, "");
  // A part of 4n characters has no bits to spare; white space at its end makes some, and would be a flaw of its own,
  // but the encoding is judged first.
  const loose = (part: object) => {
    const texts = ["", " "].map((spaces) => encode(part, spaces));
    return nextLetter(texts.find((text) => text.length % 4 !== 0) ?? "");
  };
  const signed = async (name: string, why: string, refusal: Refusal, text: string): Promise<Line> => [
    name,
    why,
    refusal,
    await signText(device, text),
  ];
  const payload = encode(claims, "");
  return [
    await signed("a padded header", "= at its end.", HEADER, `${head}=.${payload}`),
    await signed("a padded payload", "= at its end.", PAYLOAD, `${head}.${payload}=`),
    await signed("loose bits at the header's end", "Bits of no byte.", HEADER, `${loose(header)}.${payload}`),
    await signed("loose bits at the payload's end", "Bits of no byte.", PAYLOAD, `${head}.${loose(claims)}`),
    await signed(
      "a newline in the payload's text",
      "Folded.",
      PAYLOAD,
      `${head}.${payload.slice(0, 64)}\n${payload.slice(64)}`,
    ),
    await signed("a percent sign in the payload's text", "%41 for A.", PAYLOAD, `${head}.${payload.slice(0, 64)}%41`),
    await signed("a header in JSON", "Not encoded.", HEADER, `${JSON.stringify(header)}.${payload}`),
    await signed("an empty header", "Nothing before the first dot.", JSON_TEXT, `.${payload}`),
  ];
}

const structureLines = (jws: string): Line[] => {
  const [head = "", payload = "", signature = ""] = jws.split(".");
  return [
    ["two parts", "No signature and no dot for it.", JWS, `${head}.${payload}`],
    ["four parts", "A dot too many at the end.", JWS, `${jws}.`],
    ["five parts", "As JWE has.", JWS, `${jws}.AAAA.AAAA`],
    ["JSON serialization", "RFC 7515 §7.2.", JWS, JSON.stringify({ protected: head, payload, signature })],
    ["a space before it", "White space.", HEADER, ` ${jws}`],
    ["a newline after it", "White space.", SIGNATURE, `${jws}\n`],
    ["a NUL after it", "A control character.", SIGNATURE, `${jws}\0`],
    ["a scheme before it", "As in an Authorization header.", HEADER, `DPoP ${jws}`],
    ["too long by one character", "16 385 characters.", MEMBER, jws + "A".repeat(16_385 - jws.length)],
    ["an empty text", "Nothing.", MEMBER, ""],
    ["null", "null.", MEMBER, null],
    ["a number", "A number.", MEMBER, 1],
    ["an object", "The parts as an object.", MEMBER, { protected: head, payload, signature }],
    ["an array of itself", "Twice the same.", MEMBER, [jws, jws]],
  ];
};

const signatureLines = (jws: string): Line[] => [
  ["a signature of 63 bytes", "Cut short.", SIGNATURE, resigned(jws, (bytes) => bytes.subarray(0, 63))],
  [
    "a signature of 65 bytes",
    "A zero after it.",
    SIGNATURE,
    resigned(jws, (bytes) => Buffer.concat([bytes, Buffer.of(0)])),
  ],
  ["a signature of 66 bytes", "R and S with a zero in front of each.", SIGNATURE, resigned(jws, widened)],
  ["no signature", "Nothing after the second dot.", SIGNATURE, resigned(jws, () => new Uint8Array())],
  ["a padded signature", "== at its end.", SIGNATURE, `${jws}==`],
  ["a signature in base64", "+ and / for - and _.", SIGNATURE, inBase64(jws)],
];

const widened = (bytes: Uint8Array): Uint8Array =>
  Buffer.concat([Buffer.of(0), bytes.subarray(0, 32), Buffer.of(0), bytes.subarray(32)]);

/** The last character is + in any case: a signature need not have one of the two letters. */
const inBase64 = (jws: string): string => {
  const [head, payload, signature = ""] = jws.split(".");
  return `${head}.${payload}.${signature.replaceAll("-", "+").replaceAll("_", "/").slice(0, -1)}+`;
};
