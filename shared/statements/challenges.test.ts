import { describe, expect, it } from "vitest";
import { encodeBase64url } from "../encoding/base64url.ts";
import { chainClaim } from "../oauth/access-token.ts";
import { approvalChallenge, coApprovalChallenge, enrolmentChallenge } from "./challenges.ts";

const HASH = "A".repeat(43);
const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  encodeBase64url(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));

describe("what the passkey signs (protocol §3.3, §4.5, §11)", () => {
  it("is SHA-256 of the purpose, a zero and the hash", async () => {
    const approval = new Uint8Array([...ascii("nearside/approval/1"), 0, ...ascii(HASH)]);
    expect(encodeBase64url(await approvalChallenge(HASH))).toBe(await sha256(approval));
    const enrolment = new Uint8Array([...ascii("nearside/enrolment/1"), 0, ...ascii(HASH)]);
    expect(encodeBase64url(await enrolmentChallenge(HASH))).toBe(await sha256(enrolment));
    const second = new Uint8Array([...ascii("nearside/co-approval/1"), 0, ...ascii(HASH)]);
    expect(encodeBase64url(await coApprovalChallenge(HASH))).toBe(await sha256(second));
  });

  it("is another for another purpose and another hash", async () => {
    const challenges = await Promise.all([
      approvalChallenge(HASH),
      enrolmentChallenge(HASH),
      coApprovalChallenge(HASH),
      approvalChallenge(`B${HASH.slice(1)}`),
    ]);
    expect(new Set(challenges.map(encodeBase64url)).size).toBe(4);
    expect(challenges.map(({ length }) => length)).toEqual([32, 32, 32, 32]);
  });
});

describe("the token's chain claim (protocol §4.6)", () => {
  it("is SHA-256 of H(decision), a dot and the hash of the signature's bytes", async () => {
    const signature = new Uint8Array([0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01]);
    const expected = await sha256(new Uint8Array(ascii(`${HASH}.${await sha256(signature)}`)));
    expect(await chainClaim(HASH, signature)).toBe(expected);
    expect(await chainClaim(HASH, signature.slice(1))).not.toBe(expected);
  });
});
