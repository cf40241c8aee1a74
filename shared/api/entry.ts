import type * as v from "valibot";

/**
 * One address of the API, as server and clients agree on it. Its path is typed here and nowhere else: the server serves the entry,
 * a client asks it, and docs/openapi.json is written from it. The codes with which it refuses a request are in entry-errors.ts, and
 * those of the console in its own entries.
 */
export interface Entry<
  In extends v.GenericSchema = v.GenericSchema,
  Out extends v.GenericSchema | null = v.GenericSchema | null,
  Path extends string = string,
> {
  readonly method: "GET" | "POST";
  /** It has at most one parameter, `:id`. */
  readonly path: Path;
  /** The query of a GET, as text; the JSON body of a POST. */
  readonly input: In;
  /** The JSON of a good answer; null if the answer has no JSON, as with a file. */
  readonly output: Out;
}

/** The entry has its whole address, so a client can ask it: its path has no parameter, or {@link at} filled it in. */
export interface Addressed {
  readonly address: string;
}
export type WithAddress<Path extends string, E> = Path extends `${string}/:id${string}` ? E : E & Addressed;

/** Gives the entry for one thing: `id` is put in place of `:id`. */
export const at = <E extends Pick<Entry, "path">>(entry: E, id: string): E & Addressed => ({
  ...entry,
  address: entry.path.replace(":id", encodeURIComponent(id)),
});

/** Every address under which the entry's things are: its path as far as its parameter. */
export const beginningOf = ({ path }: Pick<Entry, "path">): string => path.split("/:id", 1)[0] ?? path;

/** Makes an entry. Bundlers leave out one that no module imports: the comment below tells them that this call does nothing else. */
/* @__NO_SIDE_EFFECTS__ */
export const entry = <const Path extends string, In extends v.GenericSchema, Out extends v.GenericSchema | null>(
  method: Entry["method"],
  path: Path,
  input: In,
  output: Out,
) => ({ method, path, input, output, address: path }) as WithAddress<Path, Entry<In, Out, Path>>;

/** An entry whose good answer is JSON. */
export type JsonEntry = Entry<v.GenericSchema, v.GenericSchema>;
/** The input that a client of that entry may send. */
export type InputOf<E extends Entry> = v.InferInput<E["input"]>;
/** The output that a client reads in a good answer. */
export type OutputOf<E extends JsonEntry> = v.InferOutput<E["output"]>;
