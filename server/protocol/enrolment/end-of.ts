import { type EnrolmentEnd, enrolmentEndSchema } from "@nearside/shared/api/enrolment-end.ts";
import * as v from "valibot";
import type { Enrolment } from "../../register/enrolments/enrolment.ts";

/** The reason of a refusal, for the person; undefined where the enrolment was not refused. */
export const endOf = (enrolment: Enrolment): EnrolmentEnd | undefined =>
  enrolment.state === "refused"
    ? v.parse(enrolmentEndSchema, { reason: enrolment.reason, note: enrolment.note ?? null })
    : undefined;
