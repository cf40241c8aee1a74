import { LEASE_ERRORS } from "@nearside/shared/api/entry-errors.ts";
import { leaseCalls, leaseEnd, leaseState } from "@nearside/shared/api/leases.ts";
import { requestIdSchema } from "@nearside/shared/ids.ts";
import { describeEntries } from "./describe-entries.ts";
import type { Operations } from "./operation.ts";

/** What the keeper of a lease says and hears. */
export const leaseOperations: Operations = describeEntries(
  { leaseEnd, leaseState, leaseCalls },
  LEASE_ERRORS,
  {
    leaseEnd: {
      summary: "The keeper says that it ended its lease, and why, signed by the session key.",
      specification: "Protocol §12.3",
      answer: "Nothing more comes out of it.",
    },
    leaseState: {
      summary: "The keeper follows its lease: held open while state and calls are what it knows.",
      specification: "Protocol §12.3",
      proofs: [["dpop"]],
      answer: "Its state, why it ended, and the calls that are left.",
    },
    leaseCalls: {
      summary: "The keeper tells what it did with tokens of its lease.",
      specification: "Protocol §12.3",
      proofs: [["dpop"]],
      answer: "It is noted, as the machine's word.",
    },
  },
  requestIdSchema,
);
