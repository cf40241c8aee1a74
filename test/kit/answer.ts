import * as v from "valibot";

/** RFC 6749 §5.2: the characters of an `error_description`; in a challenge it is between quotes (RFC 6750 §3). */
const DESCRIPTION = /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/;
const errorSchema = v.looseObject({
  error: v.string(),
  error_description: v.pipe(v.string(), v.regex(DESCRIPTION)),
  refusal: v.optional(v.string()),
});

/** One response of the server, read to its end. */
export class Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;

  private constructor(status: number, headers: Headers, text: string) {
    this.status = status;
    this.headers = headers;
    this.text = text;
  }

  static async of(response: Response): Promise<Answer> {
    return new Answer(response.status, response.headers, await response.text());
  }

  /** @throws Error with status and text if the body does not fit the schema or the response is no success */
  as<T>(schema: v.GenericSchema<unknown, T>): T {
    if (this.status >= 300) throw new Error(`the server answered ${this.status} ${this.text}`);
    return v.parse(schema, JSON.parse(this.text));
  }

  /**
   * Status and error code, such as `400 invalid_grant/key_mismatch`: after the slash is the refusal beside an OAuth code. The status
   * alone if it is no error.
   *
   * @throws Error if an error is not of the form that ours have
   */
  get outcome(): string {
    if (this.status < 400) return String(this.status);
    const { error, refusal } = v.parse(errorSchema, JSON.parse(this.text));
    return `${this.status} ${error}${refusal === undefined ? "" : `/${refusal}`}`;
  }
}

/** A refusal as a test expects it: by an answer and by an event of the security log. */
export interface ExpectedRefusal {
  /** The status and code, as in {@link Answer.outcome}. */
  readonly outcome: string;
  /** The event that the log gains; null if the message is about no person that the server knows: then its structured log tells alone. */
  readonly event: { readonly kind: string; readonly subject?: string; readonly data?: object } | null;
}
