/** Errors of the edge, before any domain sees the request. Closed: error code → HTTP status and the sentence for people. */
export const EDGE_ERRORS = {
  invalid_request: { status: 400, sentence: "The request was not in the form this address asks for." },
  not_found: { status: 404, sentence: "There is nothing at this address." },
  method_not_allowed: { status: 405, sentence: "This address answers other methods only." },
  payload_too_large: { status: 413, sentence: "The request was longer than this address takes." },
  unsupported_media_type: { status: 415, sentence: "The request was not in a content type this address takes." },
  misdirected_request: { status: 421, sentence: "This server answers under another name." },
  rate_limited: { status: 429, sentence: "Too much was asked in a short time. Nothing was changed. Try again later." },
  server_error: { status: 500, sentence: "Something failed on the server. Try again; if it lasts, tell its operator." },
  not_implemented: { status: 501, sentence: "This server does not do that." },
  temporarily_unavailable: { status: 503, sentence: "The server cannot answer just now. Try again in a moment." },
} as const;

export type EdgeCode = keyof typeof EDGE_ERRORS;

/** Ends a request with that code. `description` is for the client: it may name a field, and never quotes one. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly code: EdgeCode;
  readonly description: string;

  constructor(code: EdgeCode, description: string = EDGE_ERRORS[code].sentence, options?: ErrorOptions) {
    super(`${code}: ${description}`, options);
    this.code = code;
    this.description = description;
  }
}
