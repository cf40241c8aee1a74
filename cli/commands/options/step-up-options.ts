import type { Command } from "commander";
import { longName } from "../../credentials/step-up.ts";
import { Problem } from "../../problems/problem.ts";
import type { StepUp } from "../../server/request-authorization.ts";
import { scopeWords } from "../../server/scope-words.ts";

export interface StepUpOptions {
  readonly acr?: string;
  readonly maxAge?: string;
}

/** The most classes that the server takes. They fit into a challenge. */
const MOST_CLASSES = 8;
const CLASS = /^[\x21\x23-\x5b\x5d-\x7e]{1,255}$/;
const SECONDS = /^[0-9]{1,8}$/;

/** The help of every command that has these options. */
export const STEP_UP_HELP = `
Where an API demands a stronger or a more recent login (RFC 9470), its answer says "acr_values" or "max_age": these options ask
for just that. The classes, the weakest first: same-machine, device-bound (this machine's key in keyring or TPM, a passkey that
can't be copied), hardware (its key proven to lie in a TPM); or any class as the API writes it.`;

export const withStepUpOptions = (command: Command): Command =>
  command
    .option("--acr <classes>", "how strong the login must be; several separated by spaces, the best liked first")
    .option("--max-age <seconds>", "how long ago it may have been approved at most");

/** @throws Problem `usage` */
export function readStepUp({ acr, maxAge }: StepUpOptions): StepUp {
  const acrValues = acr === undefined ? undefined : [...new Set(scopeWords(acr).map(longName))];
  if (
    acrValues?.length === 0 ||
    (acrValues ?? []).length > MOST_CLASSES ||
    acrValues?.some((each) => !CLASS.test(each))
  )
    throw new Problem("usage", "--acr takes same-machine, device-bound, hardware, or a class as an API names it.");
  if (maxAge !== undefined && !SECONDS.test(maxAge))
    throw new Problem("usage", "--max-age takes whole seconds, such as 300 for five minutes.");
  return { acrValues, maxAge: maxAge === undefined ? undefined : Number(maxAge) };
}
