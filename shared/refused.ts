/**
 * A proof was not accepted. Thrown, never returned: what is refused leaves no usable value behind.
 * `code` is closed (see `chain/refusal.ts`); `field` names what was wrong, never its content.
 */
export class Refused<Code extends string = string> extends Error {
  readonly code: Code;
  readonly field: string | undefined;

  constructor(code: Code, field?: string, options?: ErrorOptions) {
    super(field === undefined ? code : `${code}: ${field}`, options);
    this.name = "Refused";
    this.code = code;
    this.field = field;
  }
}
