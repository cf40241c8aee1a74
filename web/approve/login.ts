import type { RequestOptions } from "@nearside/shared/api/webauthn.ts";
import type { User } from "@nearside/shared/claims.ts";
import type { Decision } from "@nearside/shared/statements/decision.ts";
import type { Facts } from "@nearside/shared/statements/facts.ts";

/** The login this page is about, before anybody was met: a stranger with the link learns no more (protocol §4.1). */
export interface Login {
  readonly request: string;
  /** H(request). */
  readonly requestHash: string;
  /** By this browser's clock, milliseconds since the epoch. */
  readonly startedAt: number;
  readonly expiresAt: number;
}

/** What the person decides on (protocol §4.5). */
export interface Question {
  /** The signed decision: what the passkey's challenge names. */
  readonly decision: string;
  readonly factsText: string;
  readonly facts: Facts;
  readonly user: User;
  readonly keyStorage: Decision["claims"]["key_storage"];
  readonly lifetime: Decision["claims"]["lifetime"];
  readonly justification: string | null;
  readonly options: RequestOptions;
}
