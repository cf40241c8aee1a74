import type { AssertionJson, RegistrationJson } from "@nearside/shared/passkey/webauthn.ts";

// An authenticator's answer is kept for good as far as it is judged, without anything that its sender could add (protocol §7).

/** An answer of either kind without what nobody signed for. */
export function keptAssertion({ id, rawId, type, response }: AssertionJson): AssertionJson {
  return { id, rawId, type, clientExtensionResults: {}, response };
}

/** The same of a new passkey; its transports are kept beside it, to be shown to browsers. */
export function keptRegistration({ id, rawId, type, response }: RegistrationJson): RegistrationJson {
  const { clientDataJSON, attestationObject } = response;
  return { id, rawId, type, clientExtensionResults: {}, response: { clientDataJSON, attestationObject } };
}
