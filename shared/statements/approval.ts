import { sha256 } from "../encoding/sha256.ts";

// The passkey signs a WebAuthn challenge instead of a JWS. The challenge names the statement before it (protocol §3.3,
// §4.5).

/** Challenge of the approval: SHA-256("nearside/approval/1" ‖ 0x00 ‖ H(decision)). 32 bytes. */
export const approvalChallenge = (decisionHash: string): Promise<Uint8Array<ArrayBuffer>> =>
  sha256(`nearside/approval/1\0${decisionHash}`);

/** Challenge of the passkey's creation: SHA-256("nearside/enrolment/1" ‖ 0x00 ‖ H(attestation)). 32 bytes. */
export const enrolmentChallenge = (attestationHash: string): Promise<Uint8Array<ArrayBuffer>> =>
  sha256(`nearside/enrolment/1\0${attestationHash}`);
