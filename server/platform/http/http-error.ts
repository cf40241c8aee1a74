import { bug, EDGE_ERRORS, WireError } from "../wire-error.ts";

export type EdgeCode = keyof typeof EDGE_ERRORS;

/** Ends a request that the edge refuses before any domain sees it. */
export class HttpError extends WireError {
  override readonly name = "HttpError";
  readonly code: EdgeCode;
  readonly description: string;

  constructor(code: EdgeCode, description: string = EDGE_ERRORS[code].sentence, options?: ErrorOptions) {
    super(`${code}: ${description}`, options);
    this.code = code;
    this.description = description;
  }

  get status() {
    return EDGE_ERRORS[this.code].status;
  }

  override get logLine() {
    return this.status === 500 ? bug(this) : super.logLine;
  }
}
