import type { EnrolledStage } from "../steps/enrolling.ts";
import type { AtEnd } from "../support/at-end.ts";
import type { Input } from "./recipe.ts";

/** The surroundings of a target. */
export interface Place {
  readonly atEnd: AtEnd;
  /** Starts the server as it ships, with one enrolled machine. */
  readonly stage: () => Promise<EnrolledStage>;
}

/** A parser that strangers reach. */
export interface Target {
  readonly name: string;
  /** Its share of all inputs, in parts of the whole. */
  readonly share: number;
  readonly open: (place: Place) => Promise<Probe>;
}

export interface Probe {
  /** Sends one input. @returns what is wrong with the result */
  readonly send: (input: Input) => Promise<string | undefined>;
  /** After the last one: whether an honest message is still answered. @returns what is wrong */
  readonly end: () => Promise<string | undefined>;
}
