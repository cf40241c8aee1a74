import { readlinkSync } from "node:fs";
import { LEASE_TYPE, type Lease, leaseDetailSchema } from "@nearside/shared/oauth/lease.ts";
import * as v from "valibot";
import { openInBrowser } from "../../browser/open.ts";
import { collectContext } from "../../context/collect-context.ts";
import type { LeaseNews, LeaseWish } from "../../doorway/lease-messages.ts";
import type { EnrolledMachine } from "../../keys/enrolled-machine.ts";
import { login } from "../../login/login.ts";
import type { LoginDisplay } from "../../login/login-display.ts";
import { connect } from "../../server/connection.ts";
import type { World } from "../../world/world.ts";
import type { ProcessSeen } from "../caller.ts";
import type { Standings } from "../standings.ts";
import { HeldLease } from "./held-lease.ts";

/** The keeper gives these to leases. */
export interface LeaseParts {
  /** This account. */
  readonly uid: number;
  readonly world: World;
  readonly standings: Pick<Standings, "clockOf" | "onEnd" | "serves">;
}

/** A lease that a person is to be asked for. */
export interface LeaseRequest {
  readonly machine: EnrolledMachine;
  readonly clientId: string;
  readonly agent: Lease["agent"];
  readonly wish: LeaseWish;
  /** The lease that this one adds to. */
  readonly after?: string;
  /** The process that asks, which the person is shown. */
  readonly caller: ProcessSeen;
  /** The person's browser, and the screen that she began the agent at; undefined if the keeper opens no page. */
  readonly page: { readonly browser: string | undefined; readonly env: World["surroundings"]["env"] } | undefined;
  /** False if the caller may not hear the page's address. */
  readonly tellsAddress: boolean;
  readonly news: (news: LeaseNews) => void;
  /** Aborted once the caller has gone: nobody waits for the lease. */
  readonly gone: AbortSignal;
}

/**
 * Plays the command line of a login that is for a lease (protocol §12): its session key and its tokens stay in the keeper's memory.
 *
 * @throws Problem, Refused, KeyFileError, KeyringError, TpmError
 */
export async function askForLease({ world, standings }: LeaseParts, asking: LeaseRequest): Promise<HeldLease> {
  const { machine, clientId, caller, gone } = asking;
  const detail = detailOf(asking);
  const parameters = {
    clientId,
    scope: "",
    resource: [],
    authorizationDetails: JSON.stringify([detail]),
  };
  const clock = standings.clockOf(machine.id);
  const connection = connect(machine.issuer, { ...world, clock, stop: AbortSignal.any([world.stop, gone]) });
  const { surroundings, peerOf } = world;
  const context = async () => {
    const { pid, argv } = caller;
    // No approval stands for a lease.
    const { terminal_session: _none, ...seen } = await collectContext({
      ...surroundings,
      pid,
      command: typedBy(argv, world),
      cwd: readlinkSync(`/proc/${pid}/cwd`),
    });
    return seen;
  };
  try {
    const from = { context, peerOf, doorway: world.doorway() };
    const credential = await login(
      connection,
      machine,
      parameters,
      from,
      displayFor(asking, surroundings.platform),
      async () => {
        gone.throwIfAborted();
      },
    );
    return await HeldLease.of({ world, clock: connection.clock, machine, credential, detail });
  } finally {
    connection.http.close();
  }
}

/** In the order of its schema, as the server writes it. */
const detailOf = ({ agent, wish, after }: LeaseRequest): Lease =>
  v.parse(leaseDetailSchema, {
    type: LEASE_TYPE,
    agent,
    ...wish,
    ...(after !== undefined && { after }),
  });

/** Our own program by its own name, whatever runs it. */
const typedBy = (argv: readonly string[], { programs: { runtime, nearside } }: World): readonly string[] => {
  if (nearside === undefined) return argv[0] === runtime ? ["nearside", ...argv.slice(1)] : argv;
  return argv[1] === nearside ? ["nearside", ...argv.slice(2)] : argv;
};

function displayFor({ page, tellsAddress, news }: LeaseRequest, platform: NodeJS.Platform): LoginDisplay {
  return {
    approvalNeeded: (url, expires_in) => {
      news({ lease: "asked", url: tellsAddress ? url : null, expires_in });
      if (page !== undefined) void openInBrowser(url, { platform, ...page }).catch(() => undefined);
    },
    peerRefused: (code) => news({ lease: "peer_refused", code }),
    met: (channel) => news({ lease: "met", channel: channel ?? null }),
    trouble: (code) => news({ lease: "trouble", code }),
    protection: (facts, os) => news({ lease: "protection", posture: Object.fromEntries(facts), os }),
    second: (second, seconds_left) => news({ lease: "second", second, seconds_left }),
    wanted: (wanted) => news({ lease: "wanted", wanted: wanted ?? null }),
  };
}
