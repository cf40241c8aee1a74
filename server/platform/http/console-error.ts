import type { ConsoleCode, FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import type { RefusalCode } from "@nearside/shared/chain/refusal.ts";
import { consoleTexts } from "../../texts/console.ts";
import { READ_TOO_LONG } from "../store/reads.ts";
import { type Beside, WireError } from "../wire-error.ts";

/** Errors of the console. Closed: error code → HTTP status and the sentence for people. */
export const CONSOLE_ERRORS = {
  not_signed_in: {
    status: 401,
    sentence: consoleTexts.errors.notSignedIn,
  },
  not_permitted: {
    status: 403,
    sentence: consoleTexts.errors.notPermitted,
  },
  own_enrolment: {
    status: 403,
    sentence: consoleTexts.errors.ownEnrolment,
  },
  foreign_request: {
    status: 403,
    sentence: consoleTexts.errors.foreignRequest,
  },
  touch_invalid: {
    status: 400,
    sentence: consoleTexts.errors.touchInvalid,
  },
  last_passkey: {
    status: 409,
    sentence: consoleTexts.errors.lastPasskey,
  },
  invalid_request: { status: 400, sentence: consoleTexts.errors.invalidRequest },
  unknown: { status: 404, sentence: consoleTexts.errors.unknown },
  last_owner: {
    status: 409,
    sentence: consoleTexts.errors.lastOwner,
  },
  break_glass_invalid: {
    status: 403,
    sentence: consoleTexts.errors.breakGlassInvalid,
  },
  conflict: {
    status: 409,
    sentence: consoleTexts.errors.conflict,
  },
  read_too_long: READ_TOO_LONG,
} as const satisfies Record<ConsoleCode, { readonly status: number; readonly sentence: string }>;

interface More extends ErrorOptions {
  /** A sentence that says more than the code's own. It never quotes the request. */
  readonly description?: string;
  /** Set with `invalid_request`: the problem of each wrong field. */
  readonly fields?: readonly FieldProblem[];
  /** Set with `not_signed_in` and `touch_invalid`: the refusal code of the chain. */
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
