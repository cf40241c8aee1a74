import { sha256, sha256Base64url } from "../encoding/sha256.ts";

// A passkey signs a WebAuthn challenge instead of a JWS. Each challenge names its purpose and what is signed (protocol §3.3, §4.5,
// §8, §9, §11), so that no signature of a passkey is valid for another purpose.

/** Challenge of the approval: SHA-256("nearside/approval/1" ‖ 0x00 ‖ H(decision)). 32 bytes. */
export const approvalChallenge = (decisionHash: string): Promise<Uint8Array<ArrayBuffer>> =>
  sha256(`nearside/approval/1\0${decisionHash}`);

/**
 * Challenge of a second approver's passkey (protocol §11): SHA-256("nearside/co-approval/1" ‖ 0x00 ‖ H(co-review)). 32
 * bytes. The co-review names the co-decision, and that the decision.
 */
export const coApprovalChallenge = (coReviewHash: string): Promise<Uint8Array<ArrayBuffer>> =>
  sha256(`nearside/co-approval/1\0${coReviewHash}`);

/** Challenge of the passkey's creation: SHA-256("nearside/enrolment/1" ‖ 0x00 ‖ H(attestation)). 32 bytes. */
export const enrolmentChallenge = (attestationHash: string): Promise<Uint8Array<ArrayBuffer>> =>
  sha256(`nearside/enrolment/1\0${attestationHash}`);

/**
 * Challenge of the passkey that signs in: SHA-256("nearside/console-sign-in/1" ‖ 0x00 ‖ H(sign-in statement) ‖ 0x00 ‖ thumbprint
 * of the page's session key). 32 bytes.
 */
export const signInChallenge = (statementHash: string, sessionJkt: string): Promise<Uint8Array<ArrayBuffer>> =>
  sha256(`nearside/console-sign-in/1\0${statementHash}\0${sessionJkt}`);

/**
 * Challenge of the passkey that makes a change in the console (protocol §8): SHA-256("nearside/console-change/1" ‖ 0x00
 * ‖ nonce ‖ 0x00 ‖ path ‖ 0x00 ‖ H(change)). 32 bytes. It names the change, so one touch is good for this change alone.
 *
 * @param path of the request, such as `/api/console/people`
 * @param change as `JSON.stringify` writes it
 */
export const changeChallenge = async (nonce: string, path: string, change: string): Promise<Uint8Array<ArrayBuffer>> =>
  sha256(`nearside/console-change/1\0${nonce}\0${path}\0${await sha256Base64url(change)}`);

/**
 * Challenge of the passkey by which a person stops a recovery in their name (protocol §9):
 * SHA-256("nearside/recovery-objection/1" ‖ 0x00 ‖ nonce ‖ 0x00 ‖ id of the recovery). 32 bytes. A signature over it
 * can do nothing else.
 *
 * @param recovery `rc_…`
 */
export const objectionChallenge = (nonce: string, recovery: string): Promise<Uint8Array<ArrayBuffer>> =>
  sha256(`nearside/recovery-objection/1\0${nonce}\0${recovery}`);
