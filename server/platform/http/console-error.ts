import type { ConsoleCode, FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import type { RefusalCode } from "@nearside/shared/chain/refusal.ts";
import { READ_TOO_LONG } from "../store/reads.ts";
import { type Beside, WireError } from "../wire-error.ts";

/** Errors of the console. Closed: error code → HTTP status and the sentence for people. */
export const CONSOLE_ERRORS = {
  not_signed_in: {
    status: 401,
    sentence: "You are not signed in here, or your session has ended. Sign in again with your passkey.",
  },
  not_permitted: {
    status: 403,
    sentence: "Your role does not include that, so nothing was changed. An owner can give you another role.",
  },
  own_enrolment: {
    status: 403,
    sentence:
      "Nobody lets in a machine of their own, so nothing was changed. Read your six words out to another owner, or for machines of neither owners nor administrators nor rule authors to an approver or administrator.",
  },
  foreign_request: {
    status: 403,
    sentence: "This was not asked by a page of this server, so nothing was done. Open the console itself.",
  },
  touch_invalid: {
    status: 400,
    sentence:
      "The touch of your passkey was not for this change, or was used before, so nothing was changed. Look at the change once more and touch again.",
  },
  last_passkey: {
    status: 409,
    sentence:
      "This is the last passkey of that machine, so it was not removed: nothing could be approved there any more. Add another one first, or end the whole machine.",
  },
  invalid_request: { status: 400, sentence: "Something in the form is not right, so nothing was changed." },
  unknown: { status: 404, sentence: "There is no such thing here. It may have been removed meanwhile." },
  last_owner: {
    status: 409,
    sentence:
      "This is the last active owner, so nothing was changed: without one nobody could give roles again. Make another owner first.",
  },
  break_glass_invalid: {
    status: 403,
    sentence:
      "That is no break-glass code of this server, or it was used before, or newer ones took its place. Nothing was opened. Try the next one of the newest sheet.",
  },
  conflict: {
    status: 409,
    sentence: "This was changed by somebody else meanwhile, so nothing was changed. Look again, then decide anew.",
  },
  read_too_long: READ_TOO_LONG,
} as const satisfies Record<ConsoleCode, { readonly status: number; readonly sentence: string }>;

interface More extends ErrorOptions {
  /** A sentence that says more than the code's own. It never quotes the request. */
  readonly description?: string;
  /** With `invalid_request`: the problem of each wrong field. */
  readonly fields?: readonly FieldProblem[];
  /** With `not_signed_in` and `touch_invalid`: the refusal code of the chain. */
  readonly refusal?: RefusalCode;
}

/** Ends a request of the console with that code. */
export class ConsoleError extends WireError {
  override readonly name = "ConsoleError";
  readonly code: ConsoleCode;
  readonly description: string;
  readonly fields: readonly FieldProblem[] | undefined;
  readonly refusal: RefusalCode | undefined;

  constructor(code: ConsoleCode, more: More = {}) {
    const description = more.description ?? CONSOLE_ERRORS[code].sentence;
    super(`${code}: ${description}`, more);
    this.code = code;
    this.description = description;
    this.fields = more.fields;
    this.refusal = more.refusal;
  }

  get status() {
    return CONSOLE_ERRORS[this.code].status;
  }

  override get beside(): Beside {
    const { refusal, fields } = this;
    return { ...(refusal === undefined ? {} : { refusal }), ...(fields === undefined ? {} : { fields }) };
  }
}

/** One wrong field, with the sentence that is shown beside it. */
export const wrongField = (field: string, problem: string): ConsoleError =>
  new ConsoleError("invalid_request", { fields: [{ field, problem }] });
