import { NONCE_SECONDS, REQUEST_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { Hello } from "@nearside/shared/statements/hello.ts";
import type { Attestation } from "@nearside/shared/statements/locality.ts";
import type { Nonce } from "@nearside/shared/statements/nonce.ts";
import type { PresenceProof } from "@nearside/shared/statements/presence.ts";
import { inTheNameOf } from "../../kit/keys.ts";
import { LOOPBACK } from "../../kit/machine.ts";
import { idOf, STARTED } from "../about.ts";
import { resigned } from "../forge.ts";
import type { Plan } from "../login.ts";
import type { Parties } from "../parties.ts";
import type { Flaw } from "./flaw.ts";
import { serverSignatureFlaws } from "./server-signature.ts";

const OTHER_HASH = "A".repeat(43);
const nonce = (claims: (honest: Nonce["claims"]) => Nonce["claims"]): Plan => ({ nonce: { claims } });
const hello = (claims: (honest: Hello["claims"]) => Hello["claims"]): Plan => ({ hello: { claims } });
const presence = (claims: (honest: PresenceProof["claims"]) => PresenceProof["claims"]): Plan => ({
  presence: { claims },
});
const attestation = (claims: (honest: Attestation["claims"]) => Attestation["claims"]): Plan => ({
  attestation: { claims },
});

/** Flaws of hello, presence proof and attestation (protocol §4.3, §4.4). */
export const meetingFlaws = (parties: Parties): Flaw[] => [
  ...serverSignatureFlaws<Nonce["claims"]>("nonce", "checkNonceSignature", parties, (twist) => ({ nonce: twist })),
  ...nonceFlaws(),
  ...helloFlaws(parties),
  ...presenceFlaws(parties),
  ...localityFlaws(parties),
];

const nonceFlaws = (): Flaw[] => [
  {
    name: "nonce that names another login",
    why: "request is the hash of something else.",
    layer: "checkNonceRequest",
    code: "nonce_mismatch",
    field: "nonce.request",
    plan: nonce((honest) => ({ ...honest, request: OTHER_HASH })),
  },
  {
    name: "request that lives a second too long",
    why: "exp = iat + 301 s.",
    layer: "checkNonceTime",
    code: "request_expired",
    field: "request.exp",
    plan: { request: { claims: (honest) => ({ ...honest, exp: honest.iat + REQUEST_SECONDS + 1 }) } },
  },
  {
    name: "nonce that lives a second too long",
    why: "exp = iat + 61 s.",
    layer: "checkNonceTime",
    code: "nonce_expired",
    field: "nonce.exp",
    plan: nonce((honest) => ({ ...honest, exp: honest.iat + NONCE_SECONDS + 1 })),
  },
  {
    name: "request that ends before it begins",
    why: "exp = iat - 1 s.",
    layer: "checkNonceTime",
    code: "request_expired",
    field: "request.exp",
    also: ["checkDecisionTime"],
    plan: { request: { claims: (honest) => ({ ...honest, exp: honest.iat - 1 }) } },
  },
  {
    name: "nonce that ends before it begins",
    why: "exp = iat - 1 s.",
    layer: "checkNonceTime",
    code: "nonce_expired",
    field: "nonce.exp",
    plan: nonce((honest) => ({ ...honest, exp: honest.iat - 1 })),
  },
  {
    name: "nonce from before its request",
    why: "iat is a second before the request's.",
    layer: "checkNonceTime",
    code: "nonce_expired",
    field: "nonce.iat",
    plan: nonce((honest) => ({ ...honest, iat: STARTED, exp: STARTED + NONCE_SECONDS })),
  },
  {
    name: "nonce from after its request's end",
    why: "iat is a second after the request's exp; no decision can be after the one and before the other.",
    layer: "checkNonceTime",
    code: "request_expired",
    field: "nonce.iat",
    also: ["checkDecisionTime"],
    plan: nonce((honest) => ({
      ...honest,
      iat: STARTED + 1 + REQUEST_SECONDS + 1,
      exp: STARTED + 1 + REQUEST_SECONDS + 1 + NONCE_SECONDS,
    })),
  },
];

const helloFlaws = ({ extension, otherExtension, stranger }: Parties): Flaw[] => [
  {
    name: "hello by an extension that the request does not list",
    why: "It is of the same bound set, but the request was not made for it; everything else is in order.",
    layer: "checkHelloListed",
    code: "extension_not_listed",
    field: "hello.jwk",
    plan: { hello: { signer: otherExtension } },
  },
  {
    name: "hello with a listed key, signed by another",
    why: "jwk is the extension's public key, which is no secret; a stranger signed.",
    layer: "checkHelloSignature",
    code: "bad_signature",
    field: "signature",
    plan: { hello: { signer: inTheNameOf(extension, stranger) }, attestation: { signer: extension } },
  },
  {
    name: "hello with a signature of zeros",
    why: "R = S = 0.",
    layer: "checkHelloSignature",
    code: "bad_signature",
    field: "signature",
    plan: { hello: { text: (jws) => resigned(jws, () => new Uint8Array(64)) } },
  },
  {
    name: "hello for another login",
    why: "request is the hash of something else.",
    layer: "checkHelloBinding",
    code: "request_mismatch",
    field: "hello.request",
    plan: hello((honest) => ({ ...honest, request: OTHER_HASH })),
  },
  {
    name: "hello with another nonce",
    why: "nonce is not the server's.",
    layer: "checkHelloBinding",
    code: "nonce_mismatch",
    field: "hello.nonce",
    plan: hello((honest) => ({ ...honest, nonce: idOf("another nonce") })),
  },
];

const presenceFlaws = ({ session, otherSession, stranger, otherExtension, device }: Parties): Flaw[] => [
  {
    name: "presence proof by another session key",
    why: "The one who answered is not the command line of this request.",
    layer: "checkPresenceSignature",
    code: "key_mismatch",
    field: "presence.jwk",
    plan: { presence: { signer: otherSession } },
  },
  {
    name: "presence proof by the device key",
    why: "At enrolment the device key answers; at a login it must be the session key.",
    layer: "checkPresenceSignature",
    code: "key_mismatch",
    field: "presence.jwk",
    plan: { presence: { signer: device } },
  },
  {
    name: "presence proof with the session key, signed by another",
    why: "jwk is the session key; a stranger signed.",
    layer: "checkPresenceSignature",
    code: "bad_signature",
    field: "signature",
    plan: { presence: { signer: inTheNameOf(session, stranger) } },
  },
  {
    name: "presence proof for another login",
    why: "request is the hash of something else.",
    layer: "checkPresenceBinding",
    code: "request_mismatch",
    field: "presence.request",
    plan: presence((honest) => ({ ...honest, request: OTHER_HASH })),
  },
  {
    name: "presence proof with another nonce",
    why: "nonce is not the server's.",
    layer: "checkPresenceBinding",
    code: "nonce_mismatch",
    field: "presence.nonce",
    plan: presence((honest) => ({ ...honest, nonce: idOf("another nonce") })),
  },
  {
    name: "presence proof that answers another hello",
    why: "xn is not the extension's.",
    layer: "checkPresenceBinding",
    code: "handshake_mismatch",
    field: "presence.xn",
    plan: presence((honest) => ({ ...honest, xn: idOf("another xn") })),
  },
  {
    name: "presence proof for another extension",
    why: "jkt is the other browser's key: the answer was relayed.",
    layer: "checkPresenceBinding",
    code: "handshake_mismatch",
    field: "presence.jkt",
    plan: presence((honest) => ({ ...honest, jkt: otherExtension.thumbprint })),
  },
  {
    name: "presence proof by a command line that could not tell who met it",
    why: "peer.account is unknown where the policy asks for the same account.",
    layer: "checkPeer",
    code: "peer_unknown",
    field: "presence.peer",
    plan: presence((honest) => ({ ...honest, peer: { ...honest.peer, account: "unknown" } })),
  },
  {
    name: "presence proof by a command line that could not tell whether it was met through a forwarder",
    why: "peer.forwarded is unknown where the policy asks for the same account: a forwarder that hides has that account too.",
    layer: "checkPeer",
    code: "peer_unknown",
    field: "presence.peer",
    plan: presence((honest) => ({ ...honest, peer: { ...honest.peer, process: null, forwarded: "unknown" } })),
  },
  {
    name: "presence proof by a command line that was met through the keeper, where the extension came over loopback",
    why: "Both ends sign the way on which they met: somebody carried the hello from one to the other.",
    layer: "checkLocalityLoopback",
    code: "loopback_mismatch",
    field: "attestation.loopback",
    plan: presence((honest) => ({ ...honest, channel: "native" })),
  },
  {
    name: "presence proof by a command line that was met over loopback, where the extension came through the keeper",
    why: "Both ends sign the way on which they met, and the command line had opened no port.",
    layer: "checkLocalityLoopback",
    code: "loopback_mismatch",
    field: "attestation.loopback",
    of: "native",
    plan: presence(({ channel: _channel, ...honest }) => honest),
  },
];

const localityFlaws = ({ extension, otherExtension, stranger }: Parties): Flaw[] => [
  {
    name: "attestation by another extension than the hello's",
    why: "Both are of the bound set; two took part in one meeting.",
    layer: "checkLocalitySignature",
    code: "extension_mismatch",
    field: "attestation.jwk",
    plan: { attestation: { signer: otherExtension } },
  },
  {
    name: "attestation with the extension's key, signed by another",
    why: "jwk is the extension's; a stranger signed.",
    layer: "checkLocalitySignature",
    code: "bad_signature",
    field: "signature",
    plan: { attestation: { signer: inTheNameOf(extension, stranger) } },
  },
  {
    name: "attestation of another presence proof",
    why: "presence is the hash of something else.",
    layer: "checkLocalityPresence",
    code: "presence_mismatch",
    field: "attestation.presence",
    plan: attestation((honest) => ({ ...honest, presence: OTHER_HASH })),
  },
  {
    name: "attestation of a meeting at another address",
    why: "The address is not the request's.",
    layer: "checkLocalityLoopback",
    code: "loopback_mismatch",
    field: "attestation.loopback",
    plan: attestation((honest) => ({ ...honest, loopback: { ...LOOPBACK, address: "::1" } })),
  },
  {
    name: "attestation of a meeting at another port",
    why: "The port is not the request's.",
    layer: "checkLocalityLoopback",
    code: "loopback_mismatch",
    field: "attestation.loopback",
    plan: attestation((honest) => ({ ...honest, loopback: { ...LOOPBACK, port: LOOPBACK.port + 1 } })),
  },
  {
    name: "attestation of a meeting without a port, where the command line was met over loopback",
    why: "Both ends sign the way on which they met, and they name different ones.",
    layer: "checkLocalityLoopback",
    code: "loopback_mismatch",
    field: "attestation.loopback",
    plan: attestation((honest) => ({ ...honest, loopback: null })),
  },
];
