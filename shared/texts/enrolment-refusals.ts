/** The sentences of the refusals that only an enrolment meets. */
export const ENROLMENT_REFUSALS = {
  attestation_untrusted:
    "This authenticator claims to be a model whose certificates do not confirm it, so its passkey was refused. Use another authenticator, and tell your administrator.",
  authenticator_compromised:
    "This model of authenticator was reported as broken, so its passkey was refused. Use another authenticator, and tell your administrator.",
  authenticator_not_allowed:
    "Your organisation does not accept this kind of authenticator, so its passkey was refused. Ask your administrator which ones it accepts, and use one of those.",
  authenticator_not_attested:
    "Your organisation accepts only authenticators that prove their model, and this one did not. Start again, and allow the browser to show this site the model if it asks; or use another authenticator.",
  ticket_invalid:
    "This server does not know that ticket, so the enrolment did not start. Check that you typed it exactly and that it is for this server, or ask your administrator for a new one.",
  ticket_foreign:
    "This ticket is for another person than the one you named, so the enrolment did not start. Check the user name. If it is right, do not use this ticket, and tell your administrator.",
  ticket_begun:
    "Another machine is enrolling with this ticket now, so the enrolment did not start here. If that machine is yours, press Ctrl-C there and try again. If not, tell your administrator now: they can revoke the ticket.",
  ticket_used:
    "This ticket is used up: a machine was enrolled with it, or waits to be admitted. If you did not do that, tell your administrator now. For another machine, ask for a new ticket.",
  ticket_revoked: "Your administrator revoked this ticket, so the enrolment did not start. Ask for a new one.",
  ticket_expired: "This ticket has expired, so the enrolment did not start. Ask your administrator for a new one.",
  key_storage_too_weak:
    "This ticket asks for a machine that keeps its key in a safer place, so nothing was enrolled. Run `nearside enroll` again with --key tpm or --key keyring, or ask your administrator for a ticket that does not ask for it.",
  enrolment_unknown: "This enrolment does not exist. Start again with `nearside enroll`.",
  enrolment_expired: "This enrolment has expired. Start again with `nearside enroll`.",
  enrolment_settled: "This enrolment has already ended. Start again with `nearside enroll` if you still need it.",
  key_already_bound:
    "This key already belongs to another enrolment. Start again with `nearside enroll`, which makes a new one.",
  words_differ:
    "The six words are not the same, so nothing was enrolled. Most often a word was misheard or mistyped: compare each once more. If they really differ, somebody may have come between: start again, and tell your administrator.",
  tpm_untrusted:
    "The server does not trust this computer's TPM, so nothing was enrolled. Ask your administrator to add its maker's certificates (the setting policy.tpmRoots), or keep the key elsewhere: --key keyring.",
  tpm_key_movable:
    "This key was not made in a TPM, or it can leave it, so it does not count as a TPM key. Nothing was enrolled. Start again with `nearside enroll`.",
  key_attestation_invalid:
    "The proof that this machine's key is in a TPM is not valid, so nothing was enrolled. Start again, or keep the key elsewhere: --key keyring.",
  key_attestation_expired:
    "The TPM took too long to prove that it keeps this machine's key, so nothing was enrolled. Start again with `nearside enroll`.",
} as const;
