import type { Trusted } from "@nearside/shared/chain/chain.ts";
import type { RefusalCode } from "@nearside/shared/chain/refusal.ts";
import type { Plan } from "../login.ts";

/** One flaw, and who must refuse it: see `chainVectorSchema`. */
export interface Flaw {
  readonly name: string;
  readonly why: string;
  readonly layer: string;
  readonly code: RefusalCode;
  readonly field: string;
  readonly also?: readonly string[];
  readonly of?:
    | "resting"
    | "two_touches"
    | "native"
    | "elsewhere"
    | "redirect"
    | "lease"
    | "seconded"
    | "twice_seconded";
  /** A login with one link twisted and every later one made honestly after it; or members of the chain as they are. */
  readonly plan?: Plan;
  readonly chain?: Readonly<Record<string, unknown>>;
  readonly known?: Partial<Trusted>;
}

/** An honest stranger's server. */
export const OTHER_ISSUER = "https://login.example.net";
