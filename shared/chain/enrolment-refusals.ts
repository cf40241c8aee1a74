/** The part of {@link REFUSALS} that only an enrolment meets. */
export const ENROLMENT_REFUSALS = {
  attestation_untrusted:
    "This authenticator says that it is of a make whose certificates do not vouch for it, so its passkey was not taken. Use another one, and tell your administrator.",
  authenticator_compromised:
    "It was reported that authenticators of this make can be broken, so its passkey was not taken. Use another one, and tell your administrator.",
  authenticator_not_allowed:
    "Your organisation does not take passkeys of this kind of authenticator. Use one that it has chosen, or ask your administrator which.",
  authenticator_not_attested:
    "Your organisation takes only authenticators that prove their make, and this one did not. Let the browser show the site its make if it asks, or use another one.",
  ticket_invalid:
    "This server knows no such ticket, so nothing was begun. Type it again as you got it, to the server that it is for, or ask your administrator for a new one.",
  ticket_foreign:
    "This ticket is for somebody else than the person that you named, so nothing was begun. Check the user name; if it is right, use this ticket nowhere and tell your administrator.",
  ticket_begun:
    "Another machine is enrolling with this ticket now, so nothing was begun here. If that machine is yours, end it there with Ctrl-C and try again. If not, tell your administrator now, who can free the ticket or take it back.",
  ticket_used:
    "This ticket was used up: what it let begin is enrolled, or waits to be let in. If you did not do that, tell your administrator now. For another machine ask for a new ticket.",
  ticket_revoked: "Your administrator took this ticket back, so nobody can begin with it. Ask for a new one.",
  ticket_expired: "This ticket is too old, so nobody can begin with it. Ask your administrator for a new one.",
  key_storage_too_weak:
    "This ticket is for a machine that keeps its key in a better place, so nothing was enrolled. Run `nearside enroll` again with --key tpm or --key keyring, or ask your administrator for a ticket that does not ask for it.",
  enrolment_unknown: "There is no such enrolment. Start again with `nearside enroll`.",
  enrolment_expired: "This enrolment has expired. Start again with `nearside enroll`.",
  enrolment_settled: "This enrolment has already ended. Start again with `nearside enroll` if you still need it.",
  key_already_bound:
    "This key already belongs to another enrolment. Start again with `nearside enroll`, which makes a new one.",
  words_differ:
    "These are not the same six words, so nothing was enrolled by them. Most often one was misheard or mistyped: compare each once more. If they do differ, somebody else may have come between: start again, and tell your administrator.",
  tpm_untrusted:
    "The server does not trust this computer's TPM, so nothing was enrolled. Ask your administrator to add its maker's certificates (the setting policy.tpmRoots), or keep the key elsewhere: --key keyring.",
  tpm_key_movable:
    "The key is not one that was made in a TPM and can never leave it, so it is not taken for one. Nothing was enrolled. Start again with `nearside enroll`.",
  key_attestation_invalid:
    "The proof that this machine's key lies in a TPM did not hold, so nothing was enrolled. Start again, or keep the key elsewhere: --key keyring.",
  key_attestation_expired:
    "The TPM took too long to prove that it keeps this machine's key, so nothing was enrolled. Start again with `nearside enroll`.",
} as const;
