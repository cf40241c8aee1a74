// The authenticator policy in sentences, one for each rule. Lists come in words.

export const policyTexts = {
  attestedOnly: "Only authenticators that prove their model.",
  certified: ({ level }: { readonly level: string }) =>
    `Only authenticators that prove a FIDO certification at ${level} or higher.`,
  deviceBound: "Only passkeys that can't be copied to other devices.",
  formats: ({ formats }: { readonly formats: string }) => `Only these attestation formats: ${formats}.`,
  models: ({ models }: { readonly models: string }) => `Only these models: ${models}.`,
  notModels: ({ models }: { readonly models: string }) => `None of these models: ${models}.`,
  any: "Any authenticator that the server's configuration allows.",
} as const;
