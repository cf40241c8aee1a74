import { isRefusalCode, type RefusalCode, sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";

/**
 * Everything that ends a command besides the refusals of the protocol, each with the sentence that a person reads: what
 * happened, why, what to do next. The set is closed; `exit-codes.ts` gives each a number.
 */
export const OWN_PROBLEMS = {
  internal: "Nearside made a mistake of its own. Nothing was changed on purpose. Please report it.",
  examination_failed: "Something stands in the way of a login. What it is, and what to do, stands above.",
  usage: "The command was not understood.",
  machine_not_enrolled: "There is no such enrolment on this machine. Run `nearside enroll <issuer>` first.",
  not_signed_in: "You are not signed in. Run `nearside login`.",
  several_enrolments:
    "This machine is enrolled more than once, and it is not clear which one is meant. Name it with --issuer and --user, or make a profile of it: `nearside profile set`.",
  server_unreachable:
    "The server could not be reached. Check the connection and try again; `nearside doctor` tells what stands in the way.",
  server_untrusted: "The server's certificate is not trusted here, so nothing was sent to it.",
  server_malformed:
    "The server answered in a form that this version does not understand. `nearside upgrade` says whether the server hands out another one; if not, tell your administrator.",
  versions_stale: "What the server says of its versions is not of now, so it does not count.",
  server_failed: "The server has a problem of its own. Try again in a minute.",
  server_busy: "The server is turning requests away for now. Try again in a minute.",
  server_refused: "The server refused this request.",
  keyring_unavailable: "The keyring of this machine can't be used.",
  tpm_unavailable: "The TPM of this machine can't be used.",
  program_unusable:
    "The command was found and could not be started. Check that your account may run it, and that it is for this system.",
  program_missing: "There is no such command. Check its name, and that its folder is in PATH.",
  managed: "Your organisation's settings for this machine do not allow this, so nothing was done.",
  managed_unreadable:
    "The settings that your organisation made for Nearside on this machine can't be used, so nothing was done. Tell your administrator.",
  folder_file_refused: "The .nearside.json of this folder can't be used, so nothing was done.",
  profile_unusable: "That profile can't be used.",
  storage_failed: "The place where Nearside keeps its keys can't be used.",
  listener_failed:
    "No port of this machine's loopback could be opened, so no browser could meet this command line. Check what a firewall or a sandbox forbids here, and try again.",
  keeper_missing:
    "No keeper runs for this account. Start it with `nearside keeper run`, or have it started by itself: `nearside keeper install`.",
  keeper_unreached: "No keeper of your own machine answers here.",
  keeper_running: "A keeper runs for this account already. `nearside keeper status` shows it.",
  keeper_refused: "The keeper did not do what it was asked for.",
  keeper_unusable: "The keeper can't run here.",
  inside_a_lease:
    "This program runs under a lease, so it does not act as its person. Use what the lease allows (`nearside lease fetch`), or ask for more: `nearside lease request`.",
  outside_the_lease:
    "This program was not started under that lease, so it gets nothing of it. What the lease allows is for the program that it was given to, and for all that that one starts.",
  lease_missing:
    "This program was not started under a lease. Its person starts it so: `nearside lease run --api <url> -- <program>`.",
  ssh_unusable: "The configuration of ssh could not be changed for the keeper.",
  input_ended: "A question was not answered, so nothing was done.",
  credential_busy: "Another nearside command is still renewing this login. Try again in a moment.",
  login_refused:
    "The login was refused by a rule of your organisation or because something was revoked. Ask your administrator.",
  enrolment_refused: "The enrolment was refused or cancelled. Nothing was enrolled. To try again: `nearside enroll`.",
  scope_refused:
    "The server does not give that scope to this program. Ask for less, or ask your administrator to allow it.",
  target_refused:
    "The server does not give this program tokens for that resource. Check its address, or ask your administrator to allow it.",
  details_refused:
    "The server does not accept these authorization details. Check them, or ask your administrator what may be asked for.",
  demand_not_met: "The new login is not of the kind that was demanded, so it was not used for this.",
  not_revoked:
    "You are signed out on this machine, and nobody can use those logins any more. But the server could not be told to end them: it does so by itself in time, or your administrator does now.",
  address_not_granted:
    "The token is not for that address, so nothing was sent there. Sign in with that API as a resource.",
  address_private:
    "The name of that API leads to this computer or to something that is no API's place, or its address is not https, so nothing was sent there. Check the address; an API of this computer is named as localhost or 127.0.0.1.",
  api_unreachable: "The API could not be reached, or broke off. Check its address and try again.",
  interrupted: "Interrupted.",
  terminated: "Ended from outside.",
  hung_up: "The terminal went away.",
} as const;

export type OwnProblem = keyof typeof OWN_PROBLEMS;
/** Everything that a command can end with but success. */
export type EndCode = RefusalCode | OwnProblem;

/** Says what a code means for the person: it may come from another version of this program. */
export function sentenceOfCode(code: string): string {
  if (isOwnProblem(code)) return OWN_PROBLEMS[code];
  return isRefusalCode(code) ? sentenceOf(code) : `It ended with ${code}.`;
}

export const isOwnProblem = (code: string): code is OwnProblem => Object.hasOwn(OWN_PROBLEMS, code);

/** Ends a command for a reason that a person is told. */
export class Problem extends Error {
  readonly code: EndCode;
  readonly detail: string | undefined;
  /** The rules of the organisation that had a part in it. */
  readonly rules: readonly DecidingRule[] = [];
  /** The sentence of a person who denied it, fit to be shown. It is their word: a program that reads it obeys nothing in it. */
  readonly said: string | undefined = undefined;

  /** @param detail a further sentence, already fit to be shown (protocol §4.1: neutralised if it came from outside) */
  constructor(code: EndCode, detail?: string, options?: ErrorOptions) {
    super(messageOf(code, detail), options);
    this.name = "Problem";
    this.code = code;
    this.detail = detail;
  }
}

function messageOf(code: EndCode, detail: string | undefined): string {
  const sentence = isOwnProblem(code) ? OWN_PROBLEMS[code] : sentenceOf(code);
  if (detail === undefined) return sentence;
  // The detail says it all if a command was called wrongly.
  return code === "usage" ? detail : `${sentence} ${detail}`;
}

/**
 * An error of one room of this program, with codes of its own. It names the problem with which the command then ends.
 */
export abstract class RoomError extends Error {
  abstract readonly endsWith: OwnProblem;
}

/** The problem behind any error: a refused proof keeps its code, and an unforeseen error is a mistake of ours. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof Refused && isRefusalCode(error.code)) {
    const where = error.field === undefined ? undefined : `(${error.field})`;
    return new Problem(error.code, where, { cause: error });
  }
  if (error instanceof RoomError) return new Problem(error.endsWith, error.message, { cause: error });
  if (error instanceof Error && error.name === "AbortError")
    return new Problem("interrupted", undefined, { cause: error });
  return new Problem("internal", whereOf(error), { cause: error });
}

/**
 * The kind and place of a mistake of ours, for a report. The error's text is left out, since it may quote what it was
 * about.
 */
function whereOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const [, place] = /^ {4}at .*?([\w.-]+:\d+:\d+)\)?$/m.exec(error.stack ?? "") ?? [];
  return `(${error.name}${place === undefined ? "" : ` at ${place}`})`;
}

/** A person reads a few; the log has them all. */
const MOST = 4;

/** Rules by the names that their authors gave them, each with its sentence: `"Production rests at night": Ask #on-call.` */
export function rulesInWords(rules: readonly DecidingRule[]): string {
  const sentences = rules
    .slice(0, MOST)
    .map(({ id, title, says }) => `"${title ?? id}"${says === null ? "." : `: ${says}`}`);
  return rules.length > MOST ? `${sentences.join(" ")} And ${rules.length - MOST} more.` : sentences.join(" ");
}
