import { LEASE_ERRORS } from "@nearside/shared/api/entry-errors.ts";
import { leaseCalls, leaseEnd, leaseState } from "@nearside/shared/api/leases.ts";
import { requestIdSchema } from "@nearside/shared/ids.ts";
import { describeEntries } from "./describe-entries.ts";
import type { Operations } from "./operation.ts";

/** The requests and answers of a lease's keeper. */
export const leaseOperations: Operations = describeEntries(
  { leaseEnd, leaseState, leaseCalls },
  LEASE_ERRORS,
  {
    leaseEnd: {
      summary: "The keeper ends its lease and gives the reason, signed by the session key.",
      specification: "Protocol §12.3",
      answer: "The lease has ended.",
    },
    leaseState: {
      summary: "The keeper follows its lease; held open until state or calls differ from the known ones.",
      specification: "Protocol §12.3",
      proofs: [["dpop"]],
      answer: "Its state, the reason of its end, and the remaining calls.",
    },
    leaseCalls: {
      summary: "The keeper reports the use of its lease's tokens.",
      specification: "Protocol §12.3",
      proofs: [["dpop"]],
      answer: "The report is stored as reported by the machine.",
    },
  },
  requestIdSchema,
);
