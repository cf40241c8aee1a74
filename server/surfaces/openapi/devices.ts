import { CHAIN_CODES, PROOF_CODES } from "./error-codes.ts";
import type { Operations } from "./operation.ts";

export const deviceOperations: Operations = {
  "POST /api/devices/key-storage": {
    summary: "The machine says that its key was moved from a file to the keyring.",
    specification: "Protocol §3.9",
    proofs: [["dpop"]],
    answers: { 204: { says: "It is noted.", headers: ["DPoP-Nonce"] } },
    refusals: { 400: { codes: [...PROOF_CODES, ...CHAIN_CODES], headers: ["DPoP-Nonce"] } },
  },
};
