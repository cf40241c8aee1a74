import { type EnrolmentEnd, enrolmentEndSchema } from "@nearside/shared/api/enrolment-end.ts";
import * as v from "valibot";
import type { Enrolment } from "../../register/enrolments/enrolment.ts";

/** Why it was refused, for the person; undefined where it was not. */
export const endOf = (enrolment: Enrolment): EnrolmentEnd | undefined =>
  enrolment.state === "refused"
    ? v.parse(enrolmentEndSchema, { reason: enrolment.reason, note: enrolment.note ?? null })
    : undefined;
