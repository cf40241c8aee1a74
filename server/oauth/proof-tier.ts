/**
 * What every token says of its proof. `acr` (RFC 9068 §2.2.3.1): the login was met on the machine that started it, and a
 * passkey of its bound set approved it. `amr` (RFC 8176 §2): possession of a key was proved, and the person was there.
 */
export const PROOF_TIER = { acr: "urn:nearside:acr:same-machine", amr: ["pop", "user"] } as const;
