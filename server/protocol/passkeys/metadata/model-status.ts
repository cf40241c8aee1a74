import {
  CERTIFICATION_LEVELS,
  type CertificationLevel,
  COMPROMISES,
  type Compromise,
} from "@nearside/shared/passkey/authenticator.ts";
import type { Model } from "./authenticator-models.ts";
import type { StatusReport } from "./blob-schema.ts";

const LEVEL_OF: Readonly<Record<string, CertificationLevel | null>> = {
  NOT_FIDO_CERTIFIED: null,
  SELF_ASSERTION_SUBMITTED: null,
  FIDO_CERTIFIED: "L1", // the name it had before there were others
  ...Object.fromEntries(CERTIFICATION_LEVELS.map((level) => [`FIDO_CERTIFIED_${level}`, level])),
};

/**
 * The level that was reported last, or null: a later report may revoke one. Where two reports are from one day, the later in
 * the list counts.
 *
 * @param now epoch milliseconds
 */
export function certificationOf({ reports }: Model, now: number): CertificationLevel | null {
  const certified = inEffect(reports, now).filter(({ status }) => Object.hasOwn(LEVEL_OF, status));
  const last = certified.reduce<StatusReport | undefined>(
    (latest, report) => (latest !== undefined && dayOf(report) < dayOf(latest) ? latest : report),
    undefined,
  );
  return last === undefined ? null : (LEVEL_OF[last.status] ?? null);
}

/** The report that speaks against the model, whatever its date, or null. @param now epoch milliseconds */
export function compromiseOf({ reports }: Model, now: number): Compromise | null {
  const reported = new Set(inEffect(reports, now).map(({ status }) => status));
  return COMPROMISES.find((status) => reported.has(status)) ?? null;
}

const inEffect = (reports: readonly StatusReport[], now: number): readonly StatusReport[] =>
  reports.filter((report) => dayOf(report) <= now);

/** Returns the day in epoch milliseconds; a report without a day counts as having been there always. */
const dayOf = ({ effectiveDate }: StatusReport): number =>
  effectiveDate === undefined ? 0 : Date.parse(effectiveDate);
