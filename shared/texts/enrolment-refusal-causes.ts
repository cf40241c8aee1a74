// The usual cause of each refusal that only an enrolment meets, and what an operator does about it (docs/reference/errors.md).

export const enrolmentRefusalCauses = {
  attestation_untrusted: {
    cause: "The attestation's certificates do not lead to the roots of that model in the FIDO metadata.",
    cure: "Update the metadata. If the model is right, its maker has to correct the metadata.",
  },
  authenticator_compromised: {
    cause: "The FIDO metadata reports the model as compromised or revoked.",
    cure: "Replace authenticators of this model.",
  },
  authenticator_not_allowed: {
    cause: "The authenticator policy does not allow this model, format or certification.",
    cure: "Use another authenticator, or change the policy in the console.",
  },
  authenticator_not_attested: {
    cause: "The browser or the person did not send the attestation that the policy asks for.",
    cure: "Allow the browser to show the site the model, or use an authenticator with attestation.",
  },
  ticket_invalid: {
    cause: "The ticket is mistyped, is for another server, or never existed.",
    cure: "Type it again, or make a new one: `nearside-server ticket`.",
  },
  ticket_foreign: {
    cause: "The user name does not belong to the ticket.",
    cure: "Check the user name. If it is right, revoke the ticket: somebody mixed up or swapped tickets.",
  },
  ticket_begun: {
    cause: "Another machine started an enrolment with the same ticket.",
    cure: "End the other enrolment (`nearside-server tickets free`), or revoke the ticket if nobody knows that machine.",
  },
  ticket_used: {
    cause: "As many machines as the ticket allows were enrolled with it or wait to be admitted.",
    cure: "Check which machine used it, and make a new ticket.",
  },
  ticket_revoked: { cause: "An administrator revoked the ticket.", cure: "Make a new ticket." },
  ticket_expired: { cause: "The ticket has expired.", cure: "Make a new ticket." },
  key_storage_too_weak: {
    cause: "The ticket demands a keyring or a TPM, and the machine keeps its key in a weaker place.",
    cure: "Run `nearside enroll --key tpm` or `--key keyring`, or make a ticket without that demand.",
  },
  enrolment_unknown: {
    cause: "The enrolment's number is wrong, or the enrolment ended long ago.",
    cure: "Start again with `nearside enroll`.",
  },
  enrolment_expired: {
    cause: "The enrolment was not finished within its lifetime.",
    cure: "Start again with `nearside enroll`.",
  },
  enrolment_settled: {
    cause: "The enrolment was finished, cancelled or refused before.",
    cure: "Start again if you still need it.",
  },
  key_already_bound: {
    cause: "The machine, browser or passkey key belongs to another enrolment.",
    cure: "Start again with `nearside enroll`, which makes new keys.",
  },
  words_differ: {
    cause: "A word was misheard or mistyped, or somebody is between the machine and the server.",
    cure: "Compare each word again. If they really differ, stop, and look for the attacker.",
  },
  tpm_untrusted: {
    cause: "The certificate of the TPM does not lead to an authority in policy.tpmRoots.",
    cure: "Add the manufacturer's certificates to the file of policy.tpmRoots.",
  },
  tpm_key_movable: {
    cause: "The key was imported into the TPM, or its attributes allow it to leave.",
    cure: "Start again with `nearside enroll`, which makes a new key in the TPM.",
  },
  key_attestation_invalid: {
    cause: "The TPM's statement is about another key or another challenge.",
    cure: "Start again, or keep the key elsewhere: `--key keyring`.",
  },
  key_attestation_expired: {
    cause: "The TPM answered after the challenge had expired.",
    cure: "Start again with `nearside enroll`.",
  },
} as const;
