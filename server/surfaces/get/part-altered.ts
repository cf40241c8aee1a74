import { HttpError } from "../../platform/http/http-error.ts";
import { logTexts } from "../../texts/log.ts";

/** A file on the server's disk is not the one that was built, or is gone. */
export class PartAltered extends HttpError {
  readonly #file: string;
  readonly #why: string;

  constructor(file: string, why: string, options?: ErrorOptions) {
    super("part_altered", undefined, options);
    this.#file = file;
    this.#why = why;
  }

  override get logLine() {
    const message = logTexts.parts.altered;
    return { level: "error", message, data: { file: this.#file, why: this.#why } } as const;
  }
}
