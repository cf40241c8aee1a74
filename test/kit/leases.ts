import { LEASE_TYPE, type Lease } from "@nearside/shared/oauth/lease.ts";
import type { LongForm } from "./send.ts";

// Leases (protocol §12), as a keeper asks for them.

/** The detail of a lease of an ordinary agent, for those APIs. */
export const leaseDetail = (access: Lease["access"], twist: Partial<Lease> = {}): Lease => ({
  type: LEASE_TYPE,
  agent: { name: "Claude Code", program: "/usr/local/bin/claude" },
  access,
  for: 7200,
  ...twist,
});

/** The parameters by which a login asks for a lease, and for nothing beside it. */
export const leaseForm = (...details: readonly object[]): LongForm => ({
  scope: undefined,
  authorization_details: JSON.stringify(details),
});
