import { agoInWords } from "../text/time-in-words.ts";
import { postureTexts } from "../texts/posture.ts";
import { POSTURE_NAMES, type PostureFact, type PostureName, type UnknownReason } from "./posture.ts";

// People read these words of a posture, in terminal and page alike.

/** Every place that shows a posture says this beside it. */
export const REPORTED_BY_MACHINE = postureTexts.reportedByMachine;

export const POSTURE_TITLES: Readonly<Record<PostureName, string>> = postureTexts.titles;

type KnownValue = Exclude<PostureFact["value"], "unknown">;
const VALUES: Readonly<Record<KnownValue, string>> = postureTexts.values;

const REASONS: Readonly<Record<UnknownReason, string>> = postureTexts.reasons;

/** One of {@link SAID_OF_FACTS}: "Disk encryption: off" */
export function saidInWords(said: string): string {
  const [name, value] = said.split(":");
  const fact = POSTURE_NAMES.find((each) => each === name);
  if (fact === undefined || value === undefined) return "Nothing";
  return `${POSTURE_TITLES[fact]}: ${isKnown(value) ? VALUES[value] : postureTexts.unknown}`;
}

const isKnown = (value: string): value is KnownValue => Object.hasOwn(VALUES, value);

/** A fact of a statement, or what rules read of one: they are told no reason. */
interface ShownFact {
  readonly value: PostureFact["value"];
  readonly reason?: UnknownReason;
  readonly age: number;
  readonly source: string;
}

/** "off", "unknown: the system did not answer in time" */
export function wordsOfFact({
  value,
  reason,
}: {
  readonly value: string;
  readonly reason?: UnknownReason | null;
}): string {
  if (isKnown(value)) return VALUES[value];
  return reason === undefined || reason === null
    ? postureTexts.unknown
    : postureTexts.unknownBecause({ reason: REASONS[reason] });
}

/** "off (lsblk, 2 minutes ago)", "unknown: only an administrator of the computer can see it (nft, just now)" */
export function factInWords(fact: ShownFact): string {
  const what = wordsOfFact(fact);
  const ago = agoInWords(fact.age);
  return fact.source === "none" ? `${what} (${ago})` : `${what} (${fact.source}, ${ago})`;
}

type System = "linux" | "macos" | "windows";

/** The system by what a machine calls its own (protocol §4.1 `context.os`); undefined for any other. */
function systemOf(os: string): System | undefined {
  if (/^macOS|^Darwin/i.test(os)) return "macos";
  if (/^Windows|Microsoft Windows/i.test(os)) return "windows";
  return /Linux/i.test(os) ? "linux" : undefined;
}

const CURES: Readonly<Record<PostureName, Readonly<Record<System | "any", string>>>> = postureTexts.cures;

/** Says what its person can do about a fact that is not in order, or not known. */
export const cureOf = (name: PostureName, os: string): string => CURES[name][systemOf(os) ?? "any"];
