import type { AssertionJson, RegistrationJson } from "@nearside/shared/api/webauthn.ts";

/** The passkey that was made, or for a further browser the one that was used (protocol §3.3, §3.7). */
export type PasskeyAnswer =
  | { readonly passkey: "create"; readonly response: RegistrationJson }
  | { readonly passkey: "get"; readonly response: AssertionJson };
