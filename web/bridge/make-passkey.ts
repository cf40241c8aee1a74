import {
  type CreationOptions,
  type RegistrationJson,
  registrationJsonSchema,
} from "@nearside/shared/passkey/webauthn.ts";
import { startRegistration } from "@simplewebauthn/browser";
import * as v from "valibot";
import { askAuthenticator, descriptorJson } from "./passkey.ts";

/** Asks the person to make a passkey (WebAuthn L3 §5.1.3, protocol §3.3). */
export type MakePasskey = (options: CreationOptions, signal: AbortSignal) => Promise<RegistrationJson>;

export const makePasskey: MakePasskey = async (options, signal) => {
  const optionsJSON = creationJson(options);
  const answer = await askAuthenticator(() => startRegistration({ optionsJSON }), signal, codeFor);
  return v.parse(registrationJsonSchema, { ...answer, clientExtensionResults: {} }); // No check judges them.
};

// WebAuthn L3 §5.1.3: InvalidStateError means that the authenticator holds one of the excluded passkeys.
const codeFor = (errorName: string) => (errorName === "InvalidStateError" ? "passkey_exists" : "passkey_not_made");

const creationJson = ({ hints, excludeCredentials, authenticatorSelection, ...rest }: CreationOptions) => {
  const { authenticatorAttachment, ...selection } = authenticatorSelection;
  return {
    ...rest,
    excludeCredentials: excludeCredentials.map(descriptorJson),
    authenticatorSelection: {
      ...selection,
      ...(authenticatorAttachment === undefined ? {} : { authenticatorAttachment }),
    },
    ...(hints === undefined ? {} : { hints }),
  };
};
