import { LEASE_TYPE, type Lease } from "@nearside/shared/oauth/lease.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import type { Answer } from "./answer.ts";
import { narrow } from "./exchange.ts";
import type { RedeemedLogin } from "./log-in.ts";
import type { LongForm, Reached } from "./send.ts";

// Leases (protocol §12), as a keeper asks for them.

/** The detail of a lease of an ordinary agent, for those APIs. */
export const leaseDetail = (access: Lease["access"], twist: Partial<Lease> = {}): Lease => ({
  type: LEASE_TYPE,
  agent: { name: "Claude Code", program: "/usr/local/bin/claude" },
  access,
  for: 3600,
  ...twist,
});

/** The parameters by which a login asks for a lease, and for nothing beside it. */
export const leaseForm = (...details: readonly object[]): LongForm => ({
  scope: undefined,
  authorization_details: JSON.stringify(details),
});

/** The keeper asks for a token out of its lease. @param by the session key unless a test gives another */
export const askLease = (
  server: Reached,
  { tokens, session }: Pick<RedeemedLogin, "tokens" | "session">,
  form: LongForm,
  by: Signer = session,
): Promise<Answer> => narrow(server, tokens.access_token, by, { form });
