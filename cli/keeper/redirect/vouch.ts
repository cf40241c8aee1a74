import type { RedirectOutcome } from "@nearside/shared/api/authorizations.ts";
import type { Redirect } from "@nearside/shared/claims.ts";
import { type Authorization, mayBeProgram } from "@nearside/shared/statements/authorization.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { collectContext } from "../../context/collect-context.ts";
import type { EnrolledMachine } from "../../keys/enrolled-machine.ts";
import { loginForProgram } from "../../login/login.ts";
import { knownPathOf } from "../../peer/program.ts";
import type { Connection } from "../../server/connection.ts";
import type { World } from "../../world/world.ts";
import type { ProcessSeen } from "../caller.ts";
import { ageOf } from "../process-times.ts";
import { deliverCode } from "./deliver-code.ts";
import type { Account, Judging, Objection } from "./judge-holders.ts";
import { hasTaken, loopbacksOf, ownerAmong, type PortOwner, stillOwns } from "./port-owner.ts";

/** The server tells times to the second, and this machine's clock is known to a second (protocol §2). */
const CLOCK_SECONDS = 2;
const EXECUTABLE_CAP = 1024;

type VouchWorld = Pick<World, "doorway" | "peerOf" | "surroundings">;

export interface Vouching extends Account {
  readonly connection: Connection;
  readonly machine: EnrolledMachine;
  readonly world: VouchWorld;
  /** Hears how it ended, for the page. */
  readonly tell: (id: string, outcome: RedirectOutcome) => Promise<void>;
}

/**
 * Vouches for the program of this machine that listens where it says, logs in for it, and gives it its code (protocol §6). It throws nothing:
 * whatever goes wrong, the program has no code.
 *
 * @param asked by a program, in a browser of this machine (`checkAsk`)
 */
export async function vouchFor(
  asked: Authorization,
  { connection, machine, world, tell, uid, isAgents }: Vouching,
): Promise<void> {
  const { jti, redirect_uri, executables } = asked.claims;
  const judging: Judging = { uid, isAgents, namesFiles: executables.length > 0 };
  // Those that the program starts to answer are younger than the page.
  const later = [foreignTo(asked)];
  const found = await ownerAmong(loopbacksOf(redirect_uri), judging, [newerThan(connection, asked), ...later]);
  if (typeof found === "string") return tell(jti, found);
  const { owner, at } = found;
  // The login may be undone by the person, by rules or by time: the page that approves says so itself.
  let outcome: RedirectOutcome | undefined = "not_started";
  try {
    const from = {
      ...(await originOf(connection, asked, owner, world)),
      peerOf: world.peerOf,
      doorway: world.doorway(),
    };
    const begun = (): void => {
      outcome = undefined;
    };
    const display = { approvalNeeded: begun, peerRefused: () => undefined };
    await loginForProgram(
      connection,
      machine,
      parametersOf(asked),
      from,
      display,
      async ({ authorization_code: code }) => {
        outcome = "not_delivered";
        const target = targetOf(asked, code, connection.issuer);
        outcome = (await stillOwns(owner, at, judging, later))
          ? await deliverCode(at, new URL(redirect_uri).host, target, (socket) =>
              hasTaken(owner, socket, judging, later),
            )
          : "process_changed";
        if (outcome !== "delivered") throw new Error(outcome); // ends the login, too
      },
    );
  } catch {
    // the outcome tells it
  }
  if (outcome !== undefined) await tell(jti, outcome);
}

const newerThan = (connection: Connection, { claims }: Authorization): Objection => [
  "process_too_new",
  (process) => beganAt(connection, process) > claims.iat + CLOCK_SECONDS,
];

const foreignTo = ({ claims: { executables } }: Authorization): Objection => [
  "executable_foreign",
  ({ program }) => executables.length > 0 && !mayBeProgram(executables, knownPathOf(program) ?? ""),
];

/** By the server's clock, in seconds. @throws if the system does not tell */
const beganAt = ({ now, clock }: Connection, process: ProcessSeen): number =>
  now() / 1000 - ageOf(process) + clock.offset();

/** The program, as the person and the log read it. */
async function originOf(
  connection: Connection,
  { claims }: Authorization,
  owner: PortOwner,
  { surroundings }: VouchWorld,
) {
  const { pid, argv, cwd } = owner;
  const redirect: Redirect = {
    authorization: claims.jti,
    uri: claims.redirect_uri,
    code_challenge: claims.code_challenge,
    ...(claims.dpop_jkt === undefined ? {} : { dpop_jkt: claims.dpop_jkt }),
    executable: neutralise(owner.path, EXECUTABLE_CAP),
    started_at: Math.floor(beganAt(connection, owner)),
  };
  const context = async () => {
    // No approval stands for a program: each one is approved by itself.
    const { terminal_session: _none, ...seen } = await collectContext({ ...surroundings, pid, command: argv, cwd });
    return seen;
  };
  return { redirect, context };
}

const parametersOf = ({ claims }: Authorization) => ({
  clientId: claims.client.id,
  scope: claims.scope,
  resource: claims.resource,
  authorizationDetails:
    claims.authorization_details.length === 0 ? undefined : JSON.stringify(claims.authorization_details),
  acrValues: claims.acr_values,
  maxAge: claims.max_age,
});

/** Path and query of the answer. A registered address has no query of its own. */
function targetOf({ claims }: Authorization, code: string, issuer: string): string {
  const query = new URLSearchParams({
    code,
    ...(claims.state === undefined ? {} : { state: claims.state }),
    iss: issuer,
  });
  return `${new URL(claims.redirect_uri).pathname}?${query}`;
}
