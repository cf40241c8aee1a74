import { browserSupportsWebAuthn, WebAuthnAbortService } from "@simplewebauthn/browser";
import { fail, type ProblemCode } from "../problem.ts";

/**
 * Asks the person's authenticator by way of the browser. When the signal ends the waiting, the browser's prompt ends
 * too.
 *
 * @param codeFor gives the code for any other name of an error, which mostly means that the person did not go through with it
 * @throws Refused with a code of `problem.ts`
 */
export async function askAuthenticator<T>(
  ask: () => Promise<T>,
  signal: AbortSignal,
  codeFor: (errorName: string) => ProblemCode,
): Promise<T> {
  if (!browserSupportsWebAuthn()) fail("passkeys_unsupported");
  signal.addEventListener("abort", () => WebAuthnAbortService.cancelCeremony());
  try {
    return await ask();
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : "";
    // WebAuthn L3 §5.1.4: SecurityError and NotSupportedError mean that this page or browser never can.
    if (name === "SecurityError" || name === "NotSupportedError") fail("passkeys_unsupported", cause);
    fail(codeFor(name), cause);
  }
}

// WebAuthn's dictionaries know an absent member, and no undefined one.

/** Gives a PublicKeyCredentialDescriptorJSON. */
export const descriptorJson = ({ id, type, transports }: Descriptor) => ({
  id,
  type,
  ...(transports === undefined ? {} : { transports }),
});

interface Descriptor {
  readonly id: string;
  readonly type: "public-key";
  readonly transports?: string[] | undefined;
}
