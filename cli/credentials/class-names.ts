import { ACR_VALUES } from "@nearside/shared/proof/proof-tier.ts";
import type { StepUp } from "./step-up.ts";

// Classes of logins (`acr`) as people type them. An API's own are written as it names them.

const [SAME_MACHINE, DEVICE_BOUND, HARDWARE] = ACR_VALUES;
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ["same-machine", SAME_MACHINE],
  ["device-bound", DEVICE_BOUND],
  ["hardware", HARDWARE],
]);

export const longName = (word: string): string => SHORT_NAMES.get(word) ?? word;
const shortName = (acr: string): string => [...SHORT_NAMES].find(([, long]) => long === acr)?.[0] ?? acr;

/** What asks for that, as words of a command line. */
export const stepUpWords = ({ acrValues, maxAge }: StepUp): readonly string[] => [
  ...(acrValues === undefined ? [] : ["--acr", acrValues.map(shortName).join(" ")]),
  ...(maxAge === undefined ? [] : ["--max-age", String(maxAge)]),
];
