import type { Command } from "commander";
import { longName } from "../../credentials/step-up.ts";
import { Problem } from "../../problems/problem.ts";
import type { StepUp } from "../../server/request-authorization.ts";
import { scopeWords } from "../../server/scope-words.ts";
import { optionTexts } from "../../texts/commands/options.ts";

export interface StepUpOptions {
  readonly acr?: string;
  readonly maxAge?: string;
}

/** The most classes that the server takes. They fit into a challenge. */
const MOST_CLASSES = 8;
const CLASS = /^[\x21\x23-\x5b\x5d-\x7e]{1,255}$/;
const SECONDS = /^[0-9]{1,8}$/;

/** The help of every command that has these options. */
export const STEP_UP_HELP = optionTexts.stepUp.help;

export const withStepUpOptions = (command: Command): Command =>
  command.option("--acr <classes>", optionTexts.stepUp.acr).option("--max-age <seconds>", optionTexts.stepUp.maxAge);

/** @throws Problem `usage` */
export function readStepUp({ acr, maxAge }: StepUpOptions): StepUp {
  const acrValues = acr === undefined ? undefined : [...new Set(scopeWords(acr).map(longName))];
  if (
    acrValues?.length === 0 ||
    (acrValues ?? []).length > MOST_CLASSES ||
    acrValues?.some((each) => !CLASS.test(each))
  )
    throw new Problem("usage", optionTexts.stepUp.acrForm);
  if (maxAge !== undefined && !SECONDS.test(maxAge)) throw new Problem("usage", optionTexts.stepUp.maxAgeForm);
  return { acrValues, maxAge: maxAge === undefined ? undefined : Number(maxAge) };
}
