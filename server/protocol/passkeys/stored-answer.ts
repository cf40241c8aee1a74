import type { AssertionJson, RegistrationJson } from "@nearside/shared/passkey/webauthn.ts";

// An authenticator's answer is kept for good as far as it is judged, without anything that its sender could add (protocol §7).

/** Leaves out of an assertion everything that no key signed. */
export function storedAssertion({ id, rawId, type, response }: AssertionJson): AssertionJson {
  return { id, rawId, type, clientExtensionResults: {}, response };
}

/** Leaves out of the answer for a new passkey everything that is not judged. Its transports are stored beside it, to be shown to browsers. */
export function storedRegistration({ id, rawId, type, response }: RegistrationJson): RegistrationJson {
  const { clientDataJSON, attestationObject } = response;
  return { id, rawId, type, clientExtensionResults: {}, response: { clientDataJSON, attestationObject } };
}
