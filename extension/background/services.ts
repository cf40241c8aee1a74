import type { ReportBody } from "@nearside/shared/api/login-requests.ts";
import type { RandomBytes } from "@nearside/shared/ids.ts";
import type { ServerKeysServices } from "../issuer/server-keys.ts";
import type { BoundSetStore } from "../keys/bound-set-store.ts";
import type { SayHello } from "../machine/say-hello.ts";
import type { NativeWay } from "../machine/say-hello-natively.ts";
import type { PolicyReader } from "../policy/policy-reader.ts";
import type { Session } from "../session/session.ts";

/** The parts that the background's answers need. `main.ts` wires them. */
export interface Services extends ServerKeysServices {
  readonly random: RandomBytes;
  readonly browserName: string;
  readonly boundSets: BoundSetStore;
  readonly session: Session;
  readonly sayHello: SayHello;
  /** The way through the keeper of this machine; undefined unless the person has allowed it. */
  readonly nativeWay: () => Promise<NativeWay | undefined>;
  readonly sendReport: (issuer: string, requestId: string, body: ReportBody) => Promise<boolean>;
  /** True if the person has granted all of these match patterns. */
  readonly mayReach: (patterns: readonly string[]) => Promise<boolean>;
  /** The settings of the organisation that manages this browser. */
  readonly policy: Pick<PolicyReader, "settled">;
  readonly badge: Badge;
}

/** The badge on the icon of one tab. It goes when the tab goes elsewhere. */
export interface Badge {
  show(tab: number, what: "decision" | "foreign"): Promise<void>;
  clear(tab: number): Promise<void>;
}
