import * as v from "valibot";

// The posture of a machine: its report about its own protection (protocol §4.8). Nothing of this is verified, and no part
// is proven: the device key signs that this machine said so, and not that it is so.

/** Every fact with its values, the one that is in order first. A machine that can't tell says `unknown`, with a reason. */
export const POSTURE_VALUES = {
  /** The disk that holds system and home folders is encrypted. */
  disk_encryption: ["on", "off"],
  /** The screen locks by itself, within {@link SCREEN_LOCK_SECONDS}, and then asks for a password. */
  screen_lock: ["on", "off"],
  /** Updates of the system, as far as its own list of them goes: the age of the fact is that of the list. */
  updates: ["current", "pending", "security_pending"],
  /** Connections from outside meet a filter. */
  firewall: ["on", "off"],
} as const;
export type PostureName = keyof typeof POSTURE_VALUES;
export const POSTURE_NAMES = Object.keys(POSTURE_VALUES) as readonly PostureName[];

/** The same for every fact. */
export const ofEachFact = <Made>(make: (name: PostureName) => Made): Readonly<Record<PostureName, Made>> =>
  Object.fromEntries(POSTURE_NAMES.map((name) => [name, make(name)])) as Record<PostureName, Made>;

/** Machines are listed by a reported fact, such as `disk_encryption:off`, or by `none` if they reported nothing. */
export const SAID_OF_FACTS: readonly [string, ...string[]] = [
  "none",
  ...POSTURE_NAMES.flatMap((name) => [...POSTURE_VALUES[name], "unknown"].map((value) => `${name}:${value}`)),
];

/** A screen that locks later than this counts as one that does not lock. */
export const SCREEN_LOCK_SECONDS = 900;

/** The reasons for which a machine can't tell a fact. */
export const UNKNOWN_REASONS = ["unsupported", "not_permitted", "timed_out", "unreadable", "not_looked"] as const;
export type UnknownReason = (typeof UNKNOWN_REASONS)[number];

/** No look is older than this when it is told: ten years. Seconds. */
const OLDEST = 315_360_000;

const looked = {
  /** Seconds before the statement's `iat` in which it was looked at. So no statement tells a look that is yet to come. */
  age: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(OLDEST)),
  /** The program or the setting that told it, such as `lsblk`; `none` if none was asked. */
  source: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{0,31}$/)),
};
const unknownSchema = v.strictObject({
  value: v.literal("unknown"),
  reason: v.picklist(UNKNOWN_REASONS),
  ...looked,
});

const factSchema = <const Values extends readonly string[]>(values: Values) =>
  v.variant("value", [v.strictObject({ value: v.picklist(values), ...looked }), unknownSchema]);

/** A fact that is left out was not told: the machine's command line does not know it, or the server did not ask for it. */
export const postureSchema = v.strictObject({
  disk_encryption: v.exactOptional(factSchema(POSTURE_VALUES.disk_encryption)),
  screen_lock: v.exactOptional(factSchema(POSTURE_VALUES.screen_lock)),
  updates: v.exactOptional(factSchema(POSTURE_VALUES.updates)),
  firewall: v.exactOptional(factSchema(POSTURE_VALUES.firewall)),
});
export type Posture = v.InferOutput<typeof postureSchema>;
export type PostureFact = NonNullable<Posture[PostureName]>;

/** True for what may be told of that fact. */
export const isPostureFact = (name: PostureName, fact: unknown): boolean =>
  v.safeParse(postureSchema, { [name]: fact }).success;

/** The facts that are there, in their order. */
export const factsIn = (posture: Posture): (readonly [PostureName, PostureFact])[] =>
  POSTURE_NAMES.flatMap((name) => {
    const fact = posture[name];
    return fact === undefined ? [] : [[name, fact] as const];
  });

/** True if this is the value that a careful person would want. Rules alone decide what counts. */
export const isInOrder = (name: PostureName, { value }: Pick<PostureFact, "value">): boolean =>
  value === POSTURE_VALUES[name][0];

/** The disk's fact as rules read it a second time; nothing if it does not tell. */
export const encryptedBy = (disk: string | undefined): { readonly encrypted?: boolean } =>
  disk === "on" || disk === "off" ? { encrypted: disk === "on" } : {};
