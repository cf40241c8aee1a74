import * as v from "valibot";
import { fieldOf } from "../refused.ts";

/** A value of that shape, or the place where it has another one. */
type Shaped<Output> =
  | { readonly success: true; readonly output: Output }
  | { readonly success: false; readonly field: string };

/**
 * Reads a value that somebody else wrote. Valibot takes a list for an object whose members may all be left out, and gives an object back:
 * two readers would see two things. So a list has to be one in what was read, too.
 *
 * @param whole the name of the value itself, for the field
 */
export function readShape<Output>(
  schema: v.GenericSchema<unknown, Output>,
  value: unknown,
  whole: string,
): Shaped<Output> {
  const read = v.safeParse(schema, value);
  if (!read.success) return { success: false, field: fieldOf(read.issues[0], whole) };
  const list = listTaken(value, read.output);
  if (list !== undefined) return { success: false, field: list.join(".") || whole };
  return { success: true, output: read.output };
}

/** Finds the path of a list that a schema took for an object; undefined if there is none. */
export function listTaken(value: unknown, read: unknown, path: readonly string[] = []): readonly string[] | undefined {
  if (value === read || !isObject(value) || !isObject(read)) return undefined;
  if (Array.isArray(value) && !Array.isArray(read)) return path;
  for (const [name, inner] of Object.entries(read)) {
    const found = listTaken(Reflect.get(value, name), inner, [...path, name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
