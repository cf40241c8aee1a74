import type { AssertionJson, RegistrationJson } from "@nearside/shared/api/webauthn.ts";

// What is kept for good of an authenticator's answer: what is judged, and nothing that whoever sent it could add (protocol §7).

/** An answer of either kind without what nobody signed for. */
export function keptAssertion({ id, rawId, type, response }: AssertionJson): AssertionJson {
  return { id, rawId, type, clientExtensionResults: {}, response };
}

/** The same of a new passkey; its transports are kept beside it, to be shown to browsers. */
export function keptRegistration({ id, rawId, type, response }: RegistrationJson): RegistrationJson {
  const { clientDataJSON, attestationObject } = response;
  return { id, rawId, type, clientExtensionResults: {}, response: { clientDataJSON, attestationObject } };
}
