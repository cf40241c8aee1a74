// These texts say how strongly logins and approvals are proven, for pages, extension and evidence. They are apart, so that the approval page
// loads only those that it shows.

export const approvalTexts = {
  classes: {
    loopbackRedirect: "an approval on the computer where the program runs",
    sshSession: "an approval on the computer from which the SSH session comes",
    sameMachine: "an approval on the computer where the login started",
    deviceBound: "a passkey that can't be copied, and a machine key that is not in a plain file",
    hardware: "a passkey that can't be copied, and a machine key in a security chip (TPM)",
  },
  now: "an approval right now",
  within: ({ span }: { readonly span: string }) => `an approval within the last ${span}`,
} as const;

export const requiredTexts = {
  freshTouch: ({ span }: { readonly span: string }) => `a touch within the last ${span}`,
  deviceBound: "a passkey that can't be copied",
  attested: "a passkey of an authenticator that proves its model",
  securityKey: "the touch of a second authenticator, a security key",
} as const;

export const authenticatorProofTexts = {
  notAaguid: "This is not an AAGUID, such as 00112233-4455-6677-8899-aabbccddeeff.",
  levels: {
    L1: "Level 1",
    L1plus: "Level 1+",
    L2: "Level 2",
    L2plus: "Level 2+",
    L3: "Level 3",
    L3plus: "Level 3+",
  },
} as const;
