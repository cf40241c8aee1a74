import { decodeJwt } from "jose";
import { expect } from "vitest";

/**
 * `expires_in` counts from the moment the answer was written (RFC 6749 §5.1), which is between the second its token was
 * issued in and the one it was read in: a second may have begun meanwhile.
 *
 * @param life seconds from `iat` to `exp`
 * @param readAt milliseconds, when the answer was there
 */
export function expectExpiresIn(
  { access_token, expires_in }: { access_token: string; expires_in?: number | undefined },
  { life, readAt }: { life: number; readAt: number },
): void {
  const { iat, exp } = decodeJwt(access_token);
  if (iat === undefined || exp === undefined) throw new Error("the token says nothing of its life");
  expect(exp - iat).toBe(life);
  expect(expires_in).toBeLessThanOrEqual(life);
  expect(expires_in).toBeGreaterThanOrEqual(exp - Math.floor(readAt / 1000));
}
