import { type AssertionJson, assertionJsonSchema, type RequestOptions } from "@nearside/shared/passkey/webauthn.ts";
import { startAuthentication } from "@simplewebauthn/browser";
import * as v from "valibot";
import { askAuthenticator, descriptorJson } from "./passkey.ts";

/** Asks the person to answer with one of the passkeys named (WebAuthn L3 §5.1.4). */
export type AskPasskey = (options: RequestOptions, signal: AbortSignal) => Promise<AssertionJson>;

export const askPasskey: AskPasskey = async (options, signal) => {
  const optionsJSON = requestJson(options);
  const answer = await askAuthenticator(
    () => startAuthentication({ optionsJSON }),
    signal,
    () => "passkey_unused",
  );
  return v.parse(assertionJsonSchema, { ...answer, clientExtensionResults: {} }); // No check judges them.
};

const requestJson = ({ hints, allowCredentials, ...rest }: RequestOptions) => ({
  ...rest,
  allowCredentials: allowCredentials.map(descriptorJson),
  ...(hints === undefined ? {} : { hints }),
});
