import type { RefusalCode } from "@nearside/shared/chain/refusal.ts";
import type { Enrolment } from "@nearside/shared/statements/enrolment.ts";
import type { EnrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import type { Receipt } from "@nearside/shared/statements/receipt.ts";
import { inTheNameOf } from "../../kit/keys.ts";
import { MALLORY } from "../about.ts";
import type { EnrolmentPlan, WrittenEnrolment } from "../enrolment.ts";
import type { Parties, Party } from "../parties.ts";
import type { Twist } from "../twist.ts";
import { OTHER_ISSUER } from "./flaw.ts";

/** A `Flaw` of an enrolment. `layer` is "read: <statement>" or "<check> of <statement>". */
export interface EnrolmentFlaw {
  readonly name: string;
  readonly why: string;
  readonly layer: string;
  readonly code: RefusalCode;
  readonly field: string;
  readonly also?: readonly string[];
  readonly plan?: EnrolmentPlan;
  readonly enrolment?: Partial<WrittenEnrolment>;
}

type Refusal = readonly [RefusalCode, string];
const flaw = (
  layer: string,
  name: string,
  why: string,
  [code, field]: Refusal,
  plan: EnrolmentPlan,
  also?: readonly string[],
): EnrolmentFlaw => ({ name, why, layer, code, field, plan, ...(also === undefined ? {} : { also }) });

/** `other` is an earlier enrolment of the same keys. */
export const enrolmentFlaws = (parties: Parties, other: WrittenEnrolment): EnrolmentFlaw[] => [
  ...requestFlaws(parties),
  ...presenceFlaws(parties),
  ...proofFlaws("device proof", parties.device, parties, (twist) => ({ deviceProof: twist })),
  ...proofFlaws("extension proof", parties.extension, parties, (twist) => ({ extensionProof: twist })),
  ...receiptFlaws(parties),
  ...spliceFlaws(other),
];

const requestFlaws = ({ server, stranger }: Parties): EnrolmentFlaw[] =>
  serverFlaws<EnrolmentRequest["claims"]>("request", "request", server, stranger, (twist) => ({ request: twist }));

/** Protocol §2: the three ways in which a statement is not the server's. */
function serverFlaws<Claims extends { readonly iss: string }>(
  what: string,
  statement: string,
  server: Party,
  stranger: Party,
  plan: (twist: Twist<Claims>) => EnrolmentPlan,
): EnrolmentFlaw[] {
  const layer = what === "receipt" ? "checkReceipt of receipt" : `verifyServerSignature of ${statement}`;
  return [
    flaw(
      layer,
      `${what} by an unknown server key`,
      "Signed by a key that the server never published.",
      ["key_mismatch", "kid"],
      plan({ signer: stranger }),
    ),
    flaw(
      layer,
      `${what} whose kid is the server's, signed by another key`,
      "It names a key of the server and is signed by a stranger's.",
      ["bad_signature", "signature"],
      plan({ signer: inTheNameOf(server, stranger) }),
    ),
    flaw(
      layer,
      `${what} of another issuer`,
      "Signed by the server's key; iss is another server's.",
      ["wrong_issuer", "iss"],
      plan({ claims: (honest) => ({ ...honest, iss: OTHER_ISSUER }) }),
    ),
  ];
}

const presenceFlaws = ({ session, device, stranger }: Parties): EnrolmentFlaw[] => [
  flaw(
    "verifyPresenceSignature of presence proof",
    "presence proof by a session key",
    "At enrolment the device key must answer: it is the one to be bound.",
    ["key_mismatch", "presence.jwk"],
    { presence: { signer: session } },
  ),
  flaw(
    "verifyPresenceSignature of presence proof",
    "presence proof with the device key, signed by another",
    "jwk is the device's public key; the one who answered lacks the private one (threat R12).",
    ["bad_signature", "signature"],
    { presence: { signer: inTheNameOf(device, stranger) } },
  ),
];

type Claims = Enrolment["claims"];

function proofFlaws(
  what: string,
  party: Party,
  { stranger, otherExtension, syncedPasskey }: Parties,
  plan: (twist: Twist<Claims>) => EnrolmentPlan,
): EnrolmentFlaw[] {
  const layer = `checkEnrolmentProof of ${what}`;
  const claims = (name: string, why: string, refusal: Refusal, change: (honest: Claims) => Claims) =>
    flaw(layer, `${what} ${name}`, why, refusal, plan({ claims: change }));
  const { credential_id, public_key } = syncedPasskey.enrolled;
  return [
    claims(
      "of another enrolment",
      "request is the hash of something else.",
      ["request_mismatch", "enrolment.request"],
      (honest) => ({ ...honest, request: "A".repeat(43) }),
    ),
    claims(
      "for another user",
      "The keys would be bound to the attacker's account (threat R12).",
      ["wrong_user", "enrolment.user"],
      (honest) => ({ ...honest, user: MALLORY.id }),
    ),
    claims(
      "for another device key",
      "device_jkt is not the request's.",
      ["key_mismatch", "enrolment.device_jkt"],
      (honest) => ({ ...honest, device_jkt: stranger.thumbprint }),
    ),
    claims(
      "for another extension key",
      "extension_jkt is not the one that met.",
      ["key_mismatch", "enrolment.extension_jkt"],
      (honest) => ({ ...honest, extension_jkt: otherExtension.thumbprint }),
    ),
    claims(
      "for another passkey",
      "credential_id is another passkey's.",
      ["key_mismatch", "enrolment.passkey"],
      (honest) => ({ ...honest, passkey: { ...honest.passkey, credential_id } }),
    ),
    claims(
      "for another public key of the passkey",
      "public_key is another passkey's under the same id.",
      ["key_mismatch", "enrolment.passkey"],
      (honest) => ({ ...honest, passkey: { ...honest.passkey, public_key } }),
    ),
    flaw(
      layer,
      `${what} by another key`,
      "kid and signature are a stranger's: no proof of possession.",
      ["key_mismatch", "enrolment.kid"],
      plan({ signer: stranger }),
    ),
    flaw(
      layer,
      `${what} in the key's name, signed by another`,
      "kid is the key's thumbprint; the signer lacks the private key.",
      ["bad_signature", "signature"],
      plan({ signer: inTheNameOf(party, stranger) }),
    ),
  ];
}

const receiptFlaws = ({ server, stranger, otherExtension, syncedPasskey }: Parties): EnrolmentFlaw[] => {
  const claims = (
    name: string,
    why: string,
    refusal: Refusal,
    change: (honest: Receipt["claims"]) => Receipt["claims"],
  ) => flaw("checkReceipt of receipt", `receipt ${name}`, why, refusal, { receipt: { claims: change } });
  const { credential_id, public_key } = syncedPasskey.enrolled;
  return [
    ...serverFlaws<Receipt["claims"]>("receipt", "receipt", server, stranger, (twist) => ({ receipt: twist })),
    claims(
      "for another user",
      "The machine would be another person's (threat R11).",
      ["wrong_user", "receipt.user"],
      (honest) => ({ ...honest, user: MALLORY }),
    ),
    claims(
      "for another device key",
      "device_jkt is not this machine's.",
      ["key_mismatch", "receipt.device_jkt"],
      (honest) => ({ ...honest, device_jkt: stranger.thumbprint }),
    ),
    claims(
      "for another extension key",
      "extension_jkt is not the one that met.",
      ["key_mismatch", "receipt.extension_jkt"],
      (honest) => ({ ...honest, extension_jkt: otherExtension.thumbprint }),
    ),
    claims(
      "for another passkey",
      "credential_id is another passkey's.",
      ["key_mismatch", "receipt.passkey"],
      (honest) => ({ ...honest, passkey: { ...honest.passkey, credential_id } }),
    ),
    claims(
      "for another public key of the passkey",
      "public_key is another passkey's under the same id.",
      ["key_mismatch", "receipt.passkey"],
      (honest) => ({ ...honest, passkey: { ...honest.passkey, public_key } }),
    ),
  ];
};

/** Statements of another honest enrolment of the same keys: they must not enrol the same machine again. */
const spliceFlaws = (other: WrittenEnrolment): EnrolmentFlaw[] => [
  {
    name: "device proof of an earlier enrolment of the same keys",
    why: "The device key signed it, then and not now.",
    layer: "checkEnrolmentProof of device proof",
    code: "request_mismatch",
    field: "enrolment.request",
    enrolment: { device_proof: other.device_proof },
  },
  {
    name: "extension proof of an earlier enrolment of the same keys",
    why: "The extension key signed it, then and not now.",
    layer: "checkEnrolmentProof of extension proof",
    code: "request_mismatch",
    field: "enrolment.request",
    enrolment: { extension_proof: other.extension_proof },
  },
  {
    name: "request of an earlier enrolment of the same keys",
    why: "The server signed it, then and not now.",
    layer: "checkNonceRequest of nonce",
    code: "nonce_mismatch",
    field: "nonce.request",
    also: [
      "checkHelloBinding of hello",
      "checkPresenceBinding of presence proof",
      "checkEnrolmentProof of extension proof",
      "checkEnrolmentProof of device proof",
    ],
    enrolment: { request: other.request },
  },
];
