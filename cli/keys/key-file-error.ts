import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { RoomError } from "../problems/problem.ts";
import { texts } from "../texts/keys.ts";

/** The sentence of each code about a path: what is wrong, and what to do. */
const SENTENCES = texts.file;

export type KeyFileCode = keyof typeof SENTENCES;

/** A key file or its folder can't be trusted or used. The message never holds anything that the file holds. */
export class KeyFileError extends RoomError {
  readonly endsWith = "storage_failed";
  readonly code: KeyFileCode;
  readonly path: string;

  constructor(code: KeyFileCode, path: string, options?: ErrorOptions) {
    super(SENTENCES[code]({ path: neutralise(path, 512) }), options);
    this.name = "KeyFileError";
    this.code = code;
    this.path = path;
  }
}

/** The system's code of a failed call, such as `ENOENT`; undefined for every other error. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
