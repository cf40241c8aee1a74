import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";

/**
 * An authenticator that names the owner of the passkey names the bound set that it was made for (WebAuthn L3 §7.2 step 6).
 *
 * @param enrolled `user.id` of the creation options, base64url
 * @throws Refused `assertion_invalid`
 */
export function checkUserHandle({ response }: AssertionJson, enrolled: string): void {
  if (response.userHandle !== undefined && response.userHandle !== enrolled)
    refuse("assertion_invalid", "assertion.userHandle");
}
