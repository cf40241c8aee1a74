import * as v from "valibot";

/** RFC 6749 §5.2: what may stand in `error_description`; in a challenge it stands between quotes (RFC 6750 §3). */
const DESCRIPTION = /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/;
const errorSchema = v.looseObject({
  error: v.string(),
  error_description: v.pipe(v.string(), v.regex(DESCRIPTION)),
  refusal: v.optional(v.string()),
});

/** What the server said. */
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

  /** The body, which must fit; an error answer does not. */
  as<T>(schema: v.GenericSchema<unknown, T>): T {
    if (this.status >= 300) throw new Error(`the server answered ${this.status} ${this.text}`);
    return v.parse(schema, JSON.parse(this.text));
  }

  /** `status error`, and after a slash the refusal beside an OAuth code; for a good answer the status alone. */
  get said(): string {
    if (this.status < 300) return String(this.status);
    const { error, refusal } = v.parse(errorSchema, JSON.parse(this.text));
    return `${this.status} ${error}${refusal === undefined ? "" : `/${refusal}`}`;
  }
}
