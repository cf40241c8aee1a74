import * as v from "valibot";

// Reads the answer of windows-owner-script.ts, in the form that it documents. Nothing is believed before it is read: a
// process may have any name, and its path and command line any characters.

const MAX_ROWS = 32;
const portSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));
/** `S-1-5-21-…` (MS-DTYP §2.4.2.1). */
const sidSchema = v.pipe(v.string(), v.maxLength(184), v.regex(/^S-1-\d{1,15}(?:-\d{1,10}){1,15}$/));

const rowSchema = v.strictObject({
  local: v.pipe(v.string(), v.maxLength(64)),
  localPort: portSchema,
  remote: v.pipe(v.string(), v.maxLength(64)),
  remotePort: portSchema,
  /** `MIB_TCP_STATE` */
  state: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
  pid: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff)),
  path: v.nullable(v.pipe(v.string(), v.maxLength(32_768))),
  sid: v.nullable(sidSchema),
  command: v.nullable(v.pipe(v.string(), v.maxLength(2048))),
});
export type OwnerRow = v.InferOutput<typeof rowSchema>;

const answerSchema = v.strictObject({
  /** The account that asks. */
  own: sidSchema,
  rows: v.pipe(v.array(rowSchema), v.maxLength(MAX_ROWS)),
});
export type OwnersAnswer = v.InferOutput<typeof answerSchema>;

/** Reads the answer of PowerShell. Returns undefined if it has another form. */
export function readOwners(answer: string): OwnersAnswer | undefined {
  try {
    const read = v.safeParse(answerSchema, JSON.parse(answer));
    return read.success ? read.output : undefined;
  } catch {
    return undefined;
  }
}

/** The arguments of a Windows command line, the program's own first; quotes keep blanks together. At most nine. */
export function argumentsIn(commandLine: string): readonly string[] {
  const parts = commandLine.slice(0, 2048).match(/(?:"[^"]*"?|[^\s"])+/g) ?? [];
  return parts.slice(0, 9).map((part) => part.replaceAll('"', ""));
}
