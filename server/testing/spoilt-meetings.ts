import type { Signer } from "@nearside/shared/signing/keys.ts";
import { inTheNameOf, newSigner } from "../../test/kit/keys.ts";
import type { MeetingTwist } from "../../test/kit/meeting.ts";
import type { TestServer } from "./test-server.ts";

/** The two sides of a meeting, and the server that learns about it. */
interface Sides {
  readonly server: TestServer;
  readonly extension: Signer;
  /** The key of the presence proof: of a login the session key, of an enrolment the device key. */
  readonly commandLine: Signer;
}

type SpoiltMeeting = readonly [
  what: string,
  code: string,
  field: string,
  twist: (sides: Sides) => Promise<MeetingTwist>,
];

const ANOTHER_HASH = "A".repeat(43);

/** One thing that is wrong with a meeting, and how it is refused, of an enrolment (protocol §3.3) and of a login (§4.4) alike. */
export const SPOILT_MEETINGS: readonly SpoiltMeeting[] = [
  [
    "a nonce that nobody gave out",
    "nonce_mismatch",
    "hello.nonce",
    async ({ server }) => ({ hello: { nonce: server.id() } }),
  ],
  [
    "a hello that carries the extension's key and is signed by another",
    "bad_signature",
    "signature",
    async ({ extension }) => ({ helloBy: inTheNameOf(extension, await newSigner()) }),
  ],
  [
    "a hello for another request",
    "request_mismatch",
    "hello.request",
    async () => ({ hello: { request: ANOTHER_HASH } }),
  ],
  [
    "a presence proof by another command line (threat R11)",
    "key_mismatch",
    "presence.jwk",
    async () => ({ presenceBy: await newSigner() }),
  ],
  [
    "a presence proof in the command line's name",
    "bad_signature",
    "signature",
    async ({ commandLine }) => ({ presenceBy: inTheNameOf(commandLine, await newSigner()) }),
  ],
  [
    "a presence proof for another request",
    "request_mismatch",
    "presence.request",
    async () => ({ presence: { request: ANOTHER_HASH } }),
  ],
  [
    "a presence proof over another nonce",
    "nonce_mismatch",
    "presence.nonce",
    async ({ server }) => ({ presence: { nonce: server.id() } }),
  ],
  [
    "a presence proof for another hello",
    "handshake_mismatch",
    "presence.xn",
    async ({ server }) => ({ presence: { xn: server.id() } }),
  ],
  [
    "a presence proof for another extension",
    "handshake_mismatch",
    "presence.jkt",
    async () => ({ presence: { jkt: ANOTHER_HASH } }),
  ],
  [
    "an attestation by another extension",
    "extension_mismatch",
    "attestation.jwk",
    async () => ({ attestedBy: await newSigner() }),
  ],
  [
    "an attestation in the extension's name",
    "bad_signature",
    "signature",
    async ({ extension }) => ({ attestedBy: inTheNameOf(extension, await newSigner()) }),
  ],
  [
    "an attestation of another presence proof",
    "presence_mismatch",
    "attestation.presence",
    async () => ({ attestation: { presence: ANOTHER_HASH } }),
  ],
  [
    "an attestation of another port",
    "loopback_mismatch",
    "attestation.loopback",
    async () => ({ attestation: { loopback: { address: "127.0.0.1", port: 40_124 } } }),
  ],
  [
    "an attestation of another address",
    "loopback_mismatch",
    "attestation.loopback",
    async () => ({ attestation: { loopback: { address: "::1", port: 40_123 } } }),
  ],
];
