// A victim whose machine may ask for leases, and two APIs that they are for.
import type { Lease } from "@nearside/shared/oauth/lease.ts";
import { leaseDetail, leaseForm } from "../kit/leases.ts";
import type { RedeemedLogin } from "../kit/log-in.ts";
import { redeemedLogin } from "../kit/log-in.ts";
import { CLIENT } from "../kit/login-steps.ts";
import { type EnrolledStage, openEnrolledStage } from "../steps/enrolling.ts";
import { knowing } from "../steps/people.ts";
import { machineOf, type Stage } from "../steps/stage.ts";
import type { AtEnd } from "../support/at-end.ts";

export const ORDERS = "https://orders.example";
export const BILLS = "https://bills.example";
/** This API is not among those that the lease is for. */
export const BANK = "https://bank.example";

const COMMAND_LINE = {
  ...{ id: CLIENT, name: "Nearside command line", scopes: ["read", "write"] },
  resources: [ORDERS, BILLS, BANK],
};

/** Lets the command line ask for leases for these APIs. @returns the setting that names them */
export const leasing = (atEnd: AtEnd): Promise<Readonly<Record<string, string>>> => knowing(atEnd, [COMMAND_LINE]);

export async function openLeasingStage(
  atEnd: AtEnd,
  settings: Readonly<Record<string, string>> = {},
): Promise<EnrolledStage> {
  return openEnrolledStage(atEnd, { ...(await leasing(atEnd)), ...settings });
}

/** A lease as its person approved it, to read orders and bills. */
export const newLease = (stage: Stage, twist: Partial<Lease> = {}): Promise<RedeemedLogin> =>
  redeemedLogin(
    stage,
    machineOf(stage),
    leaseForm(
      leaseDetail(
        [
          { resource: ORDERS, scope: "read", tools: ["list_orders"] },
          { resource: BILLS, scope: "read" },
        ],
        twist,
      ),
    ),
  );
