import type { RefusalCode } from "@nearside/shared/chain/refusal.ts";
import { idOf } from "../about.ts";
import type { WrittenEnrolment } from "../enrolment.ts";
import { derOf, forge, partsOf, resigned } from "../forge.ts";
import type { Parties, Party } from "../parties.ts";
import type { EnrolmentFlaw } from "./enrolment.ts";
import { nextLetter } from "./reading.ts";

type Refusal = readonly [RefusalCode, string];

/** Statements that must be refused before anything is verified, each signed by the right key. */
export async function enrolmentReadingFlaws(honest: WrittenEnrolment, parties: Parties): Promise<EnrolmentFlaw[]> {
  const { server, device, extension, passkey } = parties;
  const read = (
    member: keyof WrittenEnrolment,
    name: string,
    why: string,
    [code, field]: Refusal,
    text: string,
  ): EnrolmentFlaw => ({
    name: `${member}: ${name}`,
    why,
    layer: `read: ${member}`,
    code,
    field,
    enrolment: { [member]: text },
  });
  const changed = (member: keyof WrittenEnrolment, party: Party, change: object) => {
    const { header, claims } = partsOf(honest[member]);
    return forge(party, JSON.stringify(header), JSON.stringify({ ...claims, ...change }));
  };
  const looseKey = { ...passkey.enrolled, public_key: nextLetter(passkey.enrolled.public_key) };
  const { backup_eligible: _flag, ...loose } = looseKey;
  const withX = async (member: keyof WrittenEnrolment, party: Party) => {
    const { header, claims } = partsOf(honest[member]);
    return forge(party, JSON.stringify({ ...header, jku: "https://evil.example" }), JSON.stringify(claims));
  };
  return [
    read(
      "request",
      "a receipt in its place",
      "Another statement of the server.",
      ["wrong_type", "typ"],
      honest.receipt,
    ),
    read(
      "receipt",
      "a request in its place",
      "Another statement of the server.",
      ["wrong_type", "typ"],
      honest.request,
    ),
    read(
      "device_proof",
      "a presence proof in its place",
      "By the same key.",
      ["wrong_type", "typ"],
      honest.presence_proof,
    ),
    read("presence_proof", "a proof in its place", "By the same key.", ["wrong_type", "typ"], honest.device_proof),
    read(
      "request",
      "a claim too many",
      "Unknown.",
      ["malformed", "claims"],
      await changed("request", server, { admin: true }),
    ),
    read(
      "device_proof",
      "a claim too many",
      "Unknown.",
      ["malformed", "claims"],
      await changed("device_proof", device, { words: "" }),
    ),
    read(
      "receipt",
      "a claim too many",
      "Unknown.",
      ["malformed", "claims"],
      await changed("receipt", server, { role: "admin" }),
    ),
    read(
      "request",
      "a login's id",
      "jti begins with rq_.",
      ["malformed", "jti"],
      await changed("request", server, { jti: `rq_${idOf("x")}` }),
    ),
    read(
      "request",
      "no user",
      "user is null.",
      ["malformed", "user"],
      await changed("request", server, { user: null }),
    ),
    read(
      "device_proof",
      "a public key with loose bits",
      "A second text for one key.",
      ["malformed", "passkey.public_key"],
      await changed("device_proof", device, { passkey: loose }),
    ),
    read(
      "extension_proof",
      "a public key with loose bits",
      "A second text for one key.",
      ["malformed", "passkey.public_key"],
      await changed("extension_proof", extension, { passkey: loose }),
    ),
    read(
      "receipt",
      "a public key with loose bits",
      "A second text for one key.",
      ["malformed", "passkey.public_key"],
      await changed("receipt", server, { passkey: loose }),
    ),
    read("request", "jku", "It says where to fetch its key.", ["malformed", "header"], await withX("request", server)),
    read(
      "device_proof",
      "jku",
      "It says where to fetch its key.",
      ["malformed", "header"],
      await withX("device_proof", device),
    ),
    read("receipt", "jku", "It says where to fetch its key.", ["malformed", "header"], await withX("receipt", server)),
    read(
      "device_proof",
      "the signature in DER",
      "A second text.",
      ["malformed", "signature"],
      resigned(honest.device_proof, derOf),
    ),
    read(
      "receipt",
      "loose bits at the signature's end",
      "A second text.",
      ["malformed", "signature"],
      nextLetter(honest.receipt),
    ),
  ];
}
