import { openCredentials } from "../credentials/credential.ts";
import { signOut } from "../credentials/sign-out.ts";
import { leaseHere } from "../doorway/lease-here.ts";
import { demandPerson } from "../lease/demand-person.ts";
import { ensureVisit } from "../login/ensure-visit.ts";
import { OWN_PROBLEMS } from "../problems/problem.ts";
import { readIssuer } from "../server/issuer.ts";
import { choose } from "../settings/choose.ts";
import { texts } from "../texts/sdk.ts";
import { createMachineWorld } from "../world/machine-world.ts";
import { nearsideErrorOf } from "./error-of.ts";
import type { Nearside } from "./nearside.ts";
import { obtainLogin } from "./obtain-login.ts";
import { openLeased } from "./open-leased.ts";
import { openSession } from "./open-session.ts";
import { operate, type Program, type SdkOutside, stopOf, teller } from "./operation.ts";
import type { NearsideOptions } from "./options.ts";
import { readClientId, readNeeded } from "./read-options.ts";
import { untilStopped } from "./until-stopped.ts";

/** @throws NearsideError */
export async function openNearside(options: NearsideOptions, outside: SdkOutside): Promise<Nearside> {
  const { env, geteuid } = outside.process;
  const here = leaseHere(env, geteuid?.());
  if (here !== undefined) return openLeased(options, outside, here);
  const program = await findProgram(options, outside);
  const { issuer, user, clientId, alone } = program;
  return {
    issuer,
    user,
    clientId,
    signIn: async (how = {}) => {
      const { needed, credential } = await operate(program, how, (operation) =>
        alone(async () => {
          operation.world.stop.throwIfAborted();
          const wanted = readNeeded(clientId, how);
          const obtained = await obtainLogin(operation, wanted, { interactive: how.interactive !== false });
          return { needed: wanted, credential: obtained };
        }),
      );
      return openSession(program, needed, how, credential);
    },
    signOut: (how = {}) =>
      operate(
        program,
        how,
        async ({ place, machine, connection, tell }) => {
          const mine = await openCredentials(place, machine, clientId);
          const { notRevoked } = await signOut(place, connection, mine);
          if (notRevoked !== undefined) tell({ type: "not_revoked", message: OWN_PROBLEMS.not_revoked });
          return mine.length > 0;
        },
        "leave",
      ),
  };
}

async function findProgram(options: NearsideOptions, outside: SdkOutside): Promise<Program> {
  const stop = stopOf(options);
  let issuer: string | undefined;
  try {
    return await untilStopped(stop, async () => {
      const clientId = readClientId(options);
      issuer = options.issuer === undefined ? undefined : readIssuer(options.issuer);
      const world = createMachineWorld(outside, stop);
      await demandPerson(world);
      const place = await world.loginPlace();
      await ensureVisit(world, place, issuer ?? null);
      const wanted = {
        ...(issuer !== undefined && { issuer }),
        ...(options.user !== undefined && { user: options.user }),
      };
      // The choice of the person, a folder or the organisation counts here as for every command of this machine.
      const { machine, defaults, because } = await choose(world, place, wanted, "leave");
      const { issuer: found, user } = machine;
      if (because === "folder") {
        const message = texts.byFolder({ user: user.name, issuer: found });
        teller(options.onEvent)({ type: "folder_chose", message });
      }
      const { browser } = defaults;
      return { outside, place, how: options, clientId, issuer: found, user, browser, alone: oneAtATime() };
    });
  } catch (error) {
    throw nearsideErrorOf(error, stop, issuer);
  }
}

function oneAtATime(): Program["alone"] {
  let before: Promise<unknown> = Promise.resolve();
  return (task) => {
    const mine = before.then(task);
    before = mine.catch(() => undefined);
    return mine;
  };
}
