/**
 * Everything that ends a command besides the refusals of the protocol, each with the sentence that a person reads: what
 * happened, why, what to do next. `exit-codes.ts` gives each a number.
 */
export const problemTexts = {
  internal: "This is a bug in Nearside. Nothing was changed on purpose. Please report it.",
  examination_failed: "A check failed. The lines above say which one, and what to do.",
  usage: "The command was not understood.",
  output_failed:
    "The output could not be written, so it is not complete. Check the disk that it goes to, and run the command again.",
  machine_not_enrolled: "There is no such enrolment on this machine. Run `nearside enroll <issuer>` first.",
  not_signed_in: "You are not signed in. Run `nearside login`.",
  several_enrolments:
    "This machine has several enrolments, and it is not clear which one you mean. Name it with --issuer and --user, or make a profile: `nearside profile set`.",
  server_unreachable:
    "The server could not be reached. Check the connection and try again. `nearside doctor` reports what is wrong.",
  server_untrusted: "The server's certificate is not trusted here, so nothing was sent to it.",
  server_malformed:
    "The server answered in a form that this version does not understand. `nearside upgrade` says whether the server offers another version. If not, tell your administrator.",
  no_nearside_server:
    "Something answers at that address, and it is no Nearside server, so nothing was sent to it. Check the address: your administrator gives it to you with your ticket.",
  versions_stale: "The server's statement of its versions is out of date, so it was not used.",
  server_failed: "The server had an internal error. Try again in a minute.",
  server_busy: "The server is too busy just now. Try again in a minute.",
  server_refused: "The server refused this request.",
  keyring_unavailable: "The keyring of this machine can't be used.",
  tpm_unavailable: "The TPM of this machine can't be used.",
  program_unusable:
    "The command was found but could not be started. Check that your account may run it, and that it is built for this system.",
  program_missing: "The command was not found. Check its name, and that its folder is in PATH.",
  managed: "Your organisation's settings for this machine do not allow this, so nothing was done.",
  managed_unreadable:
    "Your organisation's settings for Nearside on this machine can't be used, so nothing was done. Tell your administrator.",
  folder_file_refused: "The .nearside.json of this folder can't be used, so nothing was done.",
  profile_unusable: "That profile can't be used.",
  storage_failed: "The folder where Nearside keeps its keys can't be used.",
  listener_failed:
    "No port of this machine's loopback could be opened, so no browser could reach this command line. Check whether a firewall or a sandbox forbids it, and try again.",
  keeper_missing:
    "No keeper runs for this account. Start it with `nearside keeper run`, or let it start by itself: `nearside keeper install`.",
  keeper_unreached: "No keeper of your own machine answers here.",
  keeper_running: "A keeper already runs for this account. `nearside keeper status` shows it.",
  keeper_refused: "The keeper refused the request.",
  keeper_unusable: "The keeper can't run here.",
  inside_a_lease:
    "This program runs under a lease, so it may not act as the person. Use what the lease allows (`nearside lease fetch`), or ask for more: `nearside lease request`.",
  outside_the_lease:
    "This program was not started under that lease, so it may not use it. A lease is for the program that it was given to, and for everything that that program starts.",
  lease_missing:
    "This program was not started under a lease. The person starts it like this: `nearside lease run --api <url> -- <program>`.",
  ssh_unusable: "The configuration of ssh could not be changed for the keeper.",
  input_ended: "A question was not answered, so nothing was done.",
  credential_busy: "Another nearside command is still renewing this login. Try again in a moment.",
  login_refused:
    "The login was refused, by a rule of your organisation or because something was revoked. Ask your administrator.",
  enrolment_refused: "The enrolment was refused or cancelled. Nothing was enrolled. To try again: `nearside enroll`.",
  scope_refused:
    "The server does not give that scope to this client. Ask for less, or ask your administrator to allow it.",
  target_refused:
    "The server does not give this client tokens for that resource. Check its address, or ask your administrator to allow it.",
  details_refused:
    "The server does not accept these authorization details. Check them, or ask your administrator what is allowed.",
  demand_not_met: "The new login does not meet what was demanded, so it was not used for this.",
  not_revoked:
    "You are signed out on this machine, and nobody can use those logins any more. But the server could not be told. It ends them by itself in time, or your administrator ends them now.",
  address_not_granted:
    "The token is not for that address, so nothing was sent there. Sign in with that API as a resource.",
  address_private:
    "The API's name leads to this computer or to an address where no API can be, or its address is not https, so nothing was sent there. Check the address. Name an API of this computer as localhost or 127.0.0.1.",
  api_unreachable: "The API could not be reached, or broke off its answer. Check its address and try again.",
  interrupted: "Interrupted.",
  terminated: "Another program ended this command.",
  hung_up: "The terminal was closed.",
} as const;

/** This sentence is for a code that this version does not know. */
export const unknownCodeText = ({ code }: { readonly code: string }): string => `It ended with ${code}.`;

/** After the first of the rules that had a part in it. */
export const moreRulesText = ({ count }: { readonly count: number }): string => `And ${count} more.`;
